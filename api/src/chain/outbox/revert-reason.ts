import { decodeRevert, reasonName } from '@cadastre/contracts';

/** Why the chain refuses: a stable code in snake_case, and a sentence for people. */
export interface RevertReason {
  code: string;
  sentence: string;
}

/**
 * Reads what a reverting call returned. A refused movement gives its own reason (e.g.
 * `receiver_expired`), every other error its name (e.g. `operation_already_done`). Never throws.
 */
export function revertReason(data: string): RevertReason {
  const { name, args, sentence } = decodeRevert(data);
  const isReason = name === 'TransferRefused' && typeof args['reason'] === 'bigint';
  return {
    code: isReason ? reasonName(args['reason'] as bigint).toLowerCase() : snake(name),
    sentence,
  };
}

/** The same, with what would cure it apart: a contract's sentence ends with its cure. */
export function withCure({ code, sentence }: RevertReason): RevertReason & { cure: string } {
  const end = sentence.indexOf('. ') + 1;
  return {
    code,
    sentence: end > 0 ? sentence.slice(0, end) : sentence,
    cure: end > 0 ? sentence.slice(end + 1) : 'Ask again later, or ask the issuer.',
  };
}

const snake = (name: string): string =>
  name.replace(/([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])/g, '$1$3_$2$4').toLowerCase();
