import { readFileSync } from 'node:fs';
import { Rpc, RpcError, RpcUnreachable } from '../chain/rpc.js';
import { checkBundle } from '../why/check.js';
import { checkOnChain } from '../why/check-chain.js';
import { Lie } from '../why/lie.js';

/**
 * Verifies a why-bundle with nothing but the file, and with the chain where a node is given.
 * @returns the lines to show, and whether everything is as the bundle says
 */
export async function checkWhy(
  file: string,
  rpcUrl?: string,
): Promise<{ ok: boolean; lines: string[] }> {
  try {
    const bundle = checkBundle(readFileSync(file));
    const lines = [`round ${bundle.round} of ${bundle.feed} (${bundle.kind})`, ...bundle.lines];
    if (rpcUrl) lines.push(...(await checkOnChain(bundle, new Rpc(rpcUrl))));
    return {
      ok: true,
      lines: [...lines, rpcUrl ? 'true' : 'true by itself; --rpc asks the chain'],
    };
  } catch (error) {
    const known = [Lie, RpcError, RpcUnreachable].some((kind) => error instanceof kind);
    if (error instanceof Error && (known || 'syscall' in error))
      return { ok: false, lines: [`NOT TRUE  ${error.message}`] };
    throw error;
  }
}
