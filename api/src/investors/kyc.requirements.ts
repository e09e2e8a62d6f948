import { currentQuestionnaire } from '@cadastre/core';
import type { KycDocumentType, PersonalData } from './kyc.schema.js';

const FIELDS = [
  'kind',
  'fullName',
  'country',
  'address',
  'requestedTier',
  'sourceOfFunds',
] as const satisfies readonly (keyof PersonalData)[];

/** Age from which a person may contract. */
const MAJORITY_YEARS = 18;

/**
 * What a case still lacks before compliance will look at it, in words; empty when complete.
 * Identity and address are asked of everybody, the date of birth of persons; a tier above retail rests
 * on a letter that vouches for it, and every tier on answers to the questions that are asked for it now.
 */
export function missingForSubmission(
  personal: Partial<PersonalData>,
  documents: readonly KycDocumentType[],
  answered: { tier: string; version: number } | null,
  today: string,
): string[] {
  const missing: string[] = FIELDS.filter((field) => personal[field] === undefined);
  if (personal.kind === 'person') {
    if (!personal.dateOfBirth) missing.push('dateOfBirth');
    else if (personal.dateOfBirth > yearsBefore(today, MAJORITY_YEARS)) {
      missing.push('dateOfBirth of somebody of age');
    }
  }
  const need: KycDocumentType[] = ['identity', 'proof_of_address'];
  if (personal.requestedTier === 'accredited' || personal.requestedTier === 'qualified') {
    need.push('accreditation_letter');
  }
  for (const type of need) if (!documents.includes(type)) missing.push(`document: ${type}`);
  const tier = personal.requestedTier;
  const answers =
    tier && answered?.tier === tier && answered.version === currentQuestionnaire(tier).version;
  if (tier && !answers) missing.push(`questionnaire: ${tier}`);
  return missing;
}

function yearsBefore(day: string, years: number): string {
  return `${String(Number(day.slice(0, 4)) - years).padStart(4, '0')}${day.slice(4)}`;
}
