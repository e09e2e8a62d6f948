import { type Interface, type LogDescription, type ParamType, Result } from 'ethers';
import type { Log } from '../rpc/node.js';
import type { FactValue, LedgerContract } from './fact.js';

export type Abis = Record<LedgerContract, Interface>;

/** A log of ours, read by its contract's ABI. */
export interface DecodedLog extends Log {
  contract: LedgerContract;
  event: string;
  args: Record<string, FactValue>;
}

/** Reads a log, or null for an event the ABI does not know (it means nothing to us). */
export function decode(
  abis: Abis,
  contract: LedgerContract,
  log: Pick<Log, 'topics' | 'data'>,
): { event: string; args: Record<string, FactValue> } | null {
  const parsed: LogDescription | null = abis[contract].parseLog(log);
  if (!parsed) return null;
  const args = Object.fromEntries(
    parsed.fragment.inputs.map((input: ParamType, i) => [
      input.name || String(i),
      argument(parsed, i),
    ]),
  );
  return { event: parsed.name, args };
}

/** Text that is not UTF-8 throws when it is read; nobody may stop the ledger by writing some. */
function argument(parsed: LogDescription, index: number): FactValue {
  try {
    return plain(parsed.args[index]);
  } catch {
    return NOT_TEXT;
  }
}

const NOT_TEXT = '(not text)';

function plain(value: unknown): FactValue {
  if (value instanceof Result) return value.toArray().map(plain);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'bigint' || typeof value === 'boolean') return value;
  return String(value);
}

/** Arguments for the journal's JSON: integers as decimal strings, no NUL (Postgres takes none). */
export const journalled = (args: Record<string, FactValue>): string =>
  JSON.stringify(args, (_, value: unknown) => {
    if (typeof value === 'bigint') return value.toString();
    return typeof value === 'string' ? value.replaceAll('\u0000', '\ufffd') : value;
  });

/** A text argument (address or bytes) of an event. Throws where the ABI gave something else. */
export function textArg(args: Record<string, FactValue>, name: string): string {
  const value = args[name];
  if (typeof value !== 'string') throw new Error(`the event has no text argument ${name}`);
  return value;
}

/** An integer argument of an event. Throws where the ABI gave something else. */
export function intArg(args: Record<string, FactValue>, name: string): bigint {
  const value = args[name];
  if (typeof value !== 'bigint') throw new Error(`the event has no integer argument ${name}`);
  return value;
}

/** A list argument of an event. Throws where the ABI gave something else. */
export function listArg(args: Record<string, FactValue>, name: string): FactValue[] {
  const value = args[name];
  if (!Array.isArray(value)) throw new Error(`the event has no list argument ${name}`);
  return value;
}
