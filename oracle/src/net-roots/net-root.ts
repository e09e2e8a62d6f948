import { netRootTypes, netTree, reportDomain, type NetRoot } from '@cadastre/contracts';
import { entitlements, linesHash } from '@cadastre/core';
import { TypedDataEncoder } from 'ethers';
import { Refusal } from '../platform/refusal.js';
import type { ReportDomain } from '../report/report.js';
import type { NetLines } from './wire.js';

/** What follows from the lines of a distribution net of tax; sums in base units of its money. */
export interface DerivedRoot {
  root: string;
  net: bigint;
  withheld: bigint;
  /** SHA-256 of all lines, 0x-hex. */
  documentHash: string;
}

/**
 * The tree of what each account gets, from balances and rates alone: no amount is taken from anybody's word.
 * @param amount gross, base units
 * @throws Refusal `LINES_UNUSABLE`
 */
export function deriveNetRoot(
  { distributor, id }: { distributor: string; id: bigint },
  amount: bigint,
  lines: NetLines,
): DerivedRoot {
  try {
    const { lines: parts } = entitlements(amount, lines);
    const all = lines.map((line, i) => ({ ...line, ...(parts[i] ?? NOTHING) }));
    const paid = all.filter(({ net }) => net > 0n);
    const { root } = netTree(
      distributor,
      id,
      paid.map(({ account, net }) => ({ account, cumulative: net })),
    );
    return {
      root,
      net: all.reduce((sum, { net }) => sum + net, 0n),
      withheld: all.reduce((sum, { withheld }) => sum + withheld, 0n),
      documentHash: `0x${linesHash(all)}`,
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Refusal('LINES_UNUSABLE', `Nothing can be derived from the lines: ${reason}`);
  }
}

/** EIP-712 digest of a net root: what `OracleCommittee.checkStatement` recovers signers from. */
export const netRootDigest = ({ chainId, committee }: ReportDomain, netRoot: NetRoot): string =>
  TypedDataEncoder.hash(reportDomain(chainId, committee), netRootTypes, netRoot);

const NOTHING = { gross: 0n, withheld: 0n, net: 0n };
