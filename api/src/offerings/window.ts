import type { RefusalView } from '../tokens/token.schema.js';
import type { Offering } from './offering.entity.js';

/** Why no orders are taken now, or nothing. */
export function outsideWindow(offering: Offering, now: Date): RefusalView[] {
  const { terms, state, paused } = offering;
  const [opens, closes] = [terms.opensAt, terms.bookClosesAt ?? terms.closesAt];
  if (state !== 'open') {
    return [
      refusal('offering_not_open', `The offering is ${state}.`, 'Order from one that is open.'),
    ];
  }
  if (now < new Date(opens)) {
    return [refusal('before_window', `Orders are taken from ${opens} on.`, 'Come back then.')];
  }
  if (now >= new Date(closes)) {
    return [
      refusal('after_window', `Orders were taken until ${closes}.`, 'Wait for another offering.'),
    ];
  }
  if (paused) return [refusal('offering_paused', 'The sale is paused.', 'Wait until it goes on.')];
  return [];
}

const refusal = (code: string, sentence: string, cure: string): RefusalView => ({
  code,
  sentence,
  cure,
});
