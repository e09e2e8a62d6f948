/**
 * What people do with the oracle from outside. Each command tells what it found and ends with exit code 1
 * where that is not as it should be; `feeds` alone lists the operator's commands.
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildAll } from './lib/build.ts';
import { tell, Told } from './lib/report.ts';

const RPC_URL = process.env['RPC_URL'] ?? 'http://127.0.0.1:8545';
const USAGE = [
  'npm run oracle -- dry-run FILE [--at 2026-04-15T21:00:00Z]   there are samples in oracle/samples',
  'npm run oracle -- check-why FILE [--rpc URL]                 whether the evidence behind a round is true',
  'npm run oracle -- canary [--oracle URL] [--rpc URL] [--guard ADDRESS]...',
  '                                                             whether contracts see what was published',
  'npm run oracle -- feeds COMMAND                              the operator’s commands',
].join('\n');

try {
  if (process.argv[2] === 'feeds') await feeds(process.argv.slice(3));
  else await look();
} catch (error) {
  tell(error);
}
process.exit();

async function feeds(argv: string[]): Promise<void> {
  const { operate } = await built();
  process.exitCode = await operate(argv, process.env);
}

async function look(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: {
      at: { type: 'string' },
      rpc: { type: 'string' },
      oracle: { type: 'string', default: 'http://127.0.0.1:3001' },
      guard: { type: 'string', multiple: true, default: [] },
    },
    allowPositionals: true,
  });
  const [command, file] = positionals;
  if (command === 'dry-run' && file !== undefined) {
    await tryOut(resolve(file), instant(values.at));
  } else if (command === 'check-why' && file !== undefined) {
    const { checkWhy } = await built();
    finish(await checkWhy(resolve(file), values.rpc));
  } else if (command === 'canary' && file === undefined) {
    const { canary } = await built();
    const rpcUrl = values.rpc ?? RPC_URL;
    finish(await canary({ oracleUrl: values.oracle, rpcUrl, guards: values.guard }));
  } else throw new Told(USAGE);
}

async function built() {
  await buildAll(() => undefined, ['api', 'admin-ui']);
  return import('@cadastre/oracle');
}

/** Shows what was found; exit code 1 where it is not as it should be. */
function finish({ ok, lines }: { ok: boolean; lines: string[] }): void {
  console.log(lines.join('\n'));
  if (!ok) process.exitCode = 1;
}

async function tryOut(file: string, now: number): Promise<void> {
  const written = readJson(file);
  const { dryRun } = await built();
  finish(await dryRun(written, { now, rpcUrl: RPC_URL, env: process.env, folder: dirname(file) }));
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Told(`${file} cannot be read as JSON: ${reason}`);
  }
}

function instant(text: string | undefined): number {
  const time = text === undefined ? Date.now() : Date.parse(text);
  if (Number.isNaN(time))
    throw new Told(`--at ${text}: write an instant like 2026-04-15T21:00:00Z.`);
  return Math.floor(time / 1000);
}
