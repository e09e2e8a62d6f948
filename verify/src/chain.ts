import {
  type Holding,
  registeredName,
  type ReportRound,
  type ReserveReport,
  type SumTree,
} from '@cadastre/core';
import { encodeBytes32String } from 'ethers';
import type { ChainNode, View } from './node.js';
import type { Protocol } from './protocol.js';
import { replayTransfers } from './replay.js';
import { NodeRefuses, NodeSilent } from './rpc.js';
import { sameAddress } from './signer.js';
import { checkTree } from './tree.js';

/** What the files gave, for comparison with the chain; null where they do not have it. */
export interface FromFiles {
  tree: SumTree | null;
  pdfSha256: string | null;
  signer: string | null;
}

/**
 * The report against a node: the block, the supply at it, every holder, every movement, the published
 * rounds, the registration. What the node cannot answer stays open; what it answers otherwise is a lie,
 * the report's or the node's: ask another node to tell which.
 * @returns the tree made of the chain's logs, where the node gave them
 * @throws Lie
 */
export async function checkChain(
  report: ReserveReport,
  files: FromFiles,
  node: ChainNode,
  protocol: Protocol,
): Promise<SumTree | null> {
  const there = await attempt(protocol, 'chain.block', 'The node has the report’s block', () =>
    checkBlock(report, node, protocol),
  );
  if (there !== true) return null;
  const { asOf, token } = report.inputs;
  await attempt(protocol, 'chain.supply', `totalSupply at block ${asOf.block}`, async () => {
    const view = { to: token.address, name: 'totalSupply' };
    const [answer] = await node.views([view], asOf.blockHash);
    protocol.same(
      'chain.supply',
      `totalSupply of ${token.symbol} at block ${asOf.block}`,
      report.inputs.supply.closingBaseUnits,
      String(answer?.[0]),
      OTHER_NODE,
    );
  });
  const tree = await checkHolders(report, files.tree, node, protocol);
  await checkRounds(report, node, protocol);
  if (files.pdfSha256 !== null) {
    await checkRegistration(report, files.pdfSha256, files.signer, node, protocol);
  }
  await attempt(protocol, 'chain.still', 'The block is still the same', async () => {
    const block = await node.block(asOf.block);
    protocol.same(
      'chain.still',
      `Block ${asOf.block} after all that`,
      asOf.blockHash,
      block?.hash ?? null,
    );
  });
  return tree;
}

const OTHER_NODE = 'Either the report or this node is wrong: ask another node.';

/** Runs checks that need the node. @returns what they gave; null where the node could not answer */
async function attempt<Result>(
  protocol: Protocol,
  name: string,
  what: string,
  checks: () => Promise<Result>,
): Promise<Result | null> {
  try {
    return await checks();
  } catch (error) {
    if (!(error instanceof NodeSilent || error instanceof NodeRefuses)) throw error;
    protocol.open(name, what, `The node could not tell: ${error.message}.`);
    return null;
  }
}

/** Whether the node can be asked about the block at all. */
async function checkBlock(
  { inputs }: ReserveReport,
  node: ChainNode,
  protocol: Protocol,
): Promise<boolean> {
  const { asOf, token } = inputs;
  protocol.same(
    'chain.id',
    'The node is of the report’s chain',
    token.chainId,
    await node.chainId(),
  );
  const head = await node.head();
  const block = head < asOf.block ? null : await node.block(asOf.block);
  if (!block) {
    protocol.open(
      'chain.block',
      `The node has block ${asOf.block}`,
      `The node is behind: it is at block ${head}. Wait, or ask another.`,
    );
    return false;
  }
  protocol.same(
    'chain.block',
    `Hash of block ${asOf.block}`,
    asOf.blockHash,
    block.hash,
    OTHER_NODE,
  );
  protocol.same(
    'chain.blockTime',
    `Time of block ${asOf.block}`,
    asOf.blockTime,
    new Date(block.timestamp * 1000).toISOString(),
    OTHER_NODE,
  );
  const time = Date.parse(asOf.time) / 1000;
  const next = head > asOf.block ? await node.block(asOf.block + 1) : null;
  protocol.holds(
    'chain.asOf',
    `Block ${asOf.block} is the last that is not later than ${asOf.time}`,
    block.timestamp <= time && (next === null || next.timestamp > time),
    next
      ? `the next is of ${new Date(next.timestamp * 1000).toISOString()}`
      : 'there is none after it',
    'Another block is.',
  );
  return true;
}

/** The tree from the transfer logs; from every balance read again where the node does not give logs. */
async function checkHolders(
  report: ReserveReport,
  tree: SumTree | null,
  node: ChainNode,
  protocol: Protocol,
): Promise<SumTree | null> {
  const { supply } = report.inputs;
  let why: string;
  try {
    const replayed = await replayTransfers(report, node, protocol);
    protocol.same(
      'chain.transfers',
      'All mints less all burns in the token’s logs are the supply',
      supply.closingBaseUnits,
      `${replayed.supply}`,
      `The node left out a transfer, or the report's supply is another. ${OTHER_NODE}`,
    );
    return checkTree(report, replayed.holdings, 'the token’s transfers', protocol);
  } catch (error) {
    if (!(error instanceof NodeSilent || error instanceof NodeRefuses)) throw error;
    why = error.message;
  }
  const what = 'Every holder’s balance at the block';
  if (!tree) {
    protocol.open('chain.holders', what, `The node does not give the logs: ${why}.`);
    return null;
  }
  await attempt(protocol, 'chain.holders', what, async () => {
    checkTree(report, await balancesAgain(report, tree, node), 'the balances read again', protocol);
  });
  return null;
}

async function balancesAgain(
  { inputs: { token, asOf } }: ReserveReport,
  { holdings }: SumTree,
  node: ChainNode,
): Promise<Holding[]> {
  const views = holdings.map(({ holder }) => ({
    to: token.address,
    name: 'balanceOf',
    args: [holder],
  }));
  const balances = await node.views(views, asOf.blockHash);
  return holdings.map(({ holder }, i) => ({ holder, balance: balances[i]?.[0] as bigint }));
}

/** Each published round as the feed answers it at the block; the first of each list is the newest. */
async function checkRounds(
  { inputs }: ReserveReport,
  node: ChainNode,
  protocol: Protocol,
): Promise<void> {
  const { token, navRounds, reserveRounds, asOf } = inputs;
  const feeds: [string, string, ReportRound[]][] = [
    ['nav', token.navFeed, navRounds],
    ['reserves', token.reserveFeed, reserveRounds],
  ];
  for (const [kind, feed, rounds] of feeds) {
    const name = `chain.${kind}`;
    await attempt(protocol, name, `The published ${kind} at block ${asOf.block}`, async () => {
      const earlier = rounds
        .slice(1)
        .map(({ round }): View => ({ to: feed, name: 'getRoundData', args: [BigInt(round)] }));
      const views: View[] = [{ to: feed, name: 'latestRoundData' }, ...earlier];
      const answers = await node.views(views, asOf.blockHash);
      if (rounds.length === 0) {
        protocol.same(
          name,
          `No ${kind} had been published`,
          '0',
          String(answers[0]?.[0]),
          OTHER_NODE,
        );
      }
      rounds.forEach((round, i) => {
        const [id, answer, valuation, published] = (answers[i] ?? []) as bigint[];
        const stated = [
          round.round,
          round.answer,
          seconds(round.valuationTime),
          seconds(round.publishedAt),
        ];
        protocol.same(
          name,
          i === 0
            ? `Newest round of ${kind}: number, answer, valuation, publication`
            : `An earlier round of ${kind}: number, answer, valuation, publication`,
          stated.join(' '),
          [id, answer, valuation, published].join(' '),
          OTHER_NODE,
        );
      });
    });
  }
}

const seconds = (instant: string): number => Date.parse(instant) / 1000;

/** The PDF's hash in the token's register, and who put it there. */
async function checkRegistration(
  { reportId, inputs: { token, asOf } }: ReserveReport,
  pdfSha256: string,
  signer: string | null,
  node: ChainNode,
  protocol: Protocol,
): Promise<void> {
  const text = registeredName(reportId);
  const name = encodeBytes32String(text);
  const what = `The token’s register has the PDF under ${text}`;
  await attempt(protocol, 'chain.registration', what, async () => {
    const [answer] = await node.views(
      [{ to: token.address, name: 'getDocument', args: [name] }],
      null,
    );
    protocol.same('chain.registration', what, `0x${pdfSha256}`, String(answer?.[1]));
    const entries = await node.registrations(token.address, name, asOf.block);
    const entry = entries.findLast(({ hash }) => hash === `0x${pdfSha256}`);
    const sender = entry ? await node.sender(entry.transactionHash) : null;
    if (!entry || sender === null || signer === null) return;
    protocol.holds(
      'chain.signer',
      'Whoever signed the report also registered it, as the token let them',
      sameAddress(sender, signer),
      `${sender} in ${entry.transactionHash}`,
      `The report is signed by ${signer}.`,
    );
  });
}
