import { getAddress, getBytes, hexlify } from 'ethers';

/** 0x-hex to the bytes Postgres stores. Throws on anything that is not hex. */
export const toBytes = (hex: string): Buffer => Buffer.from(getBytes(hex));

/** Stored bytes to lower-case 0x-hex. */
export const toHex = (bytes: Uint8Array): string => hexlify(bytes);

/** Twenty stored bytes to a checksummed address (EIP-55). */
export const toAddress = (bytes: Uint8Array): string => getAddress(hexlify(bytes));

/** Unix seconds to what a timestamptz column takes. */
export const instant = (unixSeconds: number): Date => new Date(unixSeconds * 1000);

/** A timestamptz column to Unix seconds. */
export const seconds = (date: Date): number => Math.floor(date.getTime() / 1000);
