import type { Role } from '../platform/context.js';
import type { Persona } from './test-app.js';

export type Row = Record<string, unknown>;
export type People = Record<Role, Persona>;

/** What the name of a list does not say of its rows, and of how they come. */
export interface List {
  /** Whose rows are listed; the last part of the path where it is not said. */
  table?: string;
  /** The first of these who may ask is asked for. Auditors see no personal data, which planted rows have none of. */
  role?: Role;
  /** Columns that the list looks at. */
  over?: (parent: Row, people: People) => Row;
  /** The columns that order the list, of the nth row. */
  key?: (n: number) => Row;
  /** How an item shows which row it is. */
  mark?: (n: number) => [field: string, value: unknown];
  /** Where the list begins: with the newest, unless it says so. */
  from?: 'oldest';
  /** Each row comes apart: once for each account that holds the token. */
  parts?: true;
}

export const two = (n: number): string => String(n).padStart(2, '0');
/** Which list it is: two of them may have one table. */
let place = 10;
/** The rows that are planted next are another list's. */
export const nextList = (): void => {
  place += 1;
};
/** Sorts after everything that is there. */
export const newest = (n: number): string => `ffffffff-ffff-7fff-8fff-00000000${place}${two(n)}`;
/** Sorts before it, and before what was planted so for another list. */
const oldest = (n: number): string => `00000000-0000-7000-8000-00000000${99 - place}${two(n)}`;
export const account = (n: number): string => `0x${'00'.repeat(19)}${two(n)}`;
export const bytes = (hex: string): string => hex.replace('0x', '\\x');
const at = (n: number): string => new Date(Date.UTC(2026, 0, 1) + n * 1_000).toISOString();

/** Of the investor who asks for what is theirs: they hold the token; a page of two ends among them. */
export const HOLDERS = [1, 2, 3].map(account);
/** Beside the planted ones. */
export const SECOND = '00000000-0000-7000-8000-000000000200';
export const SECOND_TOKEN = `0x${'00'.repeat(19)}22`;

const byAccount = {
  key: (n: number) => ({ account: bytes(account(n)) }),
  mark: (n: number): [string, string] => ['account', account(n)],
  from: 'oldest',
} satisfies List;

const byAge = {
  key: (n: number) => ({ id: oldest(n) }),
  mark: (n: number): [string, string] => ['id', oldest(n)],
  from: 'oldest',
} satisfies List;

const byToken = {
  table: 'token',
  role: 'auditor',
  key: (n: number) => ({ id: oldest(n), address: bytes(`0x${'33'.repeat(18)}${place}${two(n)}`) }),
  mark: (n: number): [string, string] => ['tokenAddress', `0x${'33'.repeat(18)}${place}${two(n)}`],
  from: 'oldest',
} satisfies List;

/** What the chain knows under a number. */
const CHAINED = { ballot: bytes(account(2)), chain_number: 1 };

/** What is told to holders shows no id: it is known by its second. */
const toHolders = (subject: string): List => ({
  table: 'notice',
  over: ({ id }) => ({ topic: 'holders_rights', subject_type: subject, subject_id: id }),
  key: (n) => ({ id: newest(n), created_at: at(n) }),
  mark: (n) => ['toldAt', at(n)],
});

/** Of a schedule, whose dates are shown. */
const MONTHLY = {
  ...{ kind: 'rent', taxation: 'by_holder', taxAccount: null, rule: { type: 'income_sheet' } },
  ...{ paymentToken: `0x${'1'.repeat(40)}`, documentId: newest(1), claimYears: 3 },
  ...{ firstDate: '2026-05-15', lastDate: null, everyMonths: 1, recordDaysBefore: 5 },
  ...{ market: 'us-federal', convention: 'modified_following' },
};

/** Lists whose names do not say all of it, by their path. */
export const LISTS: Readonly<Record<string, List>> = {
  '/audit': {
    table: 'audit_entry',
    key: (n) => ({ id: newest(n), seq: 1_000_000 + n }),
  },
  '/members': {
    table: 'membership',
    role: 'issuer',
    over: (_, { issuer }) => ({ organisation_id: issuer.organisationId }),
  },
  '/api-keys': { role: 'issuer' },
  '/notices': {
    role: 'issuer',
    over: (_, { issuer }) => ({ organisation_id: issuer.organisationId, user_id: issuer.userId }),
  },
  '/approvals': { over: () => ({ kind: 'token.pause', payload: '{}' }) },
  '/approval-delegations': {
    role: 'compliance',
    over: (_, { compliance }) => ({ organisation_id: compliance.organisationId }),
  },
  '/operations': { table: 'chain_command' },
  '/operations/reconciliations': {
    table: 'chain_reconciliation',
    key: (n) => ({ id: 10_000 + n }),
    mark: (n) => ['id', String(10_000 + n)],
  },
  '/kyc-cases': {
    table: 'kyc_case',
    key: (n) => ({ id: oldest(n), submitted_at: null }),
    mark: (n) => ['id', oldest(n)],
    from: 'oldest',
  },
  '/kyb-cases': { table: 'kyb_case' },
  '/investor-imports/:id/rows': {
    table: 'investor_import_row',
    key: (n) => ({ line: n }),
    mark: (n) => ['line', n],
    from: 'oldest',
  },
  '/screening/lists': { table: 'sanctions_list_version' },
  '/screening/runs': { table: 'screening_run' },
  '/screening/hits': { table: 'screening_hit' },
  '/wallet-recoveries': { table: 'wallet_recovery' },
  '/tokens/:id/freezes': { table: 'control_order' },
  '/tokens/:id/documents': {
    table: 'asset_paper',
    key: (n) => ({ id: oldest(n), type: `paper ${two(n)}` }),
    mark: (n) => ['type', `paper ${two(n)}`],
    from: 'oldest',
  },
  '/holdings': {
    table: 'holding',
    role: 'investor',
    over: () => ({ token: bytes(SECOND_TOKEN), balance: 7 }),
    key: (n) => ({ holder: bytes(account(n)) }),
    mark: (n) => ['walletAddress', account(n)],
    from: 'oldest',
  },
  '/income': {
    table: 'distribution_line',
    role: 'investor',
    ...byAccount,
    over: () => ({ distribution_id: SECOND, state: 'paid' }),
  },
  '/voting-rights': {
    table: 'vote',
    role: 'investor',
    over: () => ({ state: 'voting', ...CHAINED, record_block: 9, record_log_index: 0 }),
    mark: (n) => ['voteId', newest(n)],
    parts: true,
  },
  '/corporate-actions': {
    table: 'corporate_action',
    role: 'investor',
    over: () => ({ state: 'open', kind: 'conversion', numerator: 2, denominator: 1, ...CHAINED }),
    mark: (n) => ['actionId', newest(n)],
    parts: true,
  },
  '/public/assets': byToken,
  '/public/feeds': byToken,
  '/public/assets/:id/income': {
    table: 'distribution',
    role: 'auditor',
    over: () => ({ chain_number: 1, allocated: 2, remainder: 0, eligible: 1, opened_block: 1 }),
    mark: (n) => ['distributionId', newest(n)],
  },
  '/assets/:id/satellites': { table: 'satellite', ...byAge },
  '/assets/:id/custodian-keys': { table: 'custodian_key', ...byAge },
  '/assets/:id/distribution-schedules': { over: () => ({ terms: MONTHLY }) },
  '/distributions/:id/lines': { table: 'distribution_line', ...byAccount },
  '/offerings/:id/payments': { table: 'subscription_payment' },
  '/redemption-queues/:id/redemptions': { table: 'redemption' },
  '/redemption-queues/:id/orders': { table: 'redemption_order' },
  '/votes/:id/casts': { table: 'vote_cast', ...byAccount },
  '/votes/:id/notices': toHolders('vote'),
  '/corporate-actions/:id/lines': { table: 'corporate_action_line', ...byAccount },
  '/corporate-actions/:id/notices': toHolders('corporate_action'),
  '/buyouts/:id/surrenders': {
    table: 'buyout_surrender',
    key: (n) => ({ operation_id: n, transaction_hash: `\\x${'00'.repeat(31)}${two(n)}` }),
    mark: (n) => ['transactionHash', `0x${'00'.repeat(31)}${two(n)}`],
    from: 'oldest',
  },
  '/buyouts/:id/notices': toHolders('buyout'),
  '/otc-orders/:id/trades': {
    table: 'otc_trade',
    key: (n) => ({ traded_at: at(n), transaction_hash: `\\x${'00'.repeat(31)}${two(n)}` }),
    mark: (n) => ['tradedAt', at(n)],
    from: 'oldest',
  },
  '/assets/:id/attestations': { table: 'custodian_attestation' },
  '/webhooks': { table: 'webhook_endpoint', role: 'issuer' },
  '/webhooks/:id/deliveries': { table: 'webhook_delivery', role: 'issuer' },
};

/** Two, and then what lies behind them: what was added before them is not seen. */
const EXPECTED = {
  newest: [80, 60, 50, 40, 30, 20, 10, 5],
  oldest: [20, 40, 50, 60, 70, 80, 90, 95],
};
/** Where the first page ends within the newest row, all that are older are behind it. */
const EXPECTED_PARTS = [80, 70, 60, 50, 40, 30, 20, 10, 5].flatMap((n) => HOLDERS.map(() => n));
/** The rows that a walk of two, and then what lies behind them, must see, by number and in order. */
export const expectedOf = ({ parts, from }: List): number[] =>
  parts ? EXPECTED_PARTS : EXPECTED[from ?? 'newest'];
