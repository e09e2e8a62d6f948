import { keccakP } from '@noble/hashes/sha3.js';

/** Bytes a permutation takes in. */
const RATE = 136;
const state = new Uint32Array(50);
const bytes = new Uint8Array(state.buffer);

/**
 * Keccak-256 of `message`, written to `out` at an offset: the library's own permutation without a new
 * object for each of a tree's many small messages. For little-endian machines, which all of ours are.
 */
export function keccakInto(message: Uint8Array, out: Uint8Array, at: number): void {
  state.fill(0);
  let place = 0;
  for (let i = 0; i < message.length; i += 1) {
    bytes[place] = (bytes[place] as number) ^ (message[i] as number);
    place += 1;
    if (place === RATE) {
      keccakP(state, 24);
      place = 0;
    }
  }
  bytes[place] = (bytes[place] as number) ^ 0x01;
  bytes[RATE - 1] = (bytes[RATE - 1] as number) ^ 0x80;
  keccakP(state, 24);
  out.set(bytes.subarray(0, 32), at);
}
