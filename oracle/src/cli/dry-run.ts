import { formatDecimal } from '@cadastre/core';
import { Rpc, RpcError, RpcUnreachable } from '../chain/rpc.js';
import { Refusal } from '../platform/refusal.js';
import { secretOf } from '../platform/secrets.js';
import { inFolder, prepare, SOURCE_KINDS, sourceSpec } from '../sources/kinds.js';
import type { SourceMemory, Yield } from '../sources/source.js';

export interface DryRun {
  /** The moment at which the source is looked at, Unix seconds. */
  now: number;
  rpcUrl: string;
  env: NodeJS.ProcessEnv;
  /** Relative folders are meant from here. */
  folder: string;
}

/** Nothing that is tried out is remembered, so a trial never makes a real statement look replayed. */
const FORGETFUL: SourceMemory = {
  recall: () => Promise.resolve(null),
  remember: () => Promise.resolve(),
};

/**
 * Looks at a source as a node would, publishes nothing, and tells in lines what it would yield and why.
 * @returns the lines, and whether there was a value
 */
export async function dryRun(
  written: unknown,
  { now, rpcUrl, env, folder }: DryRun,
): Promise<{ lines: string[]; ok: boolean }> {
  const spec = sourceSpec.safeParse(written);
  if (!spec.success) {
    const kinds = SOURCE_KINDS.map(({ kind, about }) => `  ${kind.padEnd(24)}${about}`);
    return { ok: false, lines: ['A source needs its kind:', ...kinds] };
  }
  try {
    const look = prepare(inFolder(spec.data, folder));
    const rpc = new Rpc(rpcUrl);
    const context = { now, rpc, memory: FORGETFUL, dryRun: true, secret: secretOf(env) };
    return { ok: true, lines: tell(await look(context)) };
  } catch (error) {
    if (error instanceof RpcUnreachable || error instanceof RpcError) {
      return { ok: false, lines: [`no answer   ${error.message}: give RPC_URL of the chain.`] };
    }
    if (!(error instanceof Refusal)) throw error;
    const kept = error.documents.map(({ sha256, source }) => `document    ${sha256}  ${source}`);
    return { ok: false, lines: [`refused     ${error.code}: ${error.message}`, ...kept] };
  }
}

function tell(yielded: Yield): string[] {
  const figures = Object.entries(yielded.figures).map(
    ([name, { value, scale, unit, at }]) =>
      `figure      ${name} = ${formatDecimal(value, scale)} ${unit} at ${new Date(at * 1000).toISOString()}`,
  );
  return [
    ...figures,
    ...(yielded.doNotUse ? ['ripcord     the source says that this must not be used'] : []),
    ...yielded.lines.map((line) => `because     ${line}`),
    ...yielded.warnings.map((line) => `warning     ${line}`),
    ...yielded.documents.map(({ sha256, source }) => `document    ${sha256}  ${source}`),
  ];
}
