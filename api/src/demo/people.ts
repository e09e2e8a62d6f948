import { leiCheckDigits } from '@cadastre/core';
import { id, Wallet } from 'ethers';
import type { Credentials } from './client.js';

/** Somebody in the story. Every one of them is invented. */
export interface Person extends Credentials {
  name: string;
}

export interface Address {
  line1: string;
  city: string;
  postalCode?: string;
  region?: string;
  country: string;
}

export interface Investor extends Person {
  /** What the person is in the story, in a word: the name of the investor's organisation and paper files. */
  organisationName: string;
  kyc: {
    kind: 'person' | 'entity';
    fullName: string;
    dateOfBirth: string;
    country: string;
    address: Address;
    requestedTier: 'retail' | 'accredited' | 'qualified';
    sourceOfFunds: string;
  };
  /** Of an organisation that invests: compliance must know who owns it. */
  organisation?: Organisation;
  /** A key that stands for the person's own wallet. It is public: never send anything of value to it. */
  walletKey: string;
}

/** An organisation as the register has it, and who owns most of it. */
export interface Organisation {
  record: {
    legalName: string;
    lei: string;
    country: string;
    registrationNumber: string;
    address: string;
  };
  owner: { fullName: string; dateOfBirth: string; country: string };
}

/** Who brings assets: a person, for an organisation. */
export interface Issuer extends Person, Organisation {
  organisationName: string;
}

/** Everyone the story needs, under one run. */
export interface Cast {
  runId: string | null;
  operator: Person;
  /** Reviews: papers, people, wallets. */
  reviewer: Person;
  /** Decides: assets, deployments, mints. */
  approver: Person;
  auditor: Person;
  issuer: Issuer;
  first: Investor;
  second: Investor;
}

/** Good for a sample on a machine of one's own and for nothing else: it is printed by the launcher. */
export const DEMO_PASSWORD = 'Cadastre-sample-2026';

/**
 * The cast of the demo (`runId` null: fixed names) or of one run of the main job (the run's id in
 * names and addresses, so that it can be played again and again on one instance).
 */
export function castOf(runId: string | null, operator: Person): Cast {
  const at = (mailbox: string) => `${mailbox}${runId ? `.${runId}` : ''}@cadastre.example`;
  const named = (name: string) => (runId ? `${name} ${runId.toUpperCase()}` : name);
  const person = (name: string, mailbox: string): Person => ({
    name: named(name),
    email: at(mailbox),
    password: DEMO_PASSWORD,
  });
  return {
    runId,
    operator,
    reviewer: person('Ingrid Solheim', 'ingrid.compliance'),
    approver: person('Marcus Adeyemi', 'marcus.compliance'),
    auditor: person('Helena Fuchs', 'helena.auditor'),
    issuer: issuerOf(
      person('Priya Raman', 'priya.issuer'),
      {
        legalName: named('Harbour Street Treasury Management (sample)'),
        lei: sampleLei(runId),
        country: 'US',
        registrationNumber: `SAMPLE-${(runId ?? '7702114').toUpperCase()}`,
        address: '40 Harbour Street, Suite 900, Boston, MA 02110',
      },
      { fullName: 'Owen Raman', dateOfBirth: '1968-09-14', country: 'US' },
    ),
    first: investorOf(named('Lukas Brandt'), at('lukas.investor'), {
      kind: 'person',
      dateOfBirth: '1979-05-21',
      country: 'DE',
      address: { line1: 'Musterstrasse 12', city: 'Berlin', postalCode: '10115', country: 'DE' },
      requestedTier: 'accredited',
      sourceOfFunds: 'Sale of a family machine-tool business in 2021',
    }),
    second: investorOf(named('Amelia Whitcombe'), at('amelia.investor'), {
      kind: 'person',
      dateOfBirth: '1986-11-03',
      country: 'GB',
      address: { line1: '7 Sample Row', city: 'London', postalCode: 'EC1A 1AA', country: 'GB' },
      requestedTier: 'qualified',
      sourceOfFunds: 'Salary and bonus as a fund manager',
    }),
  };
}

/** An investor who signs in at this address; an organisation goes by the name on its papers, a person by the own. */
export function investorOf(
  name: string,
  email: string,
  kyc: Omit<Investor['kyc'], 'fullName'> & { fullName?: string },
): Investor {
  const fullName = kyc.fullName ?? name;
  return {
    name,
    email,
    password: DEMO_PASSWORD,
    organisationName: kyc.kind === 'entity' ? fullName : name,
    kyc: { ...kyc, fullName },
    walletKey: walletKeyOf(email),
  };
}

/** An issuer whose organisation goes by its legal name. */
export const issuerOf = (
  person: Person,
  record: Organisation['record'],
  owner: Organisation['owner'],
): Issuer => ({ ...person, organisationName: record.legalName, record, owner });

/** A key anybody can derive, so that the demo's wallets are the same on every machine. */
export const walletKeyOf = (email: string): string => id(`cadastre sample wallet of ${email}`);

export const addressOf = (investor: Investor): string => new Wallet(investor.walletKey).address;

/**
 * A legal entity identifier with right check digits that no issuer of LEIs hands out: its prefix
 * reads SMPL.
 */
export function sampleLei(runId: string | null): string {
  const tail = (runId ?? 'HARBOUR').toUpperCase().replace(/[^0-9A-Z]/g, '');
  const body = `SMPL00${tail.padStart(12, '0').slice(-12)}`;
  return `${body}${leiCheckDigits(body)}`;
}
