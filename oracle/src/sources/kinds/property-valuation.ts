import {
  divide,
  formatDecimal,
  newYorkTime,
  pow10,
  isIsoDate,
  propertyNavPerToken,
} from '@cadastre/core';
import { getAddress, isAddress } from 'ethers';
import { z } from 'zod';
import { readTotalSupply } from '../../chain/token.js';
import { Refusal } from '../../platform/refusal.js';
import { about, newestDocument, whereabouts } from '../document-source.js';
import { source } from '../source.js';
import { readStatement, sha256Hex, whole } from '../statement-schema.js';

const options = z.strictObject({
  from: whereabouts,
  token: z.string().refine(isAddress, 'must be an address').transform(getAddress),
  tokenDecimals: z.int().min(0).max(18),
  /** An appraisal older than this prices nothing, days. */
  maxAppraisalAgeDays: z.int().positive().default(400),
});

const day = z.string().refine(isIsoDate, 'must be a date like 2026-04-15');

const schema = z.strictObject({
  propertyId: z.string().min(1),
  currency: z.literal('USD'),
  appraisal: z.strictObject({
    valueCents: whole,
    date: day,
    appraiser: z.string().min(1),
    reportSha256: sha256Hex,
  }),
  cashCents: whole,
  debtCents: whole,
  payablesCents: whole,
  rentRoll: z
    .array(
      z.strictObject({ unit: z.string().min(1), monthlyRentCents: whole, occupied: z.boolean() }),
    )
    .max(10_000),
});
type Statement = z.output<typeof schema>;

const DAY = 86_400;

/**
 * `property-valuation`: appraisal + cash − debt − payables, per token in issue. The appraisal's date is
 * the valuation time: between two appraisals nothing is interpolated.
 */
export const propertyValuation = source({
  kind: 'property-valuation',
  about: 'A property’s appraisal, debt, cash and rent roll give its NAV per token.',
  options,
  async read(from, { now, rpc }) {
    const document = await newestDocument(from.from, now);
    return about(document, async () => {
      const stated = readStatement(document, schema);
      const at = newYorkTime(stated.appraisal.date, 16);
      refuseUntimely(stated, at, now, from.maxAppraisalAgeDays);
      const net = netCents(stated);
      const block = await rpc.block('latest');
      const supply = await readTotalSupply(rpc, from.token, block.number);
      if (supply === 0n) throw new Refusal('NO_SUPPLY', 'NAV per token needs tokens in issue.');
      const nav = propertyNavPerToken(
        {
          appraisalCents: stated.appraisal.valueCents,
          cashCents: stated.cashCents,
          debtCents: stated.debtCents,
          payablesCents: stated.payablesCents,
        },
        supply,
        from.tokenDecimals,
      );
      return {
        figures: {
          nav: { value: nav, scale: 6, unit: 'USD', at },
          reserve: { value: net * pow10(4), scale: 6, unit: 'USD', at },
        },
        inputs: {
          propertyId: stated.propertyId,
          sha256: document.sha256,
          supply: supply.toString(),
        },
        lines: explain(stated, net, nav, supply, from.tokenDecimals),
        warnings: warnings(stated),
        documents: [document],
      };
    });
  },
});

function refuseUntimely({ appraisal }: Statement, at: number, now: number, days: number): void {
  if (at > now) {
    throw new Refusal(
      'FROM_THE_FUTURE',
      `The appraisal is of ${appraisal.date}, which is not over.`,
    );
  }
  if (now - at > days * DAY) {
    throw new Refusal(
      'STALE',
      `The appraisal is of ${appraisal.date}, more than ${days} days ago.`,
    );
  }
}

function netCents(stated: Statement): bigint {
  const owned = stated.appraisal.valueCents + stated.cashCents;
  const owed = stated.debtCents + stated.payablesCents;
  if (owed > owned) {
    throw new Refusal('PROPERTY_INSOLVENT', `${usd(owed)} is owed against ${usd(owned)} owned.`);
  }
  return owned - owed;
}

function explain(
  stated: Statement,
  net: bigint,
  nav: bigint,
  supply: bigint,
  tokenDecimals: number,
): string[] {
  const { appraisal } = stated;
  return [
    `appraisal of ${appraisal.date} by ${appraisal.appraiser}: ${usd(appraisal.valueCents)}`,
    `+ cash ${usd(stated.cashCents)} − debt ${usd(stated.debtCents)} − payables ${usd(stated.payablesCents)} = ${usd(net)}`,
    `/ ${formatDecimal(supply, tokenDecimals)} tokens = ${formatDecimal(nav, 6)} USD each, half-up`,
  ];
}

function warnings({ rentRoll, appraisal }: Statement): string[] {
  const vacant = rentRoll.filter((unit) => !unit.occupied).length;
  const rent = rentRoll.reduce(
    (sum, unit) => sum + (unit.occupied ? unit.monthlyRentCents : 0n),
    0n,
  );
  const yearly =
    appraisal.valueCents === 0n ? 0n : divide(rent * 12n * 10_000n, appraisal.valueCents, 'floor');
  return [
    ...(vacant > 0 ? [`${vacant} of ${rentRoll.length} units are vacant.`] : []),
    ...(yearly > 2_500n
      ? [`The rent is ${yearly} bps of the appraisal a year: is it monthly?`]
      : []),
  ];
}

const usd = (cents: bigint) => `${formatDecimal(cents, 2, { group: ',' })} USD`;
