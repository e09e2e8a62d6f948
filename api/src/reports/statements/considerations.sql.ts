import type { EntityManager } from 'typeorm';
import { toBytes, toHex } from '../../chain/bytes.js';
import { rows } from '../../chain/rows.js';
import type { Consideration, StatedConversion } from './record.js';

interface ConsiderationRow {
  kind: 'mint' | 'burn';
  wallet_address: Buffer;
  quantity: string;
  transaction_hash: Buffer;
  amount: string;
  decimals: number;
  currency: string;
}

/** What was paid for issues, for direct redemptions, calls, maturities and fractions of a property that was sold. */
export async function considerationsOf(
  em: EntityManager,
  addresses: readonly string[],
): Promise<Consideration[]> {
  const found = await rows<ConsiderationRow>(
    em,
    `SELECT kind, wallet_address, amount_base_units AS quantity, transaction_hash,
       consideration_cents AS amount, 2 AS decimals, 'USD' AS currency
     FROM api.supply_order WHERE wallet_address = ANY($1) AND state = 'settled'
     UNION ALL
     -- What the bank paid for is a supply order as well.
     SELECT 'mint', s.wallet_address, s.tokens, s.transaction_hash, s.paid, o.payment_decimals,
       o.payment_symbol
     FROM api.subscription s JOIN api.offering o ON o.id = s.offering_id
     WHERE s.wallet_address = ANY($1) AND s.state = 'settled' AND s.channel = 'stablecoin'
     UNION ALL
     -- A conversion pays in another token: what it burns has no money here.
     SELECT 'burn', l.account, l.settled_burned, l.transaction_hash, l.settled_gained,
       c.payment_decimals, c.payment_symbol
     FROM api.corporate_action_line l JOIN api.corporate_action c ON c.id = l.action_id
     WHERE l.account = ANY($1) AND c.kind IN ('call', 'maturity') AND l.settled_burned > 0
       AND l.transaction_hash IS NOT NULL
     UNION ALL
     SELECT 'burn', s.account, s.burned, s.transaction_hash, s.paid, d.payment_decimals,
       d.payment_symbol
     FROM api.buyout_surrender s JOIN api.buyout b ON b.id = s.buyout_id
       JOIN api.deed d ON d.id = b.deed_id
     WHERE s.account = ANY($1)`,
    [addresses.map(toBytes)],
  );
  return found.map((r) => ({
    kind: r.kind,
    wallet: toHex(r.wallet_address),
    quantity: BigInt(r.quantity),
    transaction: toHex(r.transaction_hash),
    money: { amount: BigInt(r.amount), decimals: r.decimals, currency: r.currency },
  }));
}

/** What conversions burnt and gave, up to a block. */
export async function conversionsOf(
  em: EntityManager,
  addresses: readonly string[],
  block: number,
): Promise<StatedConversion[]> {
  const found = await rows<{
    account: string;
    old: Buffer;
    given: Buffer;
    burned: string;
    minted: string;
    transaction_hash: Buffer;
  }>(
    em,
    `SELECT lower(l.args ->> 'account') AS account, o.address AS old, n.address AS given,
       l.args ->> 'burned' AS burned, l.args ->> 'minted' AS minted, l.transaction_hash
     FROM api.corporate_action c JOIN api.token o ON o.id = c.token_id
       JOIN api.token n ON n.id = c.new_token_id
       JOIN api.ledger_log l ON l.address = c.contract AND l.event = 'Converted'
         AND (l.args ->> 'id')::numeric = c.chain_number
     WHERE lower(l.args ->> 'account') = ANY($1) AND l.block_number <= $2
     ORDER BY l.block_number, l.log_index`,
    [addresses, block],
  );
  return found.map((r) => ({
    wallet: r.account,
    from: toHex(r.old),
    to: toHex(r.given),
    burned: BigInt(r.burned),
    minted: BigInt(r.minted),
    transaction: toHex(r.transaction_hash),
  }));
}
