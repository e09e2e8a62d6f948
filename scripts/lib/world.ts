import { existsSync, readFileSync } from 'node:fs';
import pg from 'pg';
import { Told } from './report.ts';
import { blockHead, rpc } from './rpc.ts';

/** The part of the deployment manifest that tells which chain a world belongs to. */
interface Manifest {
  chainId: number | string;
  genesisHash: string;
  deployedAtBlock: number | string;
  addresses: Record<string, string>;
}

interface Place {
  rpcUrl: string;
  databaseUrl: string;
  deploymentFile: string;
}

const WAY_OUT =
  'Give the RPC_URL and DATABASE_URL this world was made with, or begin a new one: ' +
  '`npm start -- --reset`. (An external database is not emptied by that: give an empty one.)';

/**
 * Whether the contracts are already deployed for this world, after making sure that manifest, chain
 * and database belong together. @throws Told where they do not
 */
export async function isDeployed({ rpcUrl, deploymentFile }: Place): Promise<boolean> {
  if (!existsSync(deploymentFile)) return false;
  const manifest = readManifest(deploymentFile);
  const chainId = Number(await rpc<string>(rpcUrl, 'eth_chainId'));
  const genesis = await blockHead(rpcUrl, 0);
  if (chainId !== Number(manifest.chainId) || genesis?.hash !== manifest.genesisHash) {
    throw new Told(
      `The chain at ${hostOf(rpcUrl)} is not the one this world belongs to.\n` +
        `  ${deploymentFile}: chain ${manifest.chainId}, genesis ${manifest.genesisHash}\n` +
        `  the node: chain ${chainId}, genesis ${genesis?.hash ?? 'unknown'}\n${WAY_OUT}`,
    );
  }
  for (const [name, address] of Object.entries(manifest.addresses)) {
    if ((await rpc<string>(rpcUrl, 'eth_getCode', [address, 'latest'])) !== '0x') continue;
    throw new Told(
      `The chain at ${hostOf(rpcUrl)} has no contract ${name} at ${address}, which ` +
        `${deploymentFile} names: it is another chain, or an older state of it.\n${WAY_OUT}`,
    );
  }
  return true;
}

function readManifest(path: string): Manifest {
  try {
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as Partial<Manifest>;
    const { chainId, genesisHash, deployedAtBlock, addresses } = manifest;
    if (chainId === undefined || !genesisHash || deployedAtBlock === undefined || !addresses) {
      throw new Error('chainId, genesisHash, deployedAtBlock or addresses is missing');
    }
    return { chainId, genesisHash, deployedAtBlock, addresses };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Told(
      `${path} is not a deployment manifest (${why}). Restore it, or begin anew: \`npm start -- --reset\`.`,
    );
  }
}

/**
 * Compares the chain with what the database has seen of it. A chain that forgot its newest blocks
 * (the node was killed between two saves) is fine: the ledger rolls back and the outbox sends the
 * same signed bytes again. A chain that shares nothing with the database is not ours.
 * @returns a notice for the person, or undefined. @throws Told for another chain
 */
export async function compareWithDatabase(
  place: Place,
  deployed: boolean,
): Promise<string | undefined> {
  const seen = await seenByDatabase(place.databaseUrl);
  if (!seen) return undefined;
  const oldest = await blockHead(place.rpcUrl, seen.oldest.number);
  if (!deployed || oldest?.hash !== seen.oldest.hash) {
    throw new Told(
      `The database has followed another chain than the one at ${hostOf(place.rpcUrl)}` +
        `${deployed ? '' : ` (there is no ${place.deploymentFile} for it)`}: it knows block ` +
        `${seen.oldest.number} as ${seen.oldest.hash}.\n${WAY_OUT}`,
    );
  }
  const newest = await blockHead(place.rpcUrl, seen.newest.number);
  if (newest?.hash === seen.newest.hash) return undefined;
  const head = await blockHead(place.rpcUrl, 'latest');
  return (
    `the chain (block ${head?.number ?? 0}) lacks the last blocks the ledger had read (up to ` +
    `${seen.newest.number}): it was not stopped cleanly. The ledger rolls back and what is missing is sent again`
  );
}

interface SeenBlock {
  number: number;
  hash: string;
}

async function seenByDatabase(
  url: string,
): Promise<{ oldest: SeenBlock; newest: SeenBlock } | undefined> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const there = await client.query<{ there: boolean }>(
      `SELECT to_regclass('api.ledger_block') IS NOT NULL AS there`,
    );
    if (!there.rows[0]?.there) return undefined;
    const { rows } = await client.query<{ number: string; hash: string }>(
      `(SELECT number, '0x' || encode(hash, 'hex') AS hash FROM api.ledger_block ORDER BY number LIMIT 1)
       UNION ALL
       (SELECT number, '0x' || encode(hash, 'hex') FROM api.ledger_block ORDER BY number DESC LIMIT 1)`,
    );
    const [oldest, newest] = rows.map(({ number, hash }) => ({ number: Number(number), hash }));
    return oldest && newest ? { oldest, newest } : undefined;
  } finally {
    await client.end();
  }
}

/** Of a URL only what carries no password or access key. */
const hostOf = (url: string): string => new URL(url).host;
