import type { EntityManager } from 'typeorm';
import { toAddress, toHex } from '../bytes.js';
import { row, rows } from '../rows.js';
import { type Abis, decode } from './decode.js';
import type { Fact, LedgerContract } from './fact.js';
import { type Transfer, transferFact } from './transfer.js';

/** Rows of the journal held at a time. */
const PAGE = 10_000;

interface LogRow {
  block_number: string;
  log_index: number;
  block_hash: Buffer;
  block_time: Date;
  transaction_hash: Buffer;
  contract: LedgerContract;
  address: Buffer;
  topics: Buffer[];
  data: Buffer;
  command_id: string | null;
}

interface TransferRow {
  block_number: string;
  log_index: number;
  block_hash: Buffer;
  block_time: Date;
  transaction_hash: Buffer;
  token: Buffer;
  sender: Buffer;
  receiver: Buffer;
  amount: string;
  command_id: string | null;
}

/** What a step of a replay gives, and up to which block it has come. */
export interface Step<Item> {
  items: Item[];
  upTo: number;
}

/** The journal's facts but the transfers, oldest first, whole blocks at a time. */
export async function* replayLogs(em: EntityManager, abis: Abis): AsyncGenerator<Step<Fact>> {
  for await (const { after, upTo } of pages(em, 'api.ledger_log')) {
    const found = await rows<LogRow>(
      em,
      `SELECT * FROM api.ledger_log
       WHERE block_number > $1 AND block_number <= $2 ORDER BY block_number, log_index`,
      [after, upTo],
    );
    yield { items: found.flatMap((r) => factOf(abis, r)), upTo };
  }
}

/** The journal's transfers, oldest first, whole blocks at a time. */
export async function* replayTransfers(em: EntityManager): AsyncGenerator<Step<Transfer>> {
  for await (const { after, upTo } of pages(em, 'api.ledger_transfer')) {
    const found = await rows<TransferRow>(
      em,
      `SELECT t.*, b.hash AS block_hash
       FROM api.ledger_transfer t JOIN api.ledger_block b ON b.number = t.block_number
       WHERE t.block_number > $1 AND t.block_number <= $2 ORDER BY t.block_number, t.log_index`,
      [after, upTo],
    );
    yield { items: found.map(transferOf), upTo };
  }
}

/** Spans of blocks that hold some thousand rows each; a block is never cut in two. */
async function* pages(
  em: EntityManager,
  table: 'api.ledger_log' | 'api.ledger_transfer',
): AsyncGenerator<{ after: number; upTo: number }> {
  let after = -1;
  for (;;) {
    const end = await row<{ up_to: string | null }>(
      em,
      `SELECT max(block_number) AS up_to FROM (
         SELECT block_number FROM ${table} WHERE block_number > $1
         ORDER BY block_number LIMIT ${PAGE}) AS page`,
      [after],
    );
    if (!end?.up_to) return;
    const upTo = Number(end.up_to);
    yield { after, upTo };
    after = upTo;
  }
}

/** All facts above a block, newest first. */
export async function factsAbove(em: EntityManager, abis: Abis, block: number): Promise<Fact[]> {
  const logs = await rows<LogRow>(em, 'SELECT * FROM api.ledger_log WHERE block_number > $1', [
    block,
  ]);
  const transfers = await rows<TransferRow>(
    em,
    `SELECT t.*, b.hash AS block_hash, b.time AS block_time
     FROM api.ledger_transfer t JOIN api.ledger_block b ON b.number = t.block_number
     WHERE t.block_number > $1`,
    [block],
  );
  const facts = [
    ...logs.flatMap((r) => factOf(abis, r)),
    ...transfers.map((r) => transferFact(transferOf(r), r.block_time, r.command_id)),
  ];
  return facts.sort((a, b) => b.blockNumber - a.blockNumber || b.logIndex - a.logIndex);
}

function factOf(abis: Abis, r: LogRow): Fact[] {
  const raw = { topics: r.topics.map((topic) => toHex(topic)), data: toHex(r.data) };
  const decoded = decode(abis, r.contract, raw);
  if (!decoded) return [];
  const fact: Fact = {
    ...decoded,
    contract: r.contract,
    address: toAddress(r.address),
    blockNumber: Number(r.block_number),
    blockHash: toHex(r.block_hash),
    blockTime: r.block_time,
    logIndex: r.log_index,
    transactionHash: toHex(r.transaction_hash),
    commandId: r.command_id,
  };
  return [fact];
}

const transferOf = (r: TransferRow): Transfer => ({
  blockNumber: Number(r.block_number),
  blockHash: toHex(r.block_hash),
  logIndex: r.log_index,
  transactionHash: toHex(r.transaction_hash),
  token: toHex(r.token),
  sender: toHex(r.sender),
  receiver: toHex(r.receiver),
  amount: BigInt(r.amount),
});
