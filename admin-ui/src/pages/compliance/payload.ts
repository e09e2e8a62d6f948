import {
  formatCents,
  formatCount,
  formatShares,
  formatTime,
  formatUnits,
  formatUsd6,
  shortHex,
  words,
} from '../../design/format.ts';

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

/** What amounts of a payload are counted in, as far as it says so. */
interface Units {
  payment: { decimals: number; symbol: string } | null;
  /** Bare base units are shares of a fund: nothing else names the unit. */
  shares: boolean;
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

function unitsOf(payload: Record<string, unknown>): Units {
  // A call or a maturity tells its money in a part of its own.
  const { redemption } = payload;
  const { paymentDecimals: decimals, paymentSymbol: symbol } = isRecord(redemption)
    ? redemption
    : payload;
  const payment =
    typeof decimals === 'number' && typeof symbol === 'string' ? { decimals, symbol } : null;
  return { payment, shares: !('paymentSymbol' in payload) && !('barId' in payload) };
}

/** The value with its unit where the field's name carries one; the exact value otherwise. */
function said(key: string, value: unknown, units: Units): string {
  if (value === null || value === undefined || value === '') return '–';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(String).join(', ');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text)) return formatTime(text);
  const whole = /^\d+$/.test(text);
  if (whole && key.endsWith('Cents')) return `${formatCents(text)} USD`;
  if (whole && (key === 'nav' || key.endsWith('Usd6'))) return `${formatUsd6(text)} USD`;
  if (whole && units.payment && (key.endsWith('BaseUnits') || PAYMENTS.has(key))) {
    const { decimals, symbol } = units.payment;
    if (key !== 'eligibleBaseUnits') return `${formatUnits(text, decimals, 2)} ${symbol}`;
  }
  if (whole && key.endsWith('BaseUnits') && !units.shares) return `${formatCount(text)} base units`;
  if (whole && (key.endsWith('BaseUnits') || SHARES.has(key))) {
    return `${formatShares(text)} shares`;
  }
  return text;
}

/** How much of what a supply order is about: "1,254.508775 HSTB". */
function amountOf(payload: Record<string, unknown>): string {
  const { amountBaseUnits, symbol } = payload;
  const unit = typeof symbol === 'string' ? symbol : 'shares';
  return typeof amountBaseUnits === 'string'
    ? `${formatShares(amountBaseUnits)} ${unit}`
    : 'shares';
}

/** Title and verb of requests whose kind says what they are. */
const KINDS: Record<string, [title: string, verb: string]> = {
  'offering.open': ['Open a sale', 'Approve these terms'],
  'offering.cancel': ['Cancel a sale', 'Approve the cancellation'],
  'offering.settle': ['Deliver paid orders', 'Approve the delivery'],
  'subscription.receipt': ['Confirm a bank receipt', 'Confirm the receipt'],
  'subscription.return': ['Confirm a return to a payer', 'Confirm the return'],
  'distribution.pay': ['Pay a distribution', 'Approve these lines'],
  'redemption_queue.open': ['Open a redemption queue', 'Approve the queue'],
  'redemption.strike': ['Price an epoch of redemptions', 'Approve the price and the payment'],
  'redemption.fund': ['Fund a redemption queue', 'Approve the funding'],
  'redemption.withdraw': ['Withdraw from a redemption queue', 'Approve the withdrawal'],
  'redemption.lane': ['Set an instant lane', 'Approve fee and limit'],
  'bar_vault.open': ['Open a vault of bars', 'Approve the vault'],
  'bar_order.step': ['Move a bar', 'Approve the step'],
  'corporate_action.announce': ['Announce a corporate action', 'Approve these lines'],
  'corporate_action.settle': ['Carry a corporate action out', 'Approve these lines'],
  'corporate_action.withdraw': ['Take an announcement back', 'Approve the withdrawal'],
  'vote.propose': ['Put a motion to the vote', 'Approve the motion'],
  'vote.withdraw': ['Take a motion back', 'Approve the withdrawal'],
  'distribution_schedule.change': ['Change a schedule of distributions', 'Approve these terms'],
  'approval_rules.replace': ['Change the approval rules', 'Approve these rules'],
  'feed.parked-report': ['Decide on a parked report', 'Approve the decision'],
  'wallet.replace': ['Replace a lost wallet', 'Approve the recovery'],
  'token.partial_freeze': ['Hold part of an account back', 'Approve the hold'],
  'token.forced_transfer': ["Move tokens on a court's order", 'Approve the transfer'],
  'token.pause': ['Stop a token', 'Approve the stop'],
  'token.announce_release': ['Let a stopped token go on', 'Approve the release'],
  'distribution.release_carried': ['Release what distributions left', 'Approve the release'],
  'deed.record': ['Record a title', 'Approve the record'],
  'deed.release': ['Hand a title over', 'Approve the handover'],
  'deed.strike': ['Strike a title', 'Approve the strike'],
  'buyout.execute': ['Carry a buy-out out', 'Approve the buy-out'],
  'buyout.sweep': ['Sweep what a buy-out left', 'Approve the sweep'],
  'custodian.key': ["Accept a custodian's key", 'Accept the key'],
};

/** The verb on the button. */
export function approvalVerb(kind: string, payload: Record<string, unknown>): string {
  const named = KINDS[kind];
  if (named) return named[1];
  if (/mint/.test(kind)) return `Approve issuing ${amountOf(payload)}`;
  if (/burn/.test(kind)) return `Approve cancelling ${amountOf(payload)}`;
  if (/unfreeze/.test(kind) || payload['frozen'] === false) return 'Approve the unfreezing';
  if (/freeze/.test(kind)) return 'Approve the freezing';
  if (/deploy/.test(kind)) return 'Approve the deployment';
  if (/portfolio/.test(kind)) return 'Approve the new statement';
  return `Approve: ${words(kind.replace('.', ' ')).toLowerCase()}`;
}

/** A short name of the request, for headings; the description says the rest. */
export function approvalTitle(approval: {
  kind: string;
  payload: Record<string, unknown>;
  description: string;
}): string {
  const { kind, payload } = approval;
  const named = KINDS[kind];
  if (named) {
    const symbol = typeof payload['symbol'] === 'string' ? `: ${payload['symbol']}` : '';
    return named[0] + symbol;
  }
  const to = typeof payload['investorReference'] === 'string' ? payload['investorReference'] : '';
  if (/mint/.test(kind)) return `Issue ${amountOf(payload)}${to ? ` to ${to}` : ''}`;
  if (/burn/.test(kind)) return `Cancel ${amountOf(payload)}${to ? ` of ${to}` : ''}`;
  if (/deploy/.test(kind)) {
    return `Deploy ${typeof payload['symbol'] === 'string' ? payload['symbol'] : 'the token'}`;
  }
  return approval.description.length > 60
    ? words(kind.replace('.', ' '))
    : shortenAddresses(approval.description);
}

/** A sentence with its addresses in their short form. */
export const shortenAddresses = (text: string): string =>
  text.replace(/0x[0-9a-fA-F]{40,}/g, (hex) => shortHex(hex));

/** `amountBaseUnits` → `Amount base units`; nested names keep their path. */
export const fieldWords = (name: string): string =>
  words(
    name
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .replace(/^nav\b/, 'NAV'),
  ).replace(/ (cents|base units)$/, '');

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
