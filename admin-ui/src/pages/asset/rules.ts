import { countryByNumeric } from '../../design/countries.ts';
import { formatCount, formatShares, formatTime } from '../../design/format.ts';
import type { Token } from './useAsset.ts';

export type Rules = Token['rules'];

const TIERS = [
  'anybody',
  'retail investors and above',
  'accredited investors and above',
  'qualified investors',
];

export const tierName = (tier: number): string => TIERS[tier] ?? `tier ${tier} and above`;

/** The rules the contract keeps, as sentences: what it will refuse, whoever asks. */
export function ruleSentences(rules: Rules, decimals: number, now: Date): string[] {
  const sentences = [`Only registered wallets of ${tierName(rules.minTier)} may hold it.`];
  sentences.push(
    rules.countries.length > 0
      ? `Holders live in one of ${rules.countries.length} countries: ${rules.countries.map(countryByNumeric).join(', ')}.`
      : 'Holders may live in any country.',
  );
  if (rules.maxHolders) sentences.push(`At most ${formatCount(rules.maxHolders)} holders.`);
  if (rules.maxBalanceBaseUnits) {
    sentences.push(
      `No wallet holds more than ${formatShares(rules.maxBalanceBaseUnits, decimals)} shares.`,
    );
  }
  if (rules.maxSupplyBaseUnits) {
    sentences.push(
      `Never more than ${formatShares(rules.maxSupplyBaseUnits, decimals)} shares exist.`,
    );
  }
  if (rules.lockUntil) {
    const over = new Date(rules.lockUntil) <= now;
    sentences.push(
      over
        ? `The lock-up ended ${formatTime(rules.lockUntil)}: holders may transfer.`
        : `Holders cannot transfer before ${formatTime(rules.lockUntil)}.`,
    );
  }
  return sentences;
}
