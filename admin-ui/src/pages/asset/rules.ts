import { countryByNumeric } from '../../design/countries.ts';
import { formatCount, formatShares, formatTime } from '../../design/format.ts';
import type { Answer } from '../../api/types.ts';
import { type Message, t } from '../../i18n/i18n.ts';

export type Rules = Answer<'/api/v1/public/assets/{id}', 'get'>['rules'];

const TIERS: Message[] = [
  'anybody',
  'retail investors and above',
  'accredited investors and above',
  'qualified investors',
];

export function tierName(tier: number): string {
  const known = TIERS[tier];
  return known ? t(known) : t('tier {{tier}} and above', { tier });
}

/** The rules the contract keeps, as sentences: what it will refuse, whoever asks. */
export function ruleSentences(rules: Rules, decimals: number, now: Date): string[] {
  const sentences = [
    t('Only registered wallets of {{tier}} may hold it.', { tier: tierName(rules.minTier) }),
  ];
  sentences.push(
    rules.countries.length > 0
      ? t('Holders live in one of {{number}} countries: {{countries}}.', {
          number: rules.countries.length,
          countries: rules.countries.map(countryByNumeric).join(', '),
        })
      : t('Holders may live in any country.'),
  );
  if (rules.maxHolders) {
    sentences.push(t('At most {{number}} holders.', { number: formatCount(rules.maxHolders) }));
  }
  if (rules.maxBalanceBaseUnits) {
    const amount = formatShares(rules.maxBalanceBaseUnits, decimals);
    sentences.push(t('No wallet holds more than {{amount}} shares.', { amount }));
  }
  if (rules.maxSupplyBaseUnits) {
    const amount = formatShares(rules.maxSupplyBaseUnits, decimals);
    sentences.push(t('Never more than {{amount}} shares exist.', { amount }));
  }
  if (rules.lockUntil) {
    const time = formatTime(rules.lockUntil);
    sentences.push(
      new Date(rules.lockUntil) <= now
        ? t('The lock-up ended {{time}}: holders may transfer.', { time })
        : t('Holders cannot transfer before {{time}}.', { time }),
    );
  }
  return sentences;
}
