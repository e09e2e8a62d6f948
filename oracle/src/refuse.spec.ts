import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
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
import { Engine } from './engine.js';
import type { TestAsset } from './testing/chain.js';
import { BOOKS } from './testing/custodian.js';
import { DATA_DIR, World, type Oracle } from './testing/world.js';

const CURVE = 'cmt_6tenor_2025-07-15_2026-08-19.csv';

describe('refusing to publish', () => {
  let world: World;
  let oracle: Oracle;
  let fund: TestAsset;
  let data: string;
  let before: Awaited<ReturnType<World['chain']['latest']>>;

  beforeAll(async () => {
    world = await World.begin();
    data = mkdtempSync(join(tmpdir(), 'oracle-data-'));
    for (const name of readdirSync(join(DATA_DIR, 'treasuries'))) {
      copyFileSync(join(DATA_DIR, 'treasuries', name), join(data, name));
    }
    fund = await world.fund();
    oracle = await world.oracle({ TREASURY_DATA_DIR: data });
    await oracle.beat();
    before = await world.chain.latest(fund.nav);
    await world.chain.travelTo('2026-04-16T20:30:00Z');
  });
  afterEach(() => {
    world.custodian.repair(fund);
    world.custodian.change(fund, BOOKS);
  });
  afterAll(async () => {
    await world.end();
    rmSync(data, { recursive: true });
  });

  /** The reason the feed's status gives. */
  async function refusal(feed = fund.nav): Promise<string> {
    await oracle.beat();
    const { rows } = await world.db.query<{ status: string; status_reason: string }>(
      'SELECT status, status_reason FROM oracle.feed WHERE address = $1',
      [Buffer.from(feed.slice(2), 'hex')],
    );
    const [row] = rows;
    return `${row?.status} ${row?.status_reason}`;
  }

  async function expectUntouched(): Promise<void> {
    expect(await world.chain.latest(fund.nav)).toEqual(before);
    const { rows } = await world.db.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM oracle.report WHERE state IN ('proposed', 'signed', 'sent')`,
    );
    expect(rows).toEqual([{ n: 0 }]);
  }

  const statement = () => world.custodian.statement(fund.assetId);
  const altered = async (change: object) => JSON.stringify({ ...(await statement()), ...change });

  it.each([
    ['an HTML page', () => '<!doctype html><h1>Sign in</h1>', 'REFUSED SOURCE_MALFORMED'],
    [
      'a statement cut off',
      async () => JSON.stringify(await statement()).slice(0, 300),
      'REFUSED SOURCE_MALFORMED',
    ],
    [
      'NaN for money',
      async () => (await altered({})).replace('"125000000"', 'NaN'),
      'REFUSED SOURCE_MALFORMED',
    ],
    ['"NaN" for money', () => altered({ cashCents: 'NaN' }), 'REFUSED STATEMENT_SCHEMA'],
    [
      'a JSON number for money',
      () => altered({ cashCents: 125000000 }),
      'REFUSED STATEMENT_SCHEMA',
    ],
    ['an exponent', () => altered({ cashCents: '1e9' }), 'REFUSED STATEMENT_SCHEMA'],
    ['a negative amount', () => altered({ liabilitiesCents: '-1' }), 'REFUSED STATEMENT_SCHEMA'],
    [
      'more than 78 digits',
      () => altered({ cashCents: '9'.repeat(79) }),
      'REFUSED STATEMENT_SCHEMA',
    ],
    ['an unknown field', () => altered({ offBalance: '1' }), 'REFUSED STATEMENT_SCHEMA'],
    ['a missing field', () => altered({ seedShares: undefined }), 'REFUSED STATEMENT_SCHEMA'],
    ['another currency', () => altered({ currency: 'EUR' }), 'REFUSED STATEMENT_SCHEMA'],
    ['positions as text', () => altered({ positions: 'none' }), 'REFUSED STATEMENT_SCHEMA'],
    [
      'another asset',
      () => altered({ assetId: '01890000-0000-7000-8000-000000000000' }),
      'REFUSED STATEMENT_OTHER_ASSET',
    ],
    ['a block that is not yet', () => altered({ asOfBlock: '999999' }), 'REFUSED STATEMENT_AHEAD'],
    ['no day of the statement', () => altered({ statedOn: undefined }), 'REFUSED STATEMENT_SCHEMA'],
    [
      'an instant for the day of the statement',
      () => altered({ statedOn: '2026-04-15T20:30:00Z' }),
      'REFUSED STATEMENT_SCHEMA: ',
    ],
    ['a day that is not yet', () => altered({ statedOn: '2026-04-17' }), 'REFUSED STATEMENT_AHEAD'],
    ['null', () => 'null', 'REFUSED STATEMENT_SCHEMA'],
  ])('leaves the old answer for %s', async (_what, body, reason) => {
    world.custodian.break(fund, await body());
    expect(await refusal()).toContain(reason);
    await expectUntouched();
  });

  it('says what is wrong with which field', async () => {
    world.custodian.break(fund, await altered({ cashCents: 'NaN', currency: 'EUR' }));
    const reason = await refusal();
    expect(reason).toContain('cashCents: must be a whole number of at most 78 digits');
    expect(reason).toContain('currency: ');
  });

  it.each([
    ['HTML by its type', 'text/html', 200, 'REFUSED SOURCE_NOT_JSON'],
    ['a source that says no', 'application/json', 403, 'REFUSED SOURCE_STATUS'],
    ['a source that is down', 'application/json', 503, 'UNREACHABLE SOURCE_UNREACHABLE'],
  ])('leaves the old answer for %s', async (_what, type, status, reason) => {
    world.custodian.break(fund, '{}', type, status);
    expect(await refusal()).toContain(reason);
    await expectUntouched();
  });

  const position = (cusip: string) => ({ cusip, faceCents: '100', costPricePer100: '99' });
  it.each([
    [
      'a matured bill',
      [position('912797TH0')],
      'REFUSED SECURITY_MATURED: 912797TH0 matured on 2026-04-14',
    ],
    ['a bill that is not issued yet', [position('912797UU9')], 'REFUSED SECURITY_NOT_ISSUED'],
    ['a floating-rate note', [position('91282CPX3')], 'REFUSED SECURITY_FLOATING'],
    ['an unknown security', [position('037833100')], 'REFUSED SECURITY_UNKNOWN'],
    ['a wrong check digit', [position('912797UP1')], 'REFUSED STATEMENT_SCHEMA'],
    [
      'one CUSIP twice',
      [position('912797UP0'), position('912797UP0')],
      'REFUSED POSITION_DUPLICATE',
    ],
  ])('leaves the old answer for %s', async (_what, positions, reason) => {
    world.custodian.change(fund, { positions });
    expect(await refusal()).toContain(reason);
    await expectUntouched();
  });

  it('leaves the old answer for a fund that owes more than it owns', async () => {
    world.custodian.change(fund, { liabilitiesCents: '900000000000' });
    expect(await refusal()).toContain('REFUSED FUND_INSOLVENT');
    await expectUntouched();
  });

  it.each([
    ['cut off', (text: string) => text.slice(0, -3), 'csv_truncated'],
    [
      'with columns in another order',
      (text: string) => text.replace('"3 Mo","1 Yr"', '"1 Yr","3 Mo"'),
      'csv_column_order',
    ],
    ['with CR LF', (text: string) => text.replaceAll('\n', '\r\n'), 'csv_crlf'],
  ])('leaves the old answer for a curve file %s', async (_what, spoil, code) => {
    const path = join(data, CURVE);
    const good = readFileSync(path, 'utf8');
    writeFileSync(path, spoil(good));
    const reason = await refusal();
    writeFileSync(path, good);
    expect(reason).toContain(`REFUSED DATA_MALFORMED: ${CURVE}`);
    expect(reason).toContain(code);
    await expectUntouched();
  });

  it('keeps what it refused', async () => {
    world.custodian.break(fund, '<html>kept</html>');
    await refusal();
    const { rows } = await world.db.query<{ text: string }>(
      `SELECT convert_from(bytes, 'utf8') AS text FROM oracle.raw_document WHERE source LIKE 'http%'`,
    );
    expect(rows.map((row) => row.text)).toContain('<!doctype html><h1>Sign in</h1>');
  });

  it('publishes again as soon as the statement is right', async () => {
    expect(await refusal()).toContain('OK HEARTBEAT');
    expect((await world.chain.latest(fund.nav)).round).toBe(2);
  });

  it.each([
    ['cut off', '{"items":[', 'SOURCE_MALFORMED'],
    ['of another form', '{"items":[{"assetId":1}]}', 'LIST_SCHEMA'],
  ])('goes on with the feeds it knows when the list is %s', async (_what, body, code) => {
    world.custodian.brokenList = body;
    await oracle.beat();
    world.custodian.brokenList = null;
    expect(oracle.app.get(Engine).trouble.api).toContain(code);
    await oracle.beat();
    expect(oracle.app.get(Engine).trouble.api).toBeNull();
  });

  it('leaves out an asset whose feeds listen to nobody we know', async () => {
    const stray = await world.chain.deployAsset();
    world.custodian.list({ ...stray, nav: stray.token });
    await oracle.beat();
    const { rows } = await world.db.query('SELECT 1 FROM oracle.feed WHERE asset_id = $1', [
      stray.assetId,
    ]);
    expect(rows).toEqual([]);
    world.custodian.unlist(stray);
  });

  it('publishes nothing from a stale curve and says STALE', async () => {
    before = await world.chain.latest(fund.nav);
    // The newest curve in the file is of 2026-08-19.
    await world.chain.travelTo('2026-08-25T12:00:00Z');
    expect(await refusal()).toContain(
      'the newest is of 2026-04-16. STALE: The newest official curve is of 2026-08-19, 6 days ago: at most 5 are accepted.',
    );
    await expectUntouched();
  });
});
