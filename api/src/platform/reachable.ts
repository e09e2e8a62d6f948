import pg from 'pg';
import type { Config } from './config.js';
import { headTime } from './head-time.js';

const PATIENCE_MS = 5_000;

/**
 * What keeps the process from starting although its variables are well-formed, in words for the
 * operator: the database, and the chain's node where the clock follows it. Elsewhere a silent node
 * is a matter of health, not of starting.
 */
export async function unreachable({ env, rpcUrls }: Config): Promise<string[]> {
  const checks = [databaseProblem(env.DATABASE_URL)];
  if (env.CLOCK === 'chain') checks.push(nodeProblem(rpcUrls));
  return (await Promise.all(checks)).filter((problem) => problem !== null);
}

async function databaseProblem(url: string): Promise<string | null> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: PATIENCE_MS });
  try {
    await client.connect();
    return null;
  } catch (error) {
    const { host, pathname } = new URL(url);
    return `DATABASE_URL: cannot use ${host}${pathname} (${reasonOf(error)})`;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function nodeProblem(urls: string[]): Promise<string | null> {
  try {
    await headTime(urls);
    return null;
  } catch (error) {
    const origins = urls.map((url) => new URL(url).origin).join(', ');
    return `RPC_URL: no chain node answers at ${origins} (${reasonOf(error)})`;
  }
}

/** The innermost cause: fetch and dual-stack connects wrap it. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : reasonOf(error.cause);
}
