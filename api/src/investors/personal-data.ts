import type { Crypto } from '../platform/crypto.js';
import type { KycCase } from './kyc-case.entity.js';
import type { PersonalData } from './kyc.schema.js';

/** What the applicant has said of itself so far. */
export function openPersonal(crypto: Crypto, kycCase: KycCase): Partial<PersonalData> {
  if (!kycCase.personalData) return {};
  return JSON.parse(crypto.open(kycCase.personalData, bound(kycCase.id))) as Partial<PersonalData>;
}

export function sealPersonal(
  crypto: Crypto,
  kycCase: KycCase,
  personal: Partial<PersonalData>,
): void {
  kycCase.personalData = crypto.seal(JSON.stringify(personal), bound(kycCase.id));
  kycCase.subjectKind = personal.kind ?? null;
  kycCase.country = personal.country ?? null;
  kycCase.requestedTier = personal.requestedTier ?? null;
}

const bound = (caseId: string) => `kyc_case:${caseId}`;
