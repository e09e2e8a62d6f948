import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newYorkTime, sha256 } from '@cadastre/core';
import type { TestAsset } from '../testing/chain.js';
import { DATA_DIR, World, type Oracle } from '../testing/world.js';

const CURVE = 'cmt_6tenor_2025-07-15_2026-08-19.csv';

/** Memorial Day of 2026 is Monday, 25 May; the last curve before it is of Friday, the 22nd. */
describe('a day without a market', () => {
  let world: World;
  let oracle: Oracle;
  let fund: TestAsset;
  let data: string;

  beforeAll(async () => {
    world = await World.begin();
    data = mkdtempSync(join(tmpdir(), 'oracle-days-'));
    for (const name of readdirSync(join(DATA_DIR, 'treasuries'))) {
      copyFileSync(join(DATA_DIR, 'treasuries', name), join(data, name));
    }
    fund = await world.fund({ maxDeviationBps: 0n });
    oracle = await world.oracle({ TREASURY_DATA_DIR: data });
    await world.chain.travelTo('2026-05-22T20:30:00Z');
    await oracle.beat();
  }, 60_000);
  afterAll(async () => {
    await world.end();
    rmSync(data, { recursive: true });
  });

  const status = async () => {
    const { rows } = await world.db.query<{ status: string; status_reason: string }>(
      `SELECT status, status_reason FROM oracle.feed WHERE kind = 'nav'`,
    );
    return `${rows[0]?.status} ${rows[0]?.status_reason}`;
  };
  const friday = { round: 1, valuationTime: newYorkTime('2026-05-22', 16) };

  it('holiday: the NAV of the business day before stands, and nothing calls it stale', async () => {
    await world.chain.travelTo('2026-05-25T20:30:00Z');
    await oracle.beat();
    expect(await world.chain.latest(fund.nav)).toMatchObject(friday);
    expect(await status()).toMatch(/^OK UNCHANGED/);
  });

  it.each([
    ['holiday', '2026-05-25', 'REFUSED CURVE_ON_HOLIDAY: There is a curve of 2026-05-25'],
    ['leap day', '2026-02-29', `REFUSED DATA_MALFORMED: ${CURVE}: Line`],
  ])('%s: a row of a day that has none is refused, the file kept', async (_line, day, reason) => {
    const path = join(data, CURVE);
    const good = readFileSync(path, 'utf8');
    const spoilt = good.replace(/^2026-05-22,(.*)\n/m, `$&${day},$1\n`);
    writeFileSync(path, spoilt);
    await oracle.beat();
    writeFileSync(path, good);
    expect(await status()).toContain(reason);
    expect(await world.chain.latest(fund.nav)).toMatchObject(friday);
    const { rows } = await world.db.query(
      `SELECT 1 FROM oracle.quarantine q JOIN oracle.raw_document d ON d.id = q.document_id
       WHERE d.sha256 = $1`,
      [Buffer.from(sha256(Buffer.from(spoilt)), 'hex')],
    );
    expect(rows).toHaveLength(1);
  });

  it('and the next business day has its round', async () => {
    await world.chain.travelTo('2026-05-26T20:30:00Z');
    await oracle.beat();
    expect(await world.chain.latest(fund.nav)).toMatchObject({
      round: 2,
      valuationTime: newYorkTime('2026-05-26', 16),
    });
  });
});
