import { jest } from '@jest/globals';
import { type HDNodeWallet, Wallet } from 'ethers';
import { Clock } from '../platform/clock.js';
import type { Persona, TestApp } from './test-app.js';

/** Half past four in New York on the day of the newest curve: the bills of the file are alive. */
export const APRIL = '2026-04-15T20:30:00Z';

/** Sets the domain clock. */
export function setClock(t: TestApp, instant: string): void {
  jest.spyOn(t.get(Clock), 'now').mockImplementation(() => new Date(instant));
}

export const ISSUER = {
  legalName: 'Example Funds SICAV',
  lei: '5493001KJTIIGC8Y1R12',
  country: 'LU',
  registrationNumber: 'B 123456',
  address: '1 Boulevard Royal\n2449 Luxembourg',
};

export const PERSONAL = {
  kind: 'person',
  fullName: 'Ada Example',
  dateOfBirth: '1985-12-10',
  country: 'DE',
  address: { line1: 'Beispielweg 1', city: 'Berlin', postalCode: '10115', country: 'DE' },
  requestedTier: 'accredited',
  sourceOfFunds: 'Salary and savings',
};

/** Uploads a KYC document and adds it to the case. */
export async function addKycDocument(who: Persona, caseId: string, type: string): Promise<string> {
  const documentId = await who.http.upload(undefined, { purpose: 'kyc' });
  await who.http.post(`/kyc-cases/${caseId}/documents`, { documentId, type }).expect(200);
  return documentId;
}

/** Answers that are evidence for each tier of a person, and of an entity. */
const ANSWERS = {
  person: {
    retail: { experience: 'some', horizon: 'later', share_of_savings: 'under_10' },
    accredited: { ground: 'net_worth', net_worth: '2500000' },
    qualified: { ground: 'own_investments', investments: '8000000' },
  },
  entity: {
    retail: { experience: 'some', horizon: 'later', share_of_savings: 'under_10' },
    accredited: { ground: 'entity_assets', entity_assets: '9000000', founded_for_this: 'no' },
    qualified: { ground: 'family_company', investments: '8000000', founded_for_this: 'no' },
  },
};

type Tier = keyof typeof ANSWERS.person;

/** Answers the questionnaire of a case for a tier. */
export async function answerQuestions(
  who: Persona,
  caseId: string,
  tier: Tier = 'accredited',
  kind: keyof typeof ANSWERS = 'person',
): Promise<void> {
  const answers = { may_lose_all: 'yes', ...ANSWERS[kind][tier] };
  await who.http
    .put(`/kyc-cases/${caseId}/questionnaire`, { tier, version: 1, answers })
    .expect(200);
}

/** A case with everything in it but the last word of its owner. */
export async function fillCase(who: Persona, over: object = {}): Promise<string> {
  const { body } = await who.http.post('/kyc-cases').expect(201);
  const { id } = body as { id: string };
  const said = { ...PERSONAL, ...over };
  await who.http.patch(`/kyc-cases/${id}`, said).expect(200);
  await answerQuestions(who, id, said.requestedTier as Tier, said.kind as keyof typeof ANSWERS);
  for (const type of ['identity', 'proof_of_address', 'accreditation_letter']) {
    await addKycDocument(who, id, type);
  }
  return id;
}

export const APPROVAL = {
  tier: 'accredited',
  expiresOn: '2027-04-15',
  reason: 'Identity and accreditation seen in the original.',
};

/** An organisation with one owner who must be named, the rest in small hands. */
export const KYB = {
  legalName: 'Example Holding GmbH',
  legalForm: 'GmbH',
  lei: '5493001KJTIIGC8Y1R12',
  registrationNumber: 'HRB 123456',
  country: 'DE',
  address: 'Beispielweg 1, 10115 Berlin',
  owners: [
    {
      fullName: 'Ada Example',
      dateOfBirth: '1985-12-10',
      country: 'DE',
      shareBps: 7_500,
      basis: 'ownership',
    },
  ],
  largestUnlistedBps: 2_000,
};

/** A KYB case that waits for compliance; resolves to its id. */
export async function fileKyb(who: Persona, over: object = {}): Promise<string> {
  await who.http.put('/organisations/me/kyb', { ...KYB, ...over }).expect(200);
  for (const type of ['company_register', 'ownership_chart']) {
    const documentId = await who.http.upload(undefined, { purpose: 'kyc' });
    await who.http.post('/organisations/me/kyb/documents', { documentId, type }).expect(200);
  }
  const { body } = await who.http.post('/organisations/me/kyb/submit').expect(200);
  return (body as { id: string }).id;
}

/** An organisation whose owners compliance knows; resolves to the case's id. */
export async function approveKyb(who: Persona, officer: Persona): Promise<string> {
  const id = await fileKyb(who);
  await officer.http.post(`/kyb-cases/${id}/approve`, { reason: 'Register seen.' }).expect(200);
  return id;
}

/** An investor whose case is approved; resolves to the case id. */
export async function approveInvestor(
  who: Persona,
  officer: Persona,
  over: object = {},
  approval: Partial<typeof APPROVAL> = {},
): Promise<string> {
  const id = await fillCase(who, over);
  await who.http.post(`/kyc-cases/${id}/submit`).expect(200);
  if ('kind' in over && over.kind === 'entity') await approveKyb(who, officer);
  await officer.http.post(`/kyc-cases/${id}/approve`, { ...APPROVAL, ...approval }).expect(200);
  return id;
}

/** An issuer's organisation in good standing. */
export async function approveIssuer(who: Persona, officer: Persona): Promise<string> {
  await approveKyb(who, officer);
  await who.http.put('/issuers/me', ISSUER).expect(200);
  const { body } = await who.http.post('/issuers/me/submit').expect(200);
  const { id } = body as { id: string };
  await officer.http.post(`/issuers/${id}/approve`, { reason: 'Register seen.' }).expect(200);
  return id;
}

/** Twelve bills and two notes of the official file that are alive in `APRIL`. */
export const POSITIONS = [
  '912797UP0',
  '912797TD9',
  '912797UG0',
  '912797SN8',
  '912797UD7',
  '912797UQ8',
  '912797TJ6',
  '912797TE7',
  '912797UH8',
  '912797SP3',
  '912797UR6',
  '912797TK3',
  '91282CQE4',
  '91282CQH7',
].map((cusip, i) => ({
  cusip,
  faceCents: `${(i + 1) * 100_000_00}`,
  costPricePer100: '99.500000',
}));

export const PORTFOLIO = {
  positions: POSITIONS,
  cashCents: '25000000',
  liabilitiesCents: '120000',
  feeBpsPerYear: 15,
  seedShares: '1000000000000',
};

export const TREASURY = {
  kind: 'treasury',
  name: 'Example Treasury Fund',
  description: 'Short-dated Treasury bills and notes.',
  details: {
    fundName: 'Example Treasury Fund',
    shareClass: 'A accumulating',
    domicile: 'LU',
    custodian: 'Example Custody Bank',
    administrator: 'Example Fund Services',
  },
};

export const PROPERTY = {
  kind: 'real_estate',
  name: '10 Example Street',
  description: 'Twelve flats and a shop.',
  details: {
    parcelId: '1004510021',
    address: '10 Example Street, New York, NY 10009',
    buildingClass: 'C7',
    units: 13,
    yearBuilt: 1910,
    vehicle: 'Example Property LLC',
    appraisal: { valueCents: '820000000', date: '2026-02-01', appraiser: 'Example Valuers' },
    debtCents: '100000000',
  },
};

export async function createAsset(who: Persona, over: object = {}): Promise<string> {
  const { body } = await who.http.post('/assets', { ...TREASURY, ...over }).expect(201);
  return (body as { id: string }).id;
}

interface ChecklistItem {
  key: string;
  required: boolean;
  evidenceTypes: string[];
}

/** Files a paper for every line of the checklist, by the hands of `who`. */
export async function fileAllEvidence(who: Persona, assetId: string): Promise<void> {
  const { body } = await who.http.get(`/assets/${assetId}/due-diligence`).expect(200);
  for (const item of (body as { items: ChecklistItem[] }).items) {
    if (!item.required) continue;
    for (const type of item.evidenceTypes) {
      const documentId = await who.http.upload();
      await who.http.post(`/assets/${assetId}/papers`, { documentId, type }).expect(200);
      const path = `/assets/${assetId}/due-diligence/${item.key}/evidence`;
      await who.http.post(path, { documentId, note: 'As signed.' }).expect(200);
    }
  }
}

export async function acceptAllEvidence(officer: Persona, assetId: string): Promise<void> {
  const { body } = await officer.http.get(`/assets/${assetId}/due-diligence`).expect(200);
  for (const item of (body as { items: ChecklistItem[] }).items) {
    if (!item.required) continue;
    const path = `/assets/${assetId}/due-diligence/${item.key}/accept`;
    await officer.http.post(path, { reason: 'Read and found in order.' }).expect(200);
  }
}

/** A treasury fund that compliance has approved. */
export async function approvedFund(issuer: Persona, officer: Persona): Promise<string> {
  await approveIssuer(issuer, officer);
  const id = await createAsset(issuer);
  await issuer.http.put(`/assets/${id}/portfolio`, PORTFOLIO).expect(200);
  return approveAsset(issuer, officer, id);
}

/** Allocated gold that compliance has approved; bars as the schema wants them. */
export async function approvedGold(
  issuer: Persona,
  officer: Persona,
  bars: object[],
): Promise<string> {
  await approveIssuer(issuer, officer);
  const id = await createAsset(issuer, {
    kind: 'commodity',
    name: 'Example Gold',
    description: 'Allocated bars.',
    details: {
      metal: 'gold',
      custodian: 'Example Vaults',
      vault: { name: 'Zurich 1', address: 'Zurich' },
      bars,
    },
  });
  return approveAsset(issuer, officer, id);
}

/** A building that compliance has approved. */
export async function approvedProperty(issuer: Persona, officer: Persona): Promise<string> {
  await approveIssuer(issuer, officer);
  return approveAsset(issuer, officer, await createAsset(issuer, PROPERTY));
}

/** Files all papers of an asset and has it approved. */
async function approveAsset(issuer: Persona, officer: Persona, id: string): Promise<string> {
  await fileAllEvidence(issuer, id);
  await issuer.http.post(`/assets/${id}/submit`).expect(200);
  await acceptAllEvidence(officer, id);
  await officer.http.post(`/assets/${id}/approve`, { reason: 'Complete.' }).expect(200);
  return id;
}

/** Asks for the text that proves a wallet. */
export async function challenge(
  who: Persona,
  account: { address: string },
): Promise<{ message: string; nonce: string; expiresAt: string }> {
  const { body } = await who.http.post('/wallets/challenges', { address: account.address });
  return body as { message: string; nonce: string; expiresAt: string };
}

/** A wallet that its owner has proven by signature. */
export async function proveWallet(
  who: Persona,
  account: HDNodeWallet = Wallet.createRandom(),
): Promise<{ id: string; account: HDNodeWallet }> {
  const { message } = await challenge(who, account);
  const signature = await account.signMessage(message);
  const { body } = await who.http
    .post('/wallets', { message, signature, label: 'Main' })
    .expect(201);
  return { id: (body as { id: string }).id, account };
}
