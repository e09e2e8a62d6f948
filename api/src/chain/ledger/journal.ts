import type { EntityManager } from 'typeorm';
import { toAddress, toBytes, toHex } from '../bytes.js';
import { rows } from '../rows.js';
import { byteaArray, uuidArray } from './binary.js';
import { storeBlocks } from './cursor.js';
import { type DecodedLog, journalled } from './decode.js';
import type { Fact, LedgerContract } from './fact.js';
import type { Discovered, Range, Watched } from './fetch-range.js';
import { transferFact } from './transfer.js';

/** The fixed contracts and those the factory has made so far. */
export async function readContracts(em: EntityManager): Promise<[string, LedgerContract][]> {
  const found = await rows<{ address: Buffer; contract: LedgerContract }>(
    em,
    'SELECT address, contract FROM api.ledger_contract',
  );
  return found.map((r) => [toHex(r.address), r.contract]);
}

export const watchedFrom = (
  fixed: Iterable<[string, LedgerContract]>,
  made: Iterable<[string, LedgerContract]>,
): Watched =>
  new Map([...fixed, ...made].map(([address, contract]) => [address.toLowerCase(), contract]));

/** A range with what its headers and the outbox know of its logs. */
export interface Reading extends Range {
  /** Facts of all logs but the transfers, in the chain's order. */
  facts: Fact[];
  /** Block number to time. */
  times: Map<number, Date>;
  /** Transaction hash to the outbox command that sent it. */
  commands: Map<string, string>;
}

/** Reads a range as facts; writes nothing. */
export async function readFacts(em: EntityManager, range: Range): Promise<Reading> {
  const times = new Map(range.blocks.map((b) => [b.number, new Date(b.timestamp * 1000)]));
  const commands = await commandsOf(em, range);
  const addresses = new Map<string, string>();
  const facts = range.logs.map((log): Fact => {
    // A checksum is a hash: once for each contract, not for each log.
    const address = addresses.get(log.address) ?? toAddress(toBytes(log.address));
    addresses.set(log.address, address);
    return {
      contract: log.contract,
      address,
      event: log.event,
      args: log.args,
      blockNumber: log.blockNumber,
      blockHash: log.blockHash,
      blockTime: timeOf(times, log.blockNumber),
      logIndex: log.logIndex,
      transactionHash: log.transactionHash,
      commandId: commands.get(log.transactionHash) ?? null,
    };
  });
  return { ...range, facts, times, commands };
}

/** The range's facts with its transfers among them, in the chain's order. */
export function allFacts({ facts, transfers, times, commands }: Reading): Fact[] {
  const theirs = transfers.map((t) =>
    transferFact(t, timeOf(times, t.blockNumber), commands.get(t.transactionHash) ?? null),
  );
  return [...facts, ...theirs].sort(
    (a, b) => a.blockNumber - b.blockNumber || a.logIndex - b.logIndex,
  );
}

function timeOf(times: Map<number, Date>, block: number): Date {
  const time = times.get(block);
  if (!time) throw new Error(`the header of block ${block} is missing`);
  return time;
}

/** Writes a range into the journal. */
export async function journalRange(em: EntityManager, reading: Reading): Promise<void> {
  await storeBlocks(em, reading.blocks);
  await storeContracts(em, reading.discovered);
  await storeLogs(em, reading.logs, reading.facts);
  await storeTransfers(em, reading);
}

async function storeContracts(em: EntityManager, discovered: Discovered[]): Promise<void> {
  if (discovered.length === 0) return;
  await em.query(
    `INSERT INTO api.ledger_contract (address, contract, asset_key, block_number)
     SELECT * FROM unnest($1::bytea[], $2::text[], $3::bytea[], $4::bigint[])`,
    [
      discovered.map((d) => toBytes(d.address)),
      discovered.map((d) => d.contract),
      discovered.map((d) => d.assetKey && toBytes(d.assetKey)),
      discovered.map((d) => d.blockNumber),
    ],
  );
}

async function commandsOf(
  em: EntityManager,
  { logs, transfers }: Pick<Range, 'logs' | 'transfers'>,
): Promise<Map<string, string>> {
  const hashes = new Set<string>();
  for (const log of logs) hashes.add(log.transactionHash);
  for (const transfer of transfers) hashes.add(transfer.transactionHash);
  if (hashes.size === 0) return new Map();
  const found = await rows<{ hash: Buffer; command_id: string }>(
    em,
    'SELECT hash, command_id FROM api.chain_command_attempt WHERE hash = ANY($1::bytea[])',
    [byteaArray([...hashes], 32)],
  );
  return new Map(found.map((r) => [toHex(r.hash), r.command_id]));
}

/** Rows per INSERT: one JSON document each, so that topics need no nested arrays. */
const LOG_BATCH = 2_000;

async function storeLogs(em: EntityManager, logs: DecodedLog[], facts: Fact[]): Promise<void> {
  for (let i = 0; i < logs.length; i += LOG_BATCH) {
    const slice = logs
      .slice(i, i + LOG_BATCH)
      .map((log, j) => ({ log, fact: facts[i + j] as Fact }));
    await em.query(
      `INSERT INTO api.ledger_log (block_number, log_index, block_hash, block_time,
         transaction_hash, contract, address, event, topics, data, args, command_id)
       SELECT block_number, log_index, block_hash, block_time, transaction_hash, contract, address,
         event,
         ARRAY(SELECT decode(substr(topic, 3), 'hex') FROM unnest(string_to_array(topics, ',')) AS topic),
         data, args, command_id
       FROM unnest($1::bigint[], $2::int[], $3::bytea[], $4::timestamptz[], $5::bytea[], $6::text[],
         $7::bytea[], $8::text[], $9::text[], $10::bytea[], $11::jsonb[], $12::uuid[])
         AS l(block_number, log_index, block_hash, block_time, transaction_hash, contract, address,
           event, topics, data, args, command_id)`,
      [
        slice.map(({ log }) => log.blockNumber),
        slice.map(({ log }) => log.logIndex),
        slice.map(({ log }) => toBytes(log.blockHash)),
        slice.map(({ fact }) => fact.blockTime),
        slice.map(({ log }) => toBytes(log.transactionHash)),
        slice.map(({ log }) => log.contract),
        slice.map(({ log }) => toBytes(log.address)),
        slice.map(({ log }) => log.event),
        slice.map(({ log }) => log.topics.join(',')),
        slice.map(({ log }) => toBytes(log.data)),
        slice.map(({ log }) => journalled(log.args)),
        slice.map(({ fact }) => fact.commandId),
      ],
    );
  }
}

async function storeTransfers(
  em: EntityManager,
  { transfers, packed, commands }: Reading,
): Promise<void> {
  if (packed.count === 0) return;
  await em.query(
    `INSERT INTO api.ledger_transfer (block_number, log_index, transaction_hash, token, sender,
       receiver, amount, command_id)
     SELECT * FROM unnest($1::bigint[], $2::int[], $3::bytea[], $4::bytea[], $5::bytea[],
       $6::bytea[], $7::numeric[], $8::uuid[])`,
    [...packed.journal, uuidArray(transfers.map((t) => commands.get(t.transactionHash) ?? null))],
  );
}

/** Takes everything above a block out of the journal. */
export async function forgetAbove(em: EntityManager, block: number): Promise<void> {
  await em.query('DELETE FROM api.ledger_log WHERE block_number > $1', [block]);
  await em.query('DELETE FROM api.ledger_transfer WHERE block_number > $1', [block]);
  await em.query('DELETE FROM api.ledger_contract WHERE block_number > $1', [block]);
  await em.query('DELETE FROM api.ledger_block WHERE number > $1', [block]);
}
