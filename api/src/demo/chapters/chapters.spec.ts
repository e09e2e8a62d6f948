import { isLei } from '@cadastre/core';
import { describe, expect, it } from '@jest/globals';
import { goldPrice, monthlyNetRentCents, propertyDraft, rentalRecord } from '../drafts.js';
import { realEstateDetails } from '../../assets/asset.schema.js';
import { personalData } from '../../investors/kyc.schema.js';
import { laterChapters } from './index.js';
import { GOLD_ISSUER, HOMES_ISSUER } from './issuers.js';
import { SAMPLE_INVESTORS } from './sample-investors.js';

const DATA = new URL('../../../../data', import.meta.url).pathname;

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
