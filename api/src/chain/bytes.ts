import { getAddress, hexlify } from 'ethers';

const HEX = /^0x(?:[0-9a-f]{2})*$/i;

/** 0x-hex to the bytes Postgres stores. Throws on anything that is not hex. */
export function toBytes(hex: string): Buffer {
  if (!HEX.test(hex)) throw new Error(`not bytes in hex: ${hex.slice(0, 80)}`);
  return Buffer.from(hex.slice(2), 'hex');
}

/** Stored bytes to lower-case 0x-hex. */
export const toHex = (bytes: Uint8Array): string =>
  bytes instanceof Buffer ? `0x${bytes.toString('hex')}` : hexlify(bytes);

/** Twenty stored bytes to a checksummed address (EIP-55). */
export const toAddress = (bytes: Uint8Array): string => getAddress(hexlify(bytes));
