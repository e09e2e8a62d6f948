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

const snake = (name: string): string =>
  name.replace(/([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])/g, '$1$3_$2$4').toLowerCase();
