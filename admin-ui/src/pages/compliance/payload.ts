import {
  formatCents,
  formatCount,
  formatShares,
  formatTime,
  formatPlain,
  formatUnits,
  formatUsd6,
  words,
} from '../../design/format.ts';
import { stateLook } from '../../design/states.ts';
import { type Sentence, toldInShort } from '../../i18n/register.ts';
import { t } from '../../i18n/staff.ts';

export interface PayloadRow {
  name: string;
  /** Present when the payload tells a change. */
  was: string | null;
  becomes: string;
}

const PAIRS: [string, string][] = [
  ['before', 'after'],
  ['from', 'to'],
  ['was', 'becomes'],
  ['current', 'proposed'],
];

/** A payload as rows people read; a payload with a before and an after becomes a list of changes. */
export function payloadRows(payload: Record<string, unknown>): PayloadRow[] {
  const units = unitsOf(payload);
  for (const [was, becomes] of PAIRS) {
    const [a, b] = [payload[was], payload[becomes]];
    if (isRecord(a) && isRecord(b)) return changes(flatten(a, units), flatten(b, units));
  }
  const flat = flatten(payload, units);
  return [...flat].flatMap(([name, becomes]): PayloadRow[] => {
    // `supplyBefore` and `supplyAfter` are one line: from, to.
    const stem = name.replace(/(Before|After)$/, '');
    const [was, after] = [flat.get(`${stem}Before`), flat.get(`${stem}After`)];
    if (was === undefined || after === undefined) return [{ name, was: null, becomes }];
    return name.endsWith('After') ? [{ name: stem, was, becomes: after }] : [];
  });
}

function changes(a: Map<string, string>, b: Map<string, string>): PayloadRow[] {
  const names = [...new Set([...a.keys(), ...b.keys()])];
  return names.map((name) => ({ name, was: a.get(name) ?? '–', becomes: b.get(name) ?? '–' }));
}

function flatten(value: Record<string, unknown>, units: Units, path = ''): Map<string, string> {
  const rows = new Map<string, string>();
  for (const [key, item] of Object.entries(value)) {
    const name = path ? `${path}, ${key}` : key;
    if (isRecord(item)) flatten(item, units, name).forEach((text, inner) => rows.set(inner, text));
    else if (Array.isArray(item) && item.some(isRecord)) {
      item.forEach((entry, index) => {
        const inner = `${name} ${index + 1}`;
        if (isRecord(entry)) flatten(entry, units, inner).forEach((text, n) => rows.set(n, text));
        else rows.set(inner, said(key, entry, units));
      });
    } else rows.set(name, said(key, item, units));
  }
  return rows;
}

interface Unit {
  decimals: number;
  symbol: string;
}

/** What amounts of a payload are counted in, as far as it says so. */
interface Units {
  payment: Unit | null;
  token: Unit | null;
}

/** Amounts of tokens whose names carry no unit. */
const SHARES = new Set(['seedShares', 'burned']);

/** Sums of money whose names carry no unit. */
const PAYMENTS = new Set([
  'carriedIn',
  'withheld',
  'remainder',
  'gained',
  'pricePerToken',
  'funded',
  'returned',
]);

/** Fields that hold a code, which people read as a word. */
const CODES = new Set(['kind', 'taxation']);

function unitsOf(payload: Record<string, unknown>): Units {
  // A call or a maturity tells its money in a part of its own.
  const { redemption } = payload;
  const { paymentDecimals, paymentSymbol } = isRecord(redemption) ? redemption : payload;
  const payment = unitOf(paymentDecimals, paymentSymbol);
  // Money whose decimals are not told must not be counted as the token is.
  const money = paymentSymbol !== undefined && payment === null;
  return { payment, token: money ? null : unitOf(payload['decimals'], payload['symbol']) };
}

const unitOf = (decimals: unknown, symbol: unknown): Unit | null =>
  typeof decimals === 'number' && typeof symbol === 'string' ? { decimals, symbol } : null;

/** The value with its unit where the field's name carries one; the exact value otherwise. */
function said(key: string, value: unknown, units: Units): string {
  if (value === null || value === undefined || value === '') return '–';
  if (Array.isArray(value)) return value.length === 0 ? t('none') : value.map(String).join(', ');
  if (typeof value === 'boolean') return value ? t('yes') : t('no');
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (/^state(Before|After)$/.test(key)) return stateLook(text).label;
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text)) return formatTime(text);
  const whole = /^\d+$/.test(text);
  if (whole && key.endsWith('Cents')) return `${formatCents(text)} USD`;
  if (whole && (key === 'nav' || key.endsWith('Usd6'))) return `${formatUsd6(text)} USD`;
  const bare = key.endsWith('BaseUnits') || SHARES.has(key);
  // Who takes part in a payment is counted in tokens, what is paid in money.
  const paid = key !== 'eligibleBaseUnits' && !SHARES.has(key);
  if (whole && units.payment && ((bare && paid) || PAYMENTS.has(key))) {
    const { decimals, symbol } = units.payment;
    return `${formatUnits(text, decimals, 2)} ${symbol}`;
  }
  if (whole && bare && units.token) {
    const { decimals, symbol } = units.token;
    return `${formatShares(text, decimals)} ${symbol}`;
  }
  if (CODES.has(key)) return words(text);
  if (/^\d+\.\d+$/.test(text)) return formatPlain(text, 2);
  // A decision is taken on what stands there: what is not known is not guessed.
  if (whole && bare) return t('{{amount}} base units', { amount: formatCount(text) });
  return text;
}

/** How much of what a supply order is about: "1,254.508775 HSTB". */
const amountOf = (payload: Record<string, unknown>): string =>
  said('amountBaseUnits', payload['amountBaseUnits'], { ...unitsOf(payload), payment: null });

/** Title and verb of requests whose kind says what they are. */
const KINDS: Record<string, [title: string, verb: string]> = {
  'offering.open': [t('Open a sale'), t('Approve these terms')],
  'offering.cancel': [t('Cancel a sale'), t('Approve the cancellation')],
  'offering.settle': [t('Deliver paid orders'), t('Approve the delivery')],
  'subscription.receipt': [t('Confirm a bank receipt'), t('Confirm the receipt')],
  'subscription.return': [t('Confirm a return to a payer'), t('Confirm the return')],
  'distribution.pay': [t('Pay a distribution'), t('Approve these lines')],
  'redemption_queue.open': [t('Open a redemption queue'), t('Approve the queue')],
  'redemption.strike': [t('Price an epoch of redemptions'), t('Approve the price and the payment')],
  'redemption.fund': [t('Fund a redemption queue'), t('Approve the funding')],
  'redemption.withdraw': [t('Withdraw from a redemption queue'), t('Approve the withdrawal')],
  'redemption.lane': [t('Set an instant lane'), t('Approve fee and limit')],
  'bar_vault.open': [t('Open a vault of bars'), t('Approve the vault')],
  'bar_order.step': [t('Move a bar'), t('Approve the step')],
  'corporate_action.announce': [t('Announce a corporate action'), t('Approve these lines')],
  'corporate_action.settle': [t('Carry a corporate action out'), t('Approve these lines')],
  'corporate_action.withdraw': [t('Take an announcement back'), t('Approve taking it back')],
  'vote.propose': [t('Put a motion to the vote'), t('Approve the motion')],
  'vote.withdraw': [t('Take a motion back'), t('Approve taking it back')],
  'distribution_schedule.change': [
    t('Change a schedule of distributions'),
    t('Approve these terms'),
  ],
  'approval_rules.replace': [t('Change the approval rules'), t('Approve these rules')],
  'feed.parked-report': [t('Decide on a parked report'), t('Approve the decision')],
  'wallet.replace': [t('Replace a lost wallet'), t('Approve the recovery')],
  'token.partial_freeze': [t('Hold part of an account back'), t('Approve the hold')],
  'token.forced_transfer': [t("Move tokens on a court's order"), t('Approve the transfer')],
  'token.pause': [t('Stop a token'), t('Approve the stop')],
  'token.announce_release': [t('Let a stopped token go on'), t('Approve the release')],
  'distribution.release_carried': [t('Release what distributions left'), t('Approve the payment')],
  'deed.record': [t('Record a title'), t('Approve the record')],
  'deed.release': [t('Hand a title over'), t('Approve the handover')],
  'deed.strike': [t('Strike a title'), t('Approve the strike')],
  'buyout.execute': [t('Carry a buy-out out'), t('Approve the buy-out')],
  'buyout.sweep': [t('Sweep what a buy-out left'), t('Approve the sweep')],
  'asset.wind_down': [t('Wind an asset up'), t('Approve the wind-down')],
  'asset.retire': [t('Close an asset'), t('Approve the closing')],
  'custodian.key': [t("Accept a custodian's key"), t('Accept the key')],
};

/** The verb on the button. */
export function approvalVerb(kind: string, payload: Record<string, unknown>): string {
  const named = KINDS[kind];
  if (named) return named[1];
  if (/mint/.test(kind)) return t('Approve issuing {{amount}}', { amount: amountOf(payload) });
  if (/burn/.test(kind)) return t('Approve cancelling {{amount}}', { amount: amountOf(payload) });
  if (/unfreeze/.test(kind) || payload['frozen'] === false) return t('Approve the unfreezing');
  if (/freeze/.test(kind)) return t('Approve the freezing');
  if (/deploy/.test(kind)) return t('Approve the deployment');
  if (/portfolio/.test(kind)) return t('Approve the new statement');
  return t('Approve: {{kind}}', { kind: words(kind.replace('.', ' ')).toLowerCase() });
}

/** A short name of the request, for headings; the description says the rest. */
export function approvalTitle(approval: {
  kind: string;
  payload: Record<string, unknown>;
  sentence: Sentence;
}): string {
  const { kind, payload } = approval;
  const named = KINDS[kind];
  if (named) {
    const symbol = typeof payload['symbol'] === 'string' ? `: ${payload['symbol']}` : '';
    return named[0] + symbol;
  }
  const to = typeof payload['investorReference'] === 'string' ? payload['investorReference'] : '';
  if (/mint/.test(kind))
    return to
      ? t('Issue {{amount}} to {{to}}', { amount: amountOf(payload), to })
      : t('Issue {{amount}}', { amount: amountOf(payload) });
  if (/burn/.test(kind))
    return to
      ? t('Cancel {{amount}} of {{to}}', { amount: amountOf(payload), to })
      : t('Cancel {{amount}}', { amount: amountOf(payload) });
  if (/deploy/.test(kind)) {
    return t('Deploy {{token}}', {
      token: typeof payload['symbol'] === 'string' ? payload['symbol'] : t('the token'),
    });
  }
  const whole = approvalSaid(approval);
  return whole.length > 60 ? words(kind.replace('.', ' ')) : whole;
}

/** What approving it will do, in the person's language. */
export const approvalSaid = ({ sentence }: { sentence: Sentence }): string => toldInShort(sentence);

/** `rules, maxHolders` → `Rules · Max holders`: each part of a nested name in the person's words. */
export const fieldWords = (name: string): string => name.split(', ').map(partWords).join(' · ');

function partWords(part: string): string {
  const [, stem = part, number = ''] = /^(.*?)( \d+)?$/.exec(part) ?? [];
  const plain = stem
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/ (cents|base units)$/, '')
    .replace(/^nav\b/, 'NAV');
  return words(plain) + number;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
