import { Workers } from '@cadastre/api/embedded';
import type { Loop } from '../lib/closed-loop.ts';
import type { LoadRequest } from '../lib/http-load.ts';
import { loadOverHttp } from '../lib/over-http.ts';
import { type BenchResult, grid, type Row } from '../lib/rows.ts';
import { approvals } from '../outbox/over-http.ts';
import { openPlatform, type Platform } from '../platform/platform.ts';
import { seedWallets } from '../platform/seed.ts';
import { startServices } from '../platform/services.ts';
import { importInvestors } from './imports.ts';

/** Officers at work at once, each with a session of their own. */
const OFFICERS = 16;
const PER_SECOND = 200;
const SECONDS = 30;
const WARM_UP_SECONDS = 5;
const INVESTORS = 1_000;
const WALLETS = 20_000;
const ROWS = 10_000;

/** What a page and a decision wait for while two hundred requests a second come in, and how long a file takes. */
export async function measureApi(say: (message: string) => void): Promise<BenchResult> {
  const services = await startServices();
  try {
    const platform = await openPlatform(services, 'api', OFFICERS);
    try {
      const rows = [
        ...(await measureLoad(platform, say)),
        ...(await measureImport(platform, say)),
      ].map((row) => ({ ...row, system: 'Cadastre' }));
      return { rows, table: grid(rows.map((one) => [one.case, String(one.value), one.unit])) };
    } finally {
      await platform.stop();
    }
  } finally {
    await services.stop();
  }
}

type Figure = Omit<Row, 'system'>;

async function measureLoad(platform: Platform, say: (message: string) => void): Promise<Figure[]> {
  const [officer] = platform.officers;
  if (!officer) throw new Error('nobody is signed in');
  const ids = await seedWallets(platform.db, officer.ctx.actor.userId, {
    investors: INVESTORS,
    wallets: WALLETS,
  });
  const load = (requests: LoadRequest[]): Promise<Loop> =>
    loadOverHttp({ url: platform.url, requests, pace: { perSecond: PER_SECOND } });
  await load(reads(platform, ids, WARM_UP_SECONDS));
  say(`${PER_SECOND} reads a second for ${SECONDS} s`);
  const read = await load(reads(platform, ids, SECONDS));
  await load(approvals(platform, ids.splice(0, PER_SECOND * WARM_UP_SECONDS)));
  say(`${PER_SECOND} accepted writes a second for ${SECONDS} s`);
  const written = await load(approvals(platform, ids.splice(0, PER_SECOND * SECONDS)));
  return [...figures('reads', read), ...figures('accepted writes', written)];
}

/** What an officer's screen asks for: lists at their first page, a wallet, operations, the audit log. */
function reads({ officers }: Platform, ids: readonly string[], seconds: number): LoadRequest[] {
  const paths = (i: number): string[] => [
    '/wallets?limit=50',
    `/wallets/${ids[(i * 7) % ids.length]}`,
    '/kyc-cases?limit=50',
    '/operations?limit=50',
    '/approvals?limit=50',
  ];
  return Array.from({ length: PER_SECOND * seconds }, (_, i) => ({
    method: 'GET',
    path: `/api/v1${paths(i)[i % paths(i).length]}`,
    token: officers[i % officers.length]?.token ?? '',
  }));
}

const figures = (what: string, { perSecond, p50, p99 }: Loop): Figure[] => [
  { case: `${what} per second`, value: rounded(perSecond), unit: '1/s' },
  { case: `${what}, median`, value: rounded(p50), unit: 'ms' },
  { case: `${what}, 99th percentile`, value: rounded(p99), unit: 'ms' },
];

async function measureImport(
  platform: Platform,
  say: (message: string) => void,
): Promise<Figure[]> {
  platform.app.get(Workers).start();
  say(`importing ${ROWS} investors`);
  const { checkedSeconds, appliedSeconds } = await importInvestors(platform, ROWS);
  return [
    { case: `import of ${ROWS} rows, checked`, value: rounded(checkedSeconds), unit: 's' },
    { case: `import of ${ROWS} rows, applied`, value: rounded(appliedSeconds), unit: 's' },
  ];
}

const rounded = (value: number): number => Number(value.toFixed(value < 100 ? 2 : 0));
