import type { TypedDataDomain, TypedDataField } from 'ethers';
import { verifyTypedData } from 'ethers';

/**
 * Who signed an EIP-712 message, EIP-55; null where the signature is nobody's. Only the canonical form
 * counts (v 27 or 28, low s), so that no other bytes say the same.
 */
export function signerOf(
  domain: TypedDataDomain,
  types: Record<string, TypedDataField[]>,
  message: Record<string, unknown>,
  signature: string,
): string | null {
  if (!/^0x[0-9a-f]{128}1[bc]$/.test(signature)) return null;
  try {
    return verifyTypedData(domain, types, message, signature);
  } catch {
    return null;
  }
}

/** Addresses are equal whatever their letters' case. */
export const sameAddress = (a: string | null, b: string | null): boolean =>
  a?.toLowerCase() === b?.toLowerCase();
