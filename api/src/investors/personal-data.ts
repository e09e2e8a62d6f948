import type { Crypto } from '../platform/crypto.js';
import type { KycCase } from './kyc-case.entity.js';
import type { PersonalData } from './kyc.schema.js';

/** What the applicant has said of itself so far. */
export function openPersonal(crypto: Crypto, kycCase: KycCase): Partial<PersonalData> {
  if (!kycCase.personalData) return {};
  return JSON.parse(
    crypto.open(kycCase.personalData, boundToCase(kycCase.id)),
  ) as Partial<PersonalData>;
}

export function sealPersonal(
  crypto: Crypto,
  kycCase: KycCase,
  personal: Partial<PersonalData>,
): void {
  kycCase.personalData = crypto.seal(JSON.stringify(personal), boundToCase(kycCase.id));
  kycCase.subjectKind = personal.kind ?? null;
  kycCase.country = personal.country ?? null;
  kycCase.requestedTier = personal.requestedTier ?? null;
}

/** What a case's personal data are bound to. */
export const boundToCase = (caseId: string) => `kyc_case:${caseId}`;
