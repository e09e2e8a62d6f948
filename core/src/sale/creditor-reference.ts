import { CoreError } from '../errors.js';

/** What cannot be made a reference of. */
export class CreditorReferenceError extends CoreError {}

const BODY = /^[0-9A-Z]{1,21}$/;

/**
 * A structured creditor reference (ISO 11649): `RF`, two check digits, and up to 21 digits or capitals. Banks carry
 * it unchanged, and a slip of the pen is found.
 * @throws CreditorReferenceError `reference_body`
 */
export function creditorReference(body: string): string {
  if (!BODY.test(body)) {
    throw new CreditorReferenceError(
      'reference_body',
      'A reference has 1 to 21 digits or capitals.',
    );
  }
  const check = 98n - modulus97(`${body}RF00`);
  return `RF${check.toString().padStart(2, '0')}${body}`;
}

/** The reference as it is stored, from what a person or bank wrote: capitals, no spaces. */
export const tidyReference = (text: string): string => text.replace(/\s+/g, '').toUpperCase();

/** Whether a tidy text is a creditor reference with right check digits. */
export function isCreditorReference(text: string): boolean {
  return (
    /^RF[0-9]{2}[0-9A-Z]{1,21}$/.test(text) && modulus97(text.slice(4) + text.slice(0, 4)) === 1n
  );
}

/** ISO 7064, modulus 97: letters count as 10 to 35. */
function modulus97(text: string): bigint {
  const digits = text.replace(/[A-Z]/g, (letter) => parseInt(letter, 36).toString());
  return BigInt(digits) % 97n;
}
