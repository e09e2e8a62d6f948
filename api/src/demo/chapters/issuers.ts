import { DEMO_PASSWORD, type Issuer, issuerOf, sampleLei } from '../people.js';

/** The issuers of the later chapters; every one is made up. */
export const GOLD_ISSUER: Issuer = issuerOf(
  { name: 'Oskar Feinunze', email: 'oskar.issuer@cadastre.example', password: DEMO_PASSWORD },
  {
    legalName: 'Quayside Bullion Issuers (sample)',
    lei: sampleLei('bullion'),
    country: 'GB',
    registrationNumber: 'SAMPLE-7702115',
    address: '1 Sample Quay, London E14 9XX',
  },
  { fullName: 'Ottilie Feinunze', dateOfBirth: '1958-03-22', country: 'GB' },
);

export const HOMES_ISSUER: Issuer = issuerOf(
  { name: 'Delphine Roofgate', email: 'delphine.issuer@cadastre.example', password: DEMO_PASSWORD },
  {
    legalName: 'Roofgate Homes (sample)',
    lei: sampleLei('roofgate'),
    country: 'US',
    registrationNumber: 'SAMPLE-7702116',
    address: '9 Sample Avenue, Detroit, MI 48204',
  },
  { fullName: 'Desmond Roofgate', dateOfBirth: '1963-08-09', country: 'US' },
);
