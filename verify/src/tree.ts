import {
  BUNDLE_FILES,
  buildSumTree,
  canonicalJson,
  CoreError,
  type Hex,
  type Holding,
  parseHoldersCsv,
  proveHolding,
  type ReserveReport,
  type SumProof,
  type SumTree,
  treeSummaryOf,
  verifyHolding,
} from '@cadastre/core';
import type { Protocol } from './protocol.js';
import { readText } from './text.js';

const NOBODY = `0x${'00'.repeat(32)}` as const;

const subjectOf = ({ inputs }: ReserveReport) => ({
  chainId: BigInt(inputs.token.chainId),
  token: inputs.token.address,
  block: BigInt(inputs.asOf.block),
});

/** The list of holders as the bundle has it, and the tree it makes. @throws Lie */
export function checkTreeFiles(
  report: ReserveReport,
  files: ReadonlyMap<string, Uint8Array>,
  protocol: Protocol,
): SumTree | null {
  const summary = readText(
    protocol,
    'tree',
    BUNDLE_FILES.tree,
    files.get(BUNDLE_FILES.tree) ?? new Uint8Array(),
  );
  protocol.holds(
    'tree.summary',
    `${BUNDLE_FILES.tree} repeats the report’s root, sum and count`,
    summary === canonicalJson(treeSummaryOf(report)),
    null,
    'The file says something else than the report.',
  );
  return checkTree(report, readHolders(files, protocol), BUNDLE_FILES.holders, protocol);
}

function readHolders(files: ReadonlyMap<string, Uint8Array>, protocol: Protocol): Holding[] {
  const file = BUNDLE_FILES.holders;
  const text = readText(protocol, 'tree', file, files.get(file) ?? new Uint8Array());
  try {
    return parseHoldersCsv(text);
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    return protocol.lie('tree.holders', `${file} lists each holder once, ascending`, error.message);
  }
}

/**
 * Count, sum and root of a list of holders against the report's.
 * @param from where the list is from, for the words
 * @returns the tree; null of nobody
 * @throws Lie `tree.count`, `tree.sum`, `tree.root`
 */
export function checkTree(
  report: ReserveReport,
  holdings: readonly Holding[],
  from: string,
  protocol: Protocol,
): SumTree | null {
  const { holders } = report.inputs;
  protocol.same('tree.count', `The number of holders in ${from}`, holders.count, holdings.length);
  const sum = holdings.reduce((total, { balance }) => total + balance, 0n);
  protocol.same('tree.sum', `The sum of the balances in ${from}`, holders.sumBaseUnits, `${sum}`);
  const tree = treeOf(report, holdings, protocol);
  protocol.same(
    'tree.root',
    `The root of the Merkle sum tree of ${from}`,
    holders.root,
    tree?.root ?? NOBODY,
    'A holder was added, left out or given another balance.',
  );
  return tree;
}

function treeOf(
  report: ReserveReport,
  holdings: readonly Holding[],
  protocol: Protocol,
): SumTree | null {
  if (holdings.length === 0) return null;
  try {
    return buildSumTree(subjectOf(report), holdings);
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    return protocol.lie('tree.root', 'The balances make a tree', error.message);
  }
}

/** That a holder is among those the report owes to. */
export interface Inclusion {
  holder: string;
  balanceBaseUnits: string;
  proof: SumProof;
}

/** Proves a holder's balance up to the report's root. @throws Lie `holder` where it is not in the tree */
export function proveInclusion(
  report: ReserveReport,
  tree: SumTree | null,
  holder: string,
  protocol: Protocol,
): Inclusion {
  const what = `${holder} is counted among the holders`;
  const holding = tree?.holdings.find((one) => one.holder === holder.toLowerCase());
  if (!tree || !holding) {
    return protocol.lie(
      'holder',
      what,
      `The tree has no such holder: it held nothing at block ${report.inputs.asOf.block}, or was left out.`,
    );
  }
  const proof = proveHolding(tree, holder);
  const { root, sumBaseUnits } = report.inputs.holders;
  const so = verifyHolding(subjectOf(report), holding, proof, root as Hex, BigInt(sumBaseUnits));
  const { symbol } = report.inputs.token;
  protocol.holds(
    'holder',
    what,
    so,
    `${holding.balance} base units of ${symbol}, leaf ${proof.index}, ${proof.siblings.length} steps to the root`,
    'The proof does not lead to the report’s root.',
  );
  return { holder: holding.holder, balanceBaseUnits: holding.balance.toString(), proof };
}
