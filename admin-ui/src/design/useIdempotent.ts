import { useState } from 'react';
import { newIdempotencyKey } from '../api/client.ts';

/**
 * The header of a request that moves value: the same while the person retries, another one after
 * `renew`, which is called when it succeeded.
 */
export function useIdempotent() {
  const [key, setKey] = useState(newIdempotencyKey);
  return { header: { 'Idempotency-Key': key }, renew: () => setKey(newIdempotencyKey()) };
}
