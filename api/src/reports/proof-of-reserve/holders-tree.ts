import {
  buildSumTree,
  type Hex,
  type Holding,
  indexOfTree,
  type ReportInputs,
  type SumTreeIndex,
} from '@cadastre/core';

/** What a report keeps of its holders. */
export interface HoldersTree {
  /** Ascending by address. */
  holdings: Holding[];
  summary: ReportInputs['holders'];
  index: SumTreeIndex;
}

export interface Subject {
  chainId: number;
  token: string;
  block: number;
}

const NOBODY: Hex = `0x${'00'.repeat(32)}`;

/** The tree of holdings read already; nobody holds nothing. */
export function treeOf(subject: Subject, holdings: readonly Holding[]): HoldersTree {
  if (holdings.length === 0) {
    const index = { firsts: new Uint8Array(), roots: new Uint8Array() };
    return { holdings: [], summary: { count: 0, root: NOBODY, sumBaseUnits: '0' }, index };
  }
  const tree = buildSumTree(wide(subject), holdings);
  const { root, sum } = tree;
  return {
    holdings: tree.holdings,
    summary: { count: holdings.length, root, sumBaseUnits: sum.toString() },
    index: indexOfTree(tree),
  };
}

/** As the core's tree takes it. */
export const wide = ({ chainId, token, block }: Subject) => ({
  chainId: BigInt(chainId),
  token,
  block: BigInt(block),
});
