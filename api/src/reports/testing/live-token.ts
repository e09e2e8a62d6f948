import { createHash } from 'node:crypto';
import { Assets } from '../../assets/assets.service.js';
import { systemCtx } from '../../platform/context.js';
import type { Persona, TestApp } from '../../testing/test-app.js';

/** Bytes that a word stands for. */
export const bytes = (seed: string, length = 32): Buffer =>
  createHash('sha256').update(seed).digest().subarray(0, length);

/**
 * The rows the ledger would have written: a live token with one issue to one holder at a block.
 * @param place tells the tokens of one database apart
 */
export async function liveToken(
  t: TestApp,
  issuer: Persona,
  assetId: string,
  { block, time, shares }: { block: number; time: string; shares: string },
  place = 0,
): Promise<void> {
  await t.db.transaction(async () => {
    for (const event of ['tokenise', 'deployed'] as const) {
      await t.get(Assets).fire(systemCtx('test'), assetId, event);
    }
  });
  const [token, nav, reserve, holder] = ['token', 'nav', 'reserve', 'holder'].map((seed) =>
    bytes(place === 0 ? seed : `${seed} ${place}`, 20),
  );
  await t.db.sql(
    `INSERT INTO api.token (asset_id, organisation_id, state, name, symbol, decimals, rules, address,
       nav_feed, reserve_feed, deployed_block, created_at, updated_at)
     VALUES ($1, $2, 'live', 'Example Treasury Fund', 'EXTF', 6, '{}', $3, $4, $5, 21, now(), now())`,
    [assetId, issuer.organisationId, token, nav, reserve],
  );
  await t.db.sql(
    `INSERT INTO api.ledger_cursor (chain_id, genesis_hash, block_number, block_hash, block_time, updated_at)
     VALUES (31337, $1, $2, $3, $4, now()) ON CONFLICT DO NOTHING`,
    [bytes('genesis'), block, bytes('block'), time],
  );
  await t.db.sql(
    `INSERT INTO api.holding_change (token, holder, block_number, balance, delta) VALUES ($1, $2, 41, $3, $3)`,
    [token, holder, shares],
  );
  await t.db.sql(
    `INSERT INTO api.holding (token, holder, balance, block_number) VALUES ($1, $2, $3, 41)`,
    [token, holder, shares],
  );
  await t.db.sql(
    `INSERT INTO api.token_supply_change (token, block_number, supply, minted, burned) VALUES ($1, 41, $2, $2, 0)`,
    [token, shares],
  );
  await t.db.sql(
    `INSERT INTO api.ledger_log (block_number, log_index, block_hash, block_time, transaction_hash,
       contract, address, event, topics, data, args)
     VALUES (41, $6, $1, $2, $3, 'AssetToken', $4, 'Minted', '{}', '', $5)`,
    [
      bytes('block 41'),
      '2026-04-15T20:51:10Z',
      bytes('transaction'),
      token,
      JSON.stringify({ operationId: '1', to: `0x${holder?.toString('hex')}`, amount: shares }),
      place + 1,
    ],
  );
}

/** The row the ledger would have written of the NAV feed's first round. */
export async function publishedNav(t: TestApp, answer: string): Promise<void> {
  await t.db.sql(
    `INSERT INTO api.feed_round (feed, round, answer, valuation_time, updated_at, digest, block_number,
       block_hash, log_index, transaction_hash)
     VALUES ($1, 1, $2, '2026-04-15T20:00:00Z', '2026-04-15T20:45:00Z', $3, 35, $3, 0, $3)`,
    [bytes('nav', 20), answer, bytes('round')],
  );
}
