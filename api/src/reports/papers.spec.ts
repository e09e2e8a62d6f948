import { AssetToken__factory } from '@cadastre/contracts';
import { parseDecimal, readTable } from '@cadastre/core';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Response } from 'supertest';
import { DAY_MS } from '../platform/clock.js';
import type { Persona } from '../testing/test-app.js';
import type { HoldingsHistoryView } from '../tokens/holdings-history.schema.js';
import { FundWorld, type Holder } from '../tokens/testing/fund-world.js';
import type { HoldingsView } from '../tokens/token.schema.js';
import { AMOUNT, Income } from '../distributions/testing/income.js';
import type { CapTableChangesView } from './cap-table/cap-table.schema.js';
import type { RollForwardView } from './supply/supply.schema.js';
import { ISO20022_COLUMNS } from './statements/iso20022.js';
import { LOT_COLUMNS } from './statements/lots.js';
import { STATEMENT_COLUMNS } from './statements/statement-csv.js';

const NAV = 100_000_000n;

let world: FundWorld;
let anna: Holder;
let ben: Holder;
let auditor: Persona;
let distributionId: string;
/** Of Anna and Ben. */
let references: string[];

/** Anna buys for 300.03, gives Ben a third, and both are paid income. */
beforeAll(async () => {
  world = await FundWorld.start();
  auditor = await world.t.signIn('auditor');
  await world.deploy();
  await world.publish(world.token.navFeed ?? '', NAV);
  [anna, ben] = [await world.holder(20), await world.holder(21)];
  await world.mint(anna, 30_003n);
  const sent = await tokenOf(anna).transfer(ben.account.address, 1_000_100n);
  await world.reached((await sent.wait())?.blockNumber ?? 0);
  distributionId = await paid();
  const { body } = await auditor.http.get(`/tokens/${world.token.id}/cap-table`).expect(200);
  const rows = body.holders as { address: string; investorReference: string }[];
  references = [anna, ben].map(
    ({ account }) => rows.find((row) => row.address === account.address)?.investorReference ?? '',
  );
}, 120_000);
afterAll(() => world.stop());

const tokenOf = (holder: Holder) =>
  AssetToken__factory.connect(world.token.address ?? '', holder.account);

async function paid(): Promise<string> {
  const income = await Income.start(world, { kind: 'income' });
  const { id } = await income.recorded();
  const early = await world.issuer.http.get(`/distributions/${id}/report`).expect(409);
  expect(early.body.code).toBe('not_calculated');
  await income.act(id, 'calculate').expect(200);
  await income.payIn(await income.approve(id));
  await income.act(id, 'push').expect(202);
  return (await income.is(id, 'closed')).id;
}

/** Cells of a CSV answer's rows by column. */
function rowsOf({ text }: Response, columns: readonly string[]): Record<string, string>[] {
  const { rows } = readTable(text, [columns]);
  return rows.map((row) => Object.fromEntries(columns.map((name) => [name, row.get(name)])));
}
/** A decimal as base units of six decimals. */
const units = (text: string | undefined): bigint =>
  parseDecimal(text || '0', { scale: 6, allowNegative: true });
const sum = (rows: Record<string, string>[], column: string) =>
  rows.reduce((total, row) => total + units(row[column]), 0n);
const csv = (who: Persona, path: string) =>
  who.http.get(path).expect(200).expect('Content-Type', /csv/);
const papers = (reference: string) =>
  ['statement', 'tax-lots', 'transactions'].map((paper) => `/investors/${reference}/${paper}`);

describe('an investor’s papers', () => {
  it('state what the chain says is held, and add up', async () => {
    const [reference = ''] = references;
    const answer = await csv(anna.persona, `/investors/${reference}/statement?format=csv`);
    const rows = rowsOf(answer, STATEMENT_COLUMNS);
    const held = await tokenOf(anna).balanceOf(anna.account.address);
    const movements = rows.filter(({ section }) => section === 'movement');
    expect(movements.map(({ kind }) => kind)).toEqual(['issue', 'transfer_out']);
    expect(sum(movements, 'quantity')).toBe(held);
    const [closing] = rows.filter(({ section }) => section === 'closing');
    expect([units(closing?.['quantity']), units(closing?.['amount'])]).toEqual([
      held,
      (held * NAV) / 1_000_000n,
    ]);
    expect(movements[0]).toMatchObject({ amount: '-300.03', currency: 'USD' });
    const income = rows.filter(({ section }) => section === 'income');
    const [line] = await world.t.db.sql<{ paid: string }>(
      'SELECT paid FROM api.distribution_line WHERE account = $1',
      [Buffer.from(anna.account.address.slice(2), 'hex')],
    );
    expect(sum(income, 'net')).toBe(BigInt(line?.paid ?? 0));
  });

  it('divide what was bought into lots that add up to what is held', async () => {
    const [held, lots] = [
      await Promise.all([anna, ben].map((one) => tokenOf(one).balanceOf(one.account.address))),
      await Promise.all(
        references.map(async (one) =>
          rowsOf(await csv(auditor, `/investors/${one}/tax-lots`), LOT_COLUMNS),
        ),
      ),
    ];
    const open = lots.map((rows) => rows.filter(({ entry }) => entry === 'open'));
    expect(open.map((rows) => sum(rows, 'quantity'))).toEqual(held);
    const [given] = lots[0]?.filter(({ entry }) => entry === 'disposal') ?? [];
    expect(given).toMatchObject({
      proceeds_basis: 'nav',
      quantity: '1.000100',
      cost: '100.010000',
    });
    expect(open[1]?.[0]).toMatchObject({ acquired_by: 'transfer_in', cost: '100.010000' });
    expect(sum(lots[0] ?? [], 'cost')).toBe(300_030_000n);
  });

  it('tell the transactions in the words of ISO 20022', async () => {
    const answer = await csv(ben.persona, `/investors/${references[1] ?? ''}/transactions`);
    const rows = rowsOf(answer, ISO20022_COLUMNS);
    expect(rows.map((row) => row['MsgDefIdr'])).toEqual(['semt.017', 'camt.053']);
    expect(rows[0]?.['TxDtls/SctiesMvmntTp']).toBe('RECE');
    expect(rows[1]?.['Ntry/BkTxCd/Domn/Fmly/SubFmlyCd']).toBe('DVCA');
  });

  it('come as the same PDF each time, under its hash', async () => {
    const path = `/investors/${references[0] ?? ''}/statement`;
    const [one, two] = await Promise.all([1, 2].map(() => anna.persona.http.get(path).expect(200)));
    expect(one?.headers['content-type']).toBe('application/pdf');
    expect(one?.headers['content-digest']).toBe(two?.headers['content-digest']);
    const other = await auditor.http.get(path).expect(200);
    // Names are not the auditor's to know.
    expect(other.headers['content-digest']).not.toBe(one?.headers['content-digest']);
  });

  it('are for the investor, the issuer as far as its assets go, compliance and auditors', async () => {
    const [reference = ''] = references;
    const stranger = await world.t.signIn('issuer');
    for (const path of papers(reference)) {
      for (const who of [anna.persona, world.issuer, world.officer, auditor]) {
        await who.http.get(path).expect(200);
      }
      for (const who of [ben.persona, stranger]) await who.http.get(path).expect(404);
      await (await world.t.signIn('operator')).http.get(path).expect(403);
    }
    for (const path of [...papers('INV-999999'), ...papers('x')]) {
      await auditor.http.get(path).expect(404);
    }
  });

  it.each([
    ['from=2026-02-01&to=2026-01-01', 400, 'period_backwards'],
    ['from=2999-01-01&to=2999-12-31', 422, 'period_in_future'],
    ['from=2026-02-30', 400, 'invalid_query'],
    ['format=xml', 400, 'invalid_query'],
  ])('are refused for %s', async (query, status, code) => {
    const path = `/investors/${references[0] ?? ''}/statement?${query}`;
    const { body } = await anna.persona.http.get(path).expect(status);
    expect(body.code).toBe(code);
  });
});

describe('the cap table on paper', () => {
  const path = () => `/tokens/${world.token.id}/cap-table`;
  const COLUMNS = 'symbol,block,block_hash,block_time,wallet,investor,contract,quantity,percent';

  it('is the chain’s, now and at any earlier block or time', async () => {
    const now = rowsOf(await csv(auditor, `${path()}/paper?format=csv`), COLUMNS.split(','));
    expect(sum(now, 'quantity')).toBe(await tokenOf(anna).totalSupply());
    expect(now.map(({ investor }) => investor)).toEqual(references);
    const [mint] = await world.t.db.sql<{ block: string; time: Date }>(
      `SELECT block_number AS block, block_time AS time FROM api.ledger_log WHERE event = 'Minted'`,
    );
    const before = new Date((mint?.time.getTime() ?? 0) - 1_000).toISOString();
    for (const [at, holders] of [
      [`block=${mint?.block}`, [[references[0], '3.000300']]],
      [`at=${before}`, []],
    ] as const) {
      const answer = await csv(world.issuer, `${path()}/paper?format=csv&${at}`);
      const past = holders.length > 0 ? rowsOf(answer, COLUMNS.split(',')) : [];
      expect(past.map((row) => [row['investor'], row['quantity']])).toEqual(holders);
      const { body } = await auditor.http.get(`${path()}?${at}`).expect(200);
      expect(body.holders).toHaveLength(holders.length);
    }
    const pdf = await world.officer.http.get(`${path()}/paper`).expect(200);
    expect(pdf.headers['content-type']).toBe('application/pdf');
    const both = await auditor.http.get(`${path()}/paper?block=1&at=2026-01-01T00:00:00Z`);
    expect([both.status, both.body.code]).toEqual([400, 'invalid_query']);
  });

  it('tells what changed between two days, by investor and wallet, to the supply', async () => {
    const { body } = await world.issuer.http.get(`${path()}/changes`).expect(200);
    const { supply, investors, wallets } = body as CapTableChangesView;
    expect(supply).toEqual({ before: '0', minted: '3000300', burned: '0', after: '3000300' });
    expect(investors.map((one) => [one.investorReference, one.in, one.out, one.after])).toEqual([
      [references[0], '3000300', '1000100', '2000200'],
      [references[1], '1000100', '0', '1000100'],
    ]);
    expect(wallets).toHaveLength(2);
    const file = await csv(world.issuer, `${path()}/changes/csv`);
    const columns = [
      'level',
      'symbol',
      'investor',
      'wallet',
      'before',
      'in',
      'out',
      'after',
      'within',
    ];
    const rows = rowsOf(file, columns);
    expect(rows.map(({ level }) => level)).toEqual([
      ...['investor', 'investor', 'wallet', 'wallet', 'supply'],
    ]);
    expect(rows.at(-1)).toMatchObject({ in: '3.000300', after: '3.000300' });
  });
});

describe('the supply’s roll-forward', () => {
  it('leads from opening to closing by what is on-chain, each step with its transaction', async () => {
    const path = `/tokens/${world.token.id}/supply/roll-forward`;
    const { body } = await auditor.http.get(path).expect(200);
    const { movements, closing, ...rest } = body as RollForwardView;
    expect(rest).toMatchObject({
      opening: { block: null, baseUnits: '0' },
      mintedBaseUnits: '3000300',
      burntBaseUnits: '0',
      differenceBaseUnits: '0',
    });
    expect(closing.baseUnits).toBe((await tokenOf(anna).totalSupply()).toString());
    expect(movements).toHaveLength(1);
    const receipt = await world.chain.provider.getTransactionReceipt(
      movements[0]?.transactionHash ?? '',
    );
    expect([receipt?.blockNumber, movements[0]?.holder]).toEqual([
      movements[0]?.blockNumber,
      anna.account.address,
    ]);
    const stranger = await world.t.signIn('issuer');
    await stranger.http.get(path).expect(404);
    const backwards = await auditor.http.get(`${path}?from=2026-02-01&to=2026-01-01`).expect(400);
    expect(backwards.body.code).toBe('period_backwards');
  });
});

describe('a distribution report', () => {
  it('accounts for the money holder by holder, the dust included', async () => {
    const answer = await csv(world.issuer, `/distributions/${distributionId}/report?format=csv`);
    const header = answer.text.slice(0, answer.text.indexOf('\n')).split(',');
    const rows = rowsOf(answer, header);
    const of = (level: string) => rows.filter((row) => row['level'] === level);
    expect(of('holder').map(({ state }) => state)).toEqual(['paid', 'paid']);
    for (const column of ['gross', 'withheld', 'net', 'paid', 'unclaimed']) {
      expect(sum(of('holder'), column)).toBe(units(of('total')[0]?.[column]));
    }
    expect(sum([...of('holder'), ...of('dust')], 'gross')).toBe(AMOUNT);
    expect(of('allocated')[0]?.['gross']).toBe('1000.000007');
    const pdf = await auditor.http.get(`/distributions/${distributionId}/report`).expect(200);
    expect(pdf.headers['content-type']).toBe('application/pdf');
    const stranger = await world.t.signIn('issuer');
    await stranger.http.get(`/distributions/${distributionId}/report`).expect(404);
  });
});

describe('the value of holdings', () => {
  const history = async ({ persona }: Pick<Holder, 'persona'>, days = '') =>
    (await persona.http.get(`/holdings/history${days}`).expect(200)).body as HoldingsHistoryView;

  /** Noon of a later day. */
  async function noonIn(days: number): Promise<string> {
    const newest = await world.chain.provider.getBlock('latest');
    const noon = (Math.floor((newest?.timestamp ?? 0) / 86_400) + days) * 86_400 + 43_200;
    await world.chain.rpc('evm_setNextBlockTimestamp', [noon]);
    await world.chain.rpc('evm_mine');
    return new Date(noon * 1000).toISOString().slice(0, 10);
  }

  it('is told for the end of each day, at the amount and the NAV of then, and now as the holdings say', async () => {
    const bought = await noonIn(1);
    await world.publish(world.token.navFeed ?? '', NAV);
    const clara = await world.holder(22);
    await world.mint(clara, 1_000_000n);
    const given = await noonIn(1);
    const sent = await tokenOf(clara).transfer(ben.account.address, 1_234_567n);
    await world.reached((await sent.wait())?.blockNumber ?? 0);
    const priced = await noonIn(2);
    await world.publish(world.token.navFeed ?? '', NAV + 100_001n);

    const told = await history(clara);
    expect(told.days).toEqual([
      { day: bought, valueCents: '1000000', unpriced: 0 },
      // 98.765433 shares at 100 dollars, and at 100.100001: what is below the cent is not shown.
      { day: given, valueCents: '987654', unpriced: 0 },
      { day: dayAfter(given), valueCents: '987654', unpriced: 0 },
      { day: priced, valueCents: '988641', unpriced: 0 },
    ]);
    expect([told.to, dayAfter(told.from, 364)]).toEqual([priced, priced]);
    for (const holder of [anna, ben, clara]) {
      const { body } = await holder.persona.http.get('/holdings').expect(200);
      const { block, items } = body as HoldingsView;
      const { block: asOf, days } = await history(holder);
      expect([asOf, days.at(-1)?.valueCents]).toEqual([block, items[0]?.valueCents]);
    }
    const ahead = await history(clara, `?from=${given}&to=${dayAfter(priced)}`);
    expect(ahead.days).toEqual(told.days.slice(1));
    const past = await history(clara, `?from=${given}&to=${given}`);
    expect(past.days).toEqual(told.days.slice(1, 2));
    const stranger = await history({ persona: await world.t.signIn('investor') });
    expect(stranger.days).toEqual([]);
  });

  it.each([
    ['ends before it begins', 'from=2026-05-02&to=2026-05-01', 400, 'period_backwards'],
    ['is longer than a leap year', 'from=2025-01-01&to=2026-01-02', 400, 'period_too_long'],
    ['has not come', 'from=2999-01-01&to=2999-01-31', 422, 'period_in_future'],
    ['names no day', 'from=2026-02-30', 400, 'invalid_query'],
  ])('is not told of a period that %s', async (_, days, status, code) => {
    const answer = await anna.persona.http.get(`/holdings/history?${days}`);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });
});

const dayAfter = (day: string, days = 1): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
