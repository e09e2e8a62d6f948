import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { sha256 } from '@cadastre/core';
import { answer, price, type Answering } from '../testing/market.js';
import { SourcedWorld } from '../testing/sourced.js';

const csv = (value: string, asOf: string, unit = 'USD') =>
  `name,value,unit,as_of\nnav,${value},${unit},${asOf}\n`;
const bars = (day: string, first = 'Valcambi,A1234,2021,401.250,995.8,399.565') =>
  `as_of,refiner,serial,year,gross_oz,assay,fine_oz,vault\n${day},${first},Zurich 1\n` +
  `${day},Rand Refinery,77-3,2019,399.975,996.2,398.455,Zurich 1\n`;

/** Every line of the list of source faults, through the running service. */
describe('a source with the fault', () => {
  let sourced: SourcedWorld;
  let now = '';
  let before: Awaited<ReturnType<typeof latest>>;
  let round = 0;

  const feeds = () => {
    const { spot, dropped, barred } = sourced.assets;
    return [spot.nav, dropped.nav, barred.reserve];
  };
  const latest = () => Promise.all(feeds().map((feed) => sourced.world.chain.latest(feed)));

  beforeAll(async () => {
    sourced = await SourcedWorld.begin();
    sourced.market.answering = answer(price('4800.10', '2026-04-15T20:00:00Z'));
    sourced.drop('first.csv', csv('102.50', '2026-04-15T20:00:00Z'));
    writeFileSync(sourced.path('bars', '1.csv'), bars('2026-04-14'));
    await sourced.oracle.beat();
    before = await latest();
    expect(before.map((one) => one.round)).toEqual([1, 1, 1]);
  }, 90_000);
  afterAll(() => sourced.end());

  /** Each fault comes an hour later, when the next round is due. */
  beforeEach(async () => {
    round += 1;
    now = new Date(Date.parse('2026-04-15T20:30:00Z') + round * 3_600_000).toISOString();
    await sourced.world.chain.travelTo(now);
    sourced.market.answering = answer(price('4800.10', '2026-04-15T20:00:00Z'));
  });

  async function expectUntouched(): Promise<void> {
    expect(await latest()).toEqual(before);
  }

  describe('behind a URL:', () => {
    const drip: Answering = (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const timer = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(timer));
    };
    const good = () => price('4801.00', now);
    const html = '<!doctype html><h1>Sign in</h1>';

    it.each<[string, () => Answering, string]>([
      ['time-out', () => () => undefined, 'UNREACHABLE SOURCE_UNREACHABLE'],
      ['slow drip', () => drip, 'UNREACHABLE SOURCE_UNREACHABLE'],
    ])('%s', async (_line, answering, status) => {
      sourced.market.answering = answering();
      await sourced.oracle.beat();
      expect(await sourced.status(sourced.assets.spot.nav)).toContain(status);
      await expectUntouched();
    });

    it.each<[string, () => string, string, string?, number?]>([
      ['500', () => 'out of order', 'UNREACHABLE SOURCE_UNREACHABLE', 'text/plain', 500],
      ['HTML for JSON', () => html, 'REFUSED SOURCE_NOT_JSON', 'text/html'],
      ['HTML for JSON, called JSON', () => `${html}\n`, 'REFUSED SOURCE_MALFORMED'],
      ['"1.234,56"', () => price('"1.234,56"', now), 'REFUSED SOURCE_NUMBER'],
      ['NaN', () => price('NaN', now), 'REFUSED SOURCE_MALFORMED'],
      ['NaN, as text', () => price('"NaN"', now), 'REFUSED SOURCE_NUMBER'],
      ['1e309', () => price('1e309', now), 'REFUSED SOURCE_NUMBER'],
      ['negative', () => price('-4801.00', now), 'REFUSED TOO_FEW_SOURCES'],
      ['future date', () => price('4801.00', '2027-04-15T20:00:00Z'), 'REFUSED TOO_FEW_SOURCES'],
      ['leap day', () => price('4801.00', '2026-02-29T20:00:00Z'), 'REFUSED SOURCE_TIME'],
      ['cut off', () => good().slice(0, -9), 'REFUSED SOURCE_MALFORMED'],
    ])('%s', async (_line, body, status, type = 'application/json', code = 200) => {
      const said = body();
      sourced.market.answering = answer(said, type, code);
      await sourced.oracle.beat();
      expect(await sourced.status(sourced.assets.spot.nav)).toContain(status);
      expect(await sourced.quarantined(sha256(Buffer.from(said)))).toBeDefined();
      await expectUntouched();
    });

    it('×100', async () => {
      const { chain } = sourced.world;
      const { nav } = sourced.assets.spot;
      sourced.market.answering = answer(price('480010', now));
      await sourced.oracle.beat();
      await sourced.oracle.beat();
      expect(await sourced.status(nav)).toMatch(/^PARKED PARKED: Report 0x/);
      await expectUntouched();
      await chain.reject(nav);
      await sourced.oracle.beat();
      expect(await sourced.status(nav)).toContain('REFUSED REJECTED');
      await expectUntouched();
    });
  });

  describe('in a file:', () => {
    const later = (value: string) => csv(value, now);
    const row = () => later('102.60').split('\n')[1];

    it.each<[string, () => string, string]>([
      ['truncated CSV', () => later('102.60').slice(0, -4), 'csv_truncated'],
      ['BOM', () => `\ufeff${later('102.60')}`, 'csv_bom'],
      ['CRLF', () => later('102.60').replaceAll('\n', '\r\n'), 'csv_crlf'],
      ['"1.234,56"', () => later('"1.234,56"'), 'amount_malformed'],
      ['duplicated rows', () => `${later('102.60')}${row()}\n`, '2 rows for nav'],
      [
        'reordered columns',
        () => `value,name,unit,as_of\n102.60,nav,USD,${now}\n`,
        'csv_column_order',
      ],
      ['unknown column', () => `name,value,unit,as_of,note\nnav,102.60,USD,${now},x\n`, 'csv_'],
      ['kg for oz', () => csv('102.60', now, 'kg'), 'OTHER_UNIT'],
      ['NaN', () => later('NaN'), 'amount_not_finite'],
      ['1e309', () => later('1e309'), 'amount_exponent'],
      ['future date', () => csv('102.60', '2027-01-01T00:00:00Z'), 'FROM_THE_FUTURE'],
      ['leap day', () => csv('102.60', '2026-02-29T20:00:00Z'), 'SOURCE_TIME'],
    ])('%s', async (_line, text, reason) => {
      const said = text();
      const hash = sourced.drop('bad.csv', said);
      await sourced.oracle.beat();
      expect(await sourced.quarantined(hash)).toContain(reason);
      const folder = sourced.path('drop', 'quarantine');
      const told = readdirSync(folder).find(
        (name) => name === `${hash.slice(0, 8)}-bad.csv.reason`,
      );
      expect(readFileSync(`${folder}/${told}`, 'utf8')).toContain(reason);
      await expectUntouched();
    });

    it("yesterday's file again", async () => {
      sourced.drop('again.csv', csv('99.99', '2026-04-14T20:00:00Z'));
      await sourced.oracle.beat();
      sourced.drop('first.csv', csv('102.50', '2026-04-15T20:00:00Z'));
      await sourced.oracle.beat();
      expect(await sourced.status(sourced.assets.dropped.nav)).toMatch(
        /OK UNCHANGED: Nothing is newer/,
      );
      await expectUntouched();
    });

    it('negative', async () => {
      sourced.drop('negative.csv', csv('-1.00', now));
      await sourced.oracle.beat();
      const { dropped } = sourced.assets;
      expect(await sourced.status(dropped.nav)).toContain('REFUSED TOO_FEW_SOURCES');
      expect(await sourced.status(dropped.nav)).toContain('OUT_OF_BOUNDS');
      await expectUntouched();
    });
  });

  describe('in a bar list:', () => {
    it.each([
      ['kg for oz', 'Valcambi,A1234,2021,12.480,995.8,12.427', 'is it in kilogrammes?'],
      ['×100', 'Valcambi,A1234,2021,40125.000,995.8,39956.500', 'no weight of such a bar'],
      ['negative', 'Valcambi,A1234,2021,-401.250,995.8,399.565', 'gross_oz'],
      ['duplicated rows', 'Rand Refinery,77-3,2019,399.975,996.2,398.455', 'Rand Refinery'],
    ])('%s', async (_line, bar, reason) => {
      const text = bars('2026-04-15', bar);
      writeFileSync(sourced.path('bars', '2.csv'), text);
      await sourced.oracle.beat();
      expect(await sourced.status(sourced.assets.barred.reserve)).toMatch(/^REFUSED BAR_/);
      expect(await sourced.status(sourced.assets.barred.reserve)).toContain(reason);
      expect(await sourced.quarantined(sha256(Buffer.from(text)))).toContain(reason);
      await expectUntouched();
    });
  });

  it('leap day, where there is one, is a day like others', async () => {
    await sourced.world.chain.travelTo('2028-02-29T20:30:00Z');
    sourced.market.answering = answer(price('4803.00', '2028-02-29T20:00:00Z'));
    await sourced.oracle.beat();
    expect(await sourced.world.chain.latest(sourced.assets.spot.nav)).toMatchObject({
      round: 2,
      valuationTime: Date.parse('2028-02-29T20:00:00Z') / 1000,
    });
  });
});
