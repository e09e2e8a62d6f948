import { type Investor, investorOf, sampleLei } from '../people.js';

/** How far somebody has come: a wallet on the register, only the papers, or somewhere in between. */
export type Standing = 'holder' | 'approved' | 'expired' | 'refused' | 'waiting';

export interface SampleInvestor {
  investor: Investor;
  standing: Standing;
}

type Tier = Investor['kyc']['requestedTier'];
type Row = readonly [name: string, city: string, country: string, tier: Tier, standing: Standing];

/** Of the tokenised rental: keeps the parts that nobody wants. */
export const HOMES_OPERATOR = 'Sample Homes Operator LLC';

/** Every name is made up; organisations say so themselves. */
const ROWS: readonly Row[] = [
  ['Annika Beispielmann', 'Hamburg', 'DE', 'accredited', 'holder'],
  ['Jonas Mustermeier', 'München', 'DE', 'qualified', 'holder'],
  ['Frieda Probstein', 'Leipzig', 'DE', 'accredited', 'expired'],
  ['Torben Musterhagen', 'Köln', 'DE', 'retail', 'approved'],
  ['Harriet Samplewick', 'Bristol', 'GB', 'accredited', 'holder'],
  ['Nigel Specimenshaw', 'Leeds', 'GB', 'qualified', 'holder'],
  ['Poppy Templateham', 'Cardiff', 'GB', 'accredited', 'waiting'],
  ['Edmund Draftborough', 'Glasgow', 'GB', 'retail', 'approved'],
  ['Chester Sampleton', 'Chicago', 'US', 'accredited', 'holder'],
  ['Willa Testerfield', 'Denver', 'US', 'qualified', 'holder'],
  ['Grover Mockridge', 'Austin', 'US', 'accredited', 'expired'],
  ['Tabitha Exampleby', 'Boston', 'US', 'accredited', 'refused'],
  ['Reto Musterli', 'Bern', 'CH', 'qualified', 'holder'],
  ['Sabine Probenegger', 'Basel', 'CH', 'accredited', 'holder'],
  ['Urs Vorlagenmatt', 'Luzern', 'CH', 'accredited', 'waiting'],
  ['Sample Family Office Pte', 'Singapore', 'SG', 'qualified', 'holder'],
  ['Demoraj Samplepillai', 'Singapore', 'SG', 'accredited', 'approved'],
  ['Misaki Mihonda', 'Tokyo', 'JP', 'accredited', 'holder'],
  ['Haruto Mihonyama', 'Osaka', 'JP', 'qualified', 'approved'],
  ['Camille Exemplard', 'Lyon', 'FR', 'accredited', 'holder'],
  ['Baptiste Modelier', 'Nantes', 'FR', 'accredited', 'approved'],
  ['Sanne Voorbeeldsma', 'Utrecht', 'NL', 'accredited', 'holder'],
  ['Joost Proefstra', 'Rotterdam', 'NL', 'retail', 'refused'],
  ['Sample Holding S.à r.l.', 'Luxembourg', 'LU', 'qualified', 'holder'],
  ['Leopold Musterbichler', 'Graz', 'AT', 'accredited', 'holder'],
  ['Theresia Beispielhuber', 'Wien', 'AT', 'accredited', 'approved'],
  ['Giulia Campionetti', 'Torino', 'IT', 'accredited', 'holder'],
  ['Ettore Provavalle', 'Bologna', 'IT', 'accredited', 'waiting'],
  ['Nuria Muestrera', 'Valencia', 'ES', 'accredited', 'approved'],
  ['Tiago Amostrinha', 'Porto', 'PT', 'accredited', 'holder'],
  ['Freja Prøvegaard', 'Aarhus', 'DK', 'accredited', 'holder'],
  ['Lars Mallinson', 'Göteborg', 'SE', 'qualified', 'approved'],
  ['Odette Specimont', 'Montréal', 'CA', 'accredited', 'holder'],
  ['Brock Samplecreek', 'Calgary', 'CA', 'retail', 'approved'],
  ['Matilda Templarook', 'Melbourne', 'AU', 'accredited', 'holder'],
  ['Sample Trustees Pty Ltd', 'Sydney', 'AU', 'qualified', 'approved'],
  ['Luana Amostrazzi', 'Curitiba', 'BR', 'accredited', 'waiting'],
  [HOMES_OPERATOR, 'Detroit', 'US', 'qualified', 'holder'],
];

/** An organisation says in its name what it is. */
const ORGANISATION = /^Sample /;

/** Whose papers, wallets and orders fill the demonstration, beside those of the opening. */
export const SAMPLE_INVESTORS: readonly SampleInvestor[] = ROWS.map(sampleInvestor);

function sampleInvestor(
  [name, city, country, requestedTier, standing]: Row,
  place: number,
): SampleInvestor {
  const line1 = `${place + 1} Sample Street`;
  const entity = ORGANISATION.test(name);
  const investor = investorOf(name, `investor-${place + 1}@cadastre.example`, {
    kind: entity ? 'entity' : 'person',
    dateOfBirth: `19${60 + (place % 35)}-0${1 + (place % 9)}-1${place % 10}`,
    country,
    address: { line1, city, postalCode: '10000', country },
    requestedTier,
    sourceOfFunds: 'Savings and the sale of a business',
  });
  if (!entity) return { investor, standing };
  const record = {
    legalName: name,
    lei: sampleLei(`investor${place + 1}`),
    country,
    registrationNumber: `SAMPLE-INV-${place + 1}`,
    address: `${line1}, ${city}`,
  };
  const owner = { fullName: `Owner Sampleholder ${city}`, dateOfBirth: '1955-05-05', country };
  return { standing, investor: { ...investor, organisation: { record, owner } } };
}

/** ISO 3166-1 numeric, of all countries above: where the products of the later chapters are sold. */
export const SAMPLE_COUNTRIES = [
  276, 826, 840, 756, 702, 392, 250, 528, 442, 40, 380, 724, 620, 208, 752, 124, 36, 76,
];
