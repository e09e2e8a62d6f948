import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { sha256 as sha256Bytes } from '@noble/hashes/sha2.js';
import { CoreError } from '../errors.js';

/** Bytes as lower-case hex with `0x`. */
export type Hex = `0x${string}`;

/** A text that is not the hex it should be, or a number too large for its field. */
export class BytesError extends CoreError {}

/** SHA-256 of bytes, or of a text in UTF-8. Lower-case hex without prefix, as `sha256sum` prints it. */
export function sha256(data: Uint8Array | string): string {
  return bytesToHex(sha256Bytes(bytes(data)));
}

/** Keccak-256 of bytes, or of a text in UTF-8. */
export function keccak256(data: Uint8Array | string): Hex {
  return toHex(keccak_256(bytes(data)));
}

export function toHex(data: Uint8Array): Hex {
  return `0x${bytesToHex(data)}`;
}

/** @throws BytesError `hex_malformed` */
export function fromHex(hex: string, length: number): Uint8Array {
  if (!/^0x[0-9a-fA-F]*$/.test(hex) || hex.length !== 2 + length * 2) {
    throw new BytesError(
      'hex_malformed',
      `Expected ${length} bytes of hex after 0x: got "${hex}".`,
    );
  }
  return hexToBytes(hex.slice(2).toLowerCase());
}

/** A number as 32 big-endian bytes. @throws BytesError `uint256_out_of_range` */
export function uint256(value: bigint): Uint8Array {
  if (value < 0n || value >= 1n << 256n) {
    throw new BytesError('uint256_out_of_range', `Not a 256-bit unsigned number: ${value}.`);
  }
  return hexToBytes(value.toString(16).padStart(64, '0'));
}

export function joinBytes(...parts: Uint8Array[]): Uint8Array {
  return concatBytes(...parts);
}

function bytes(data: Uint8Array | string): Uint8Array {
  return typeof data === 'string' ? new TextEncoder().encode(data) : data;
}
