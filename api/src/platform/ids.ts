import { randomUUID } from 'node:crypto';

let lastMs = 0;
let count = 0;

/**
 * A UUID of version 7 (RFC 9562): 48 bits of wall-clock milliseconds, a 12-bit counter within the
 * millisecond, 62 random bits. Ids of one process ascend, even where its clock is set back.
 */
export function uuidv7(): string {
  const now = Date.now();
  if (now > lastMs) [lastMs, count] = [now, 0];
  else if (count < 0xfff) count += 1;
  else [lastMs, count] = [lastMs + 1, 0];
  const time = lastMs.toString(16).padStart(12, '0');
  const within = count.toString(16).padStart(3, '0');
  // The tail of a version 4 id: its variant bits are the same.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${within}-${randomUUID().slice(19)}`;
}
