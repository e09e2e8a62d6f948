import { keccak256 } from '@cadastre/core';
import { t } from '../i18n/i18n.ts';

/** What an address as people paste it means, or why it is not taken. */
export type ReadAddress = { address: string } | { problem: string };

/**
 * Reads an address of twenty bytes. Capitals carry a checksum (EIP-55): where there are some, they
 * must agree, so that a mistyped digit is found. @returns with its checksum
 */
export function readAddress(text: string): ReadAddress {
  const plain = text.normalize('NFKC').replace(/\s/g, '');
  if (/^[0-9a-fA-F]{40}$/.test(plain)) return { problem: t('An address begins with 0x.') };
  if (!/^0x[0-9a-fA-F]{40}$/.test(plain)) return { problem: t('0x and forty hexadecimal digits.') };
  const address = withChecksum(plain);
  const digits = plain.slice(2);
  const mixed = /[a-f]/.test(digits) && /[A-F]/.test(digits);
  if (mixed && plain !== address) {
    return {
      problem: t('A digit is wrong: capitals and small letters do not agree. Copy it again.'),
    };
  }
  return { address };
}

/** The address with the capitals of its checksum. @see https://eips.ethereum.org/EIPS/eip-55 */
function withChecksum(address: string): string {
  const digits = address.slice(2).toLowerCase();
  const hash = keccak256(digits).slice(2);
  const mark = (digit: string, place: number) =>
    parseInt(hash.charAt(place), 16) >= 8 ? digit.toUpperCase() : digit;
  return `0x${Array.from(digits, mark).join('')}`;
}

/** Letters at either end that a short form shows, and that a forger makes alike. */
const ENDS = 4;

/** Whether two addresses look the same in short form and are not: the trap of a poisoned history. */
export function looksAlike(one: string, other: string): boolean {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  return (
    a !== b && a.slice(2, 2 + ENDS) === b.slice(2, 2 + ENDS) && a.slice(-ENDS) === b.slice(-ENDS)
  );
}
