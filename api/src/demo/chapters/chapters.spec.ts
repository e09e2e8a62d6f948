import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  addMonths,
  curveKnownAt,
  isLei,
  mergeCurves,
  newYorkTime,
  parseCurveCsv,
  previousBondMarketDay,
  valueFund,
} from '@cadastre/core';
import { describe, expect, it } from '@jest/globals';
import { nextEvening } from '../desk/evenings.js';
import { curveOf, exchanged, holdingsOf } from '../desk/portfolio.js';
import { goldPrice, monthlyNetRentCents, propertyDraft, rentalRecord } from '../drafts.js';
import { realEstateDetails } from '../../assets/asset.schema.js';
import { personalData } from '../../investors/kyc.schema.js';
import { holdsSamples, readMasters, samplePortfolio } from '../fund.js';
import type { StatementView } from '../views.js';
import { laterChapters } from './index.js';
import { GOLD_ISSUER, HOMES_ISSUER } from './issuers.js';
import { SAMPLE_INVESTORS } from './sample-investors.js';
import { QUIET_MONTHS, WEEK } from './year.js';

const DATA = new URL('../../../../data', import.meta.url).pathname;
const read = (file: string): string => readFileSync(join(DATA, 'treasuries', file), 'utf8');

describe('the later chapters', () => {
  it('have a name each, by which they are found done', () => {
    const names = laterChapters.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('bring a crowd of many countries, in every standing, each of whom can be asked for papers', () => {
    const investors = SAMPLE_INVESTORS.map(({ investor }) => investor);
    expect(new Set(investors.map(({ email }) => email)).size).toBe(investors.length);
    expect(new Set(investors.map(({ kyc }) => kyc.country)).size).toBeGreaterThanOrEqual(12);
    expect(new Set(SAMPLE_INVESTORS.map(({ standing }) => standing)).size).toBe(5);
    for (const { kyc, organisation } of investors) {
      expect(personalData.safeParse(kyc).error).toBeUndefined();
      expect(organisation !== undefined).toBe(kyc.kind === 'entity');
    }
  });

  it('name organisations whose identifiers have right check digits', () => {
    const members = SAMPLE_INVESTORS.flatMap(({ investor }) => investor.organisation ?? []);
    const leis = [GOLD_ISSUER, HOMES_ISSUER, ...members].map(({ record }) => record.lei);
    expect(leis.filter((lei) => !isLei(lei))).toEqual([]);
    expect(new Set(leis).size).toBe(leis.length);
  });

  it('take rent, prices and the building from the published files', () => {
    expect(monthlyNetRentCents(rentalRecord(DATA))).toBe(105_950n);
    expect(goldPrice(DATA, '2026-06')).toBe('4228.000');
    expect(() => goldPrice(DATA, '2026-07')).toThrow('has no 2026-07');
    const { details } = propertyDraft(DATA, '344 BUTLER STREET');
    expect(realEstateDetails.parse(details)).toMatchObject({
      parcelId: '3009430005',
      appraisal: { valueCents: '697500000', date: '2019-12-17' },
    });
    expect(() => propertyDraft(DATA, '1 NOWHERE STREET')).toThrow('1 NOWHERE STREET');
  });
});

describe('the year before', () => {
  const OPENED = '2025-06-26';
  const curves = mergeCurves(
    ['par_yield_curve_2025.csv', 'cmt_6tenor_2025-07-15_2026-08-19.csv'].map((file) =>
      parseCurveCsv(read(file)),
    ),
  );

  it('has an official curve of each evening that is lived, and a gold price of each month', () => {
    let [day, evenings, end] = [OPENED, 0, ''];
    const lives = (next: string) => {
      day = next;
      evenings += 1;
      expect(curveKnownAt(curves, newYorkTime(day, 16, 30))?.date).toBe(day);
    };
    while (evenings < 10) lives(nextEvening(day));
    for (const month of QUIET_MONTHS) {
      end = previousBondMarketDay(addMonths(`${month}-01`, 1));
      while (day < end) lives(nextEvening(day, { ...WEEK, notAfter: end }));
      expect(day).toBe(end);
      expect(goldPrice(DATA, month)).toMatch(/^\d{4}\.\d{3}$/);
    }
    while (day < '2026-04-15') lives(nextEvening(day, { ...WEEK, notAfter: '2026-04-15' }));
    expect([evenings, end]).toEqual([54, '2026-03-31']);
  });

  it('is begun with samples that say so, and ends with real bills, which moves the NAV by nothing', () => {
    const before = samplePortfolio(DATA, OPENED);
    const wanted = samplePortfolio(DATA, '2026-04-15');
    expect([before, wanted].map(({ positions }) => holdsSamples(positions))).toEqual([true, false]);
    const securities = readMasters(DATA);
    const curve = curveOf(DATA, '2026-04-15');
    const stated = (statedOn: string, portfolio: typeof before) =>
      ({
        ...portfolio,
        statedOn,
        feeBpsPerYear: `${portfolio.feeBpsPerYear}`,
      }) as unknown as StatementView;
    const old = stated(OPENED, before);
    const after = exchanged(old, wanted, securities, curve);
    const navOf = (statement: StatementView) =>
      valueFund(holdingsOf(statement), securities, curve, 325_000_000_000n);
    const [sold, bought] = [navOf(old), navOf(stated('2026-04-15', after))];
    expect(bought.navPerShareUsd6).toBe(sold.navPerShareUsd6);
    expect(sold.totalAssetsUsd6 - bought.totalAssetsUsd6).toBeLessThan(10_000n);
    expect(bought.accruedFeeUsd6).toBe(0n);
    expect(sold.accruedFeeUsd6).toBeGreaterThan(0n);
    expect(bought.receipts).toEqual([]);
    expect(sold.receipts.filter(({ kind }) => kind === 'principal')).toHaveLength(5);
  });
});
