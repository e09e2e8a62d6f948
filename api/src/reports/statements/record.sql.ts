import type { EntityManager } from 'typeorm';
import { toBytes, toHex } from '../../chain/bytes.js';
import { rows } from '../../chain/rows.js';
import type { Exit, StatedAsset, StatedIncome, StatedNav, StatedTransfer } from './record.js';

/** Reads across rooms and writes nowhere: what an investor's wallets did, as the rows have it. */

/** Addresses whose newest owner is the organisation, removed ones included: their past is theirs. */
export async function addressesOf(em: EntityManager, organisationId: string): Promise<string[]> {
  const found = await rows<{ address: string }>(
    em,
    `SELECT address FROM (
       SELECT DISTINCT ON (address) address, organisation_id FROM api.wallet
       WHERE address IN (SELECT address FROM api.wallet WHERE organisation_id = $1)
       ORDER BY address, id DESC) AS newest
     WHERE organisation_id = $1 ORDER BY address`,
    [organisationId],
  );
  return found.map(({ address }) => address);
}

/** Tokens the addresses ever held, of one issuer or of all. */
export async function assetsOf(
  em: EntityManager,
  addresses: readonly string[],
  issuer: string | null,
): Promise<StatedAsset[]> {
  const found = await rows<AssetRow>(
    em,
    `SELECT t.id, t.asset_id, a.name, t.symbol, t.decimals, t.address, t.nav_feed,
       ARRAY(SELECT s.address FROM api.satellite s WHERE s.asset_id = t.asset_id
         AND s.kind IN ('redemption_queue', 'bar_vault') ORDER BY s.address) AS escrows
     FROM api.token t JOIN api.asset a ON a.id = t.asset_id
     WHERE t.address IN (SELECT DISTINCT token FROM api.holding WHERE holder = ANY($1))
       AND ($2::uuid IS NULL OR t.organisation_id = $2)
     ORDER BY a.name, t.id`,
    [addresses.map(toBytes), issuer],
  );
  return found.map((r) => ({
    tokenId: r.id,
    assetId: r.asset_id,
    name: r.name,
    symbol: r.symbol,
    decimals: r.decimals,
    address: toHex(r.address),
    navFeed: toHex(r.nav_feed),
    escrows: r.escrows.map(toHex),
  }));
}

/** Their transfers up to a block, in the chain's order; found by the blocks that changed a balance. */
export async function transfersOf(
  em: EntityManager,
  addresses: readonly string[],
  tokens: readonly string[],
  block: number,
): Promise<StatedTransfer[]> {
  const found = await rows<TransferRow>(
    em,
    `WITH touched AS (SELECT DISTINCT token, block_number FROM api.holding_change
       WHERE holder = ANY($1) AND token = ANY($2) AND block_number <= $3)
     SELECT t.token, t.sender, t.receiver, t.amount, t.block_number, t.log_index,
       t.transaction_hash, b.time
     FROM touched c JOIN api.ledger_transfer t USING (token, block_number)
       JOIN api.ledger_block b ON b.number = t.block_number
     WHERE t.amount > 0 AND (t.sender = ANY($1) OR t.receiver = ANY($1))
     ORDER BY t.block_number, t.log_index`,
    [addresses.map(toBytes), tokens.map(toBytes), block],
  );
  return found.map((r) => ({
    token: toHex(r.token),
    sender: toHex(r.sender),
    receiver: toHex(r.receiver),
    quantity: BigInt(r.amount),
    block: Number(r.block_number),
    logIndex: r.log_index,
    at: r.time,
    transaction: toHex(r.transaction_hash),
  }));
}

/** What the addresses together hold of each token after a block, by the ledger's own balances. */
export async function balancesOf(
  em: EntityManager,
  addresses: readonly string[],
  block: number,
): Promise<Map<string, bigint>> {
  const found = await rows<{ token: Buffer; balance: string }>(
    em,
    `SELECT token, sum(balance) AS balance FROM (
       SELECT DISTINCT ON (holder, token) token, balance FROM api.holding_change
       WHERE holder = ANY($1) AND block_number <= $2
       ORDER BY holder, token, block_number DESC) AS latest
     GROUP BY token`,
    [addresses.map(toBytes), block],
  );
  return new Map(found.map((r) => [toHex(r.token), BigInt(r.balance)]));
}

/** Shares that left for good through a queue or a vault, up to a time. */
export async function exitsOf(
  em: EntityManager,
  addresses: readonly string[],
  until: Date,
): Promise<Exit[]> {
  const found = await rows<ExitRow>(
    em,
    `SELECT * FROM (
       SELECT r.id, q.token_id, r.controller AS wallet,
         CASE r.lane WHEN 'queue' THEN 'redeemed' ELSE 'redeemed_instantly' END AS kind,
         r.shares AS quantity, coalesce(e.settled_at, r.requested_at) AS at, r.assets AS amount,
         r.fee, q.payment_decimals AS decimals, q.payment_symbol AS currency
       FROM api.redemption r JOIN api.redemption_queue q ON q.id = r.queue_id
         LEFT JOIN api.redemption_epoch e ON e.queue_id = r.queue_id AND e.number = r.epoch
       WHERE r.controller = ANY($1) AND r.state IN ('claimable', 'paid')
       UNION ALL
       SELECT b.id, b.token_id, b.holder, 'delivered', b.amount_base_units, b.changed_at, NULL, NULL,
         NULL, NULL
       FROM api.bar_order b WHERE b.holder = ANY($1) AND b.state = 'delivered') AS exits
     WHERE at <= $2 ORDER BY at, id`,
    [addresses.map(toBytes), until],
  );
  return found.map((r) => {
    const money = (amount: string | null) =>
      amount === null || r.decimals === null || r.currency === null
        ? null
        : { amount: BigInt(amount), decimals: r.decimals, currency: r.currency };
    return {
      id: r.id,
      tokenId: r.token_id,
      wallet: toHex(r.wallet),
      kind: r.kind,
      quantity: BigInt(r.quantity),
      at: r.at,
      money: money(r.amount),
      fee: r.fee === null || BigInt(r.fee) === 0n ? null : money(r.fee),
    };
  });
}

/** Their lines of distributions that were opened on the chain up to a block. */
export async function incomeOf(
  em: EntityManager,
  addresses: readonly string[],
  tokenIds: readonly string[],
  block: number,
): Promise<StatedIncome[]> {
  const found = await rows<IncomeRow>(
    em,
    `SELECT d.id, d.token_id, d.kind, d.taxation, d.payment_symbol, d.payment_decimals,
       d.record_date::text AS record_date, d.recorded_at, d.opened_block, d.closed_block,
       l.account, l.gross, l.withheld, l.paid_block, l.paid_transaction, b.time AS paid_at
     FROM api.distribution_line l JOIN api.distribution d ON d.id = l.distribution_id
       LEFT JOIN api.ledger_block b ON b.number = l.paid_block
     WHERE l.account = ANY($1) AND d.token_id = ANY($2) AND d.state IN ('payable', 'closed')
       AND d.opened_block <= $3
     ORDER BY d.recorded_at, d.id, l.account`,
    [addresses.map(toBytes), tokenIds, block],
  );
  return found.map((r) => {
    const money = (amount: bigint) => ({
      amount,
      decimals: r.payment_decimals,
      currency: r.payment_symbol,
    });
    const tax = BigInt(r.withheld);
    const atSource = r.taxation === 'at_source';
    return {
      distributionId: r.id,
      tokenId: r.token_id,
      kind: r.kind,
      wallet: toHex(r.account),
      recordDate: r.record_date,
      recordedAt: r.recorded_at,
      openedBlock: Number(r.opened_block),
      closedBlock: r.closed_block === null ? null : Number(r.closed_block),
      gross: money(BigInt(r.gross)),
      withheld: money(atSource ? tax : 0n),
      toDeclare: money(atSource ? 0n : tax),
      paidBlock: r.paid_block === null ? null : Number(r.paid_block),
      paidAt: r.paid_at,
      transaction: r.paid_transaction && toHex(r.paid_transaction),
    };
  });
}

/** Every accepted NAV of the feeds up to a block, by feed, oldest first. */
export async function navsOf(
  em: EntityManager,
  feeds: readonly string[],
  block: number,
): Promise<Map<string, StatedNav[]>> {
  const found = await rows<NavRow>(
    em,
    `SELECT feed, block_number, answer, valuation_time FROM api.feed_round
     WHERE feed = ANY($1) AND block_number <= $2 ORDER BY feed, round`,
    [feeds.map(toBytes), block],
  );
  const byFeed = new Map<string, StatedNav[]>();
  for (const r of found) {
    const nav = {
      block: Number(r.block_number),
      answer: BigInt(r.answer),
      valuationTime: r.valuation_time,
    };
    const feed = toHex(r.feed);
    byFeed.set(feed, [...(byFeed.get(feed) ?? []), nav]);
  }
  return byFeed;
}

interface AssetRow {
  id: string;
  asset_id: string;
  name: string;
  symbol: string;
  decimals: number;
  address: Buffer;
  nav_feed: Buffer;
  escrows: Buffer[];
}

interface TransferRow {
  token: Buffer;
  sender: Buffer;
  receiver: Buffer;
  amount: string;
  block_number: string;
  log_index: number;
  transaction_hash: Buffer;
  time: Date;
}

interface ExitRow {
  id: string;
  token_id: string;
  wallet: Buffer;
  kind: Exit['kind'];
  quantity: string;
  at: Date;
  amount: string | null;
  fee: string | null;
  decimals: number | null;
  currency: string | null;
}

interface IncomeRow {
  id: string;
  token_id: string;
  kind: StatedIncome['kind'];
  taxation: string;
  payment_symbol: string;
  payment_decimals: number;
  record_date: string;
  recorded_at: Date;
  opened_block: string;
  closed_block: string | null;
  account: Buffer;
  gross: string;
  withheld: string;
  paid_block: string | null;
  paid_transaction: Buffer | null;
  paid_at: Date | null;
}

interface NavRow {
  feed: Buffer;
  block_number: string;
  answer: string;
  valuation_time: Date;
}
