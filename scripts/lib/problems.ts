import pg from 'pg';
import type { LaunchConfig } from './config.ts';
import { LOCAL_CHAIN_ID } from './anvil.ts';
import { isFree } from './ports.ts';
import { rpc } from './rpc.ts';

const OLDEST_POSTGRES = 15;

/** What is wrong outside of us: the port, the database and the node that were given. */
export async function outsideProblems(config: LaunchConfig): Promise<string[]> {
  const found = await Promise.all([
    portProblem(config),
    databaseProblem(config.databaseUrl),
    nodeProblem(config),
  ]);
  return found.filter((problem) => problem !== undefined);
}

async function portProblem({ port }: LaunchConfig): Promise<string | undefined> {
  if (port === 0 || (await isFree(port))) return undefined;
  return (
    `port ${port} is taken by another program: stop that, or choose another port, ` +
    `e.g. \`PORT=${port === 65_535 ? port - 1 : port + 1} npm start\``
  );
}

async function databaseProblem(url: string | undefined): Promise<string | undefined> {
  if (!url) return undefined;
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  const wayOut = 'correct DATABASE_URL, or unset it to use the embedded PostgreSQL';
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string }>(
      "SELECT current_setting('server_version_num') AS version",
    );
    const major = Math.floor(Number(rows[0]?.version) / 10_000);
    if (major >= OLDEST_POSTGRES) return undefined;
    return `DATABASE_URL is PostgreSQL ${major}, and ${OLDEST_POSTGRES} or newer is needed: ${wayOut}`;
  } catch (error) {
    const why = reasonOf(error);
    return `DATABASE_URL does not let us in (${why}): ${wayOut}`;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function nodeProblem(config: LaunchConfig): Promise<string | undefined> {
  const { rpcUrl, production } = config;
  if (!rpcUrl) return undefined;
  const wayOut = 'correct RPC_URL, or unset it to use the local chain';
  try {
    const chainId = Number(await rpc<string>(rpcUrl, 'eth_chainId', [], 5_000));
    if (chainId === LOCAL_CHAIN_ID || production) return undefined;
    return (
      `RPC_URL is chain ${chainId}, where the published development keys would be anybody’s: ` +
      'set NODE_ENV=production and give SIGNER_KEYS, or unset RPC_URL to use the local chain'
    );
  } catch (error) {
    const why = reasonOf(error);
    return `RPC_URL does not answer (${why}): ${wayOut}`;
  }
}

/** Node hides the reason of a failed connection in the cause, or in the parts of an aggregate. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return reasonOf(error.cause);
  return error.message || error.name;
}
