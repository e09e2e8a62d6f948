/**
 * What people do with the oracle.
 *
 * `npm run oracle -- dry-run FILE [--at INSTANT]`: looks at the source that a JSON file describes as a
 * node would, publishes nothing, and tells what it would yield and why. Exit code 1 where it yields nothing.
 *
 * `npm run oracle -- feeds …`: the operator's commands; without one, they are listed.
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildAll } from './lib/build.ts';
import { tell, Told } from './lib/report.ts';

const USAGE =
  'npm run oracle -- dry-run FILE [--at 2026-04-15T21:00:00Z]\n' +
  'npm run oracle -- feeds COMMAND\n' +
  'There is a sample of every kind of source in oracle/samples.';

try {
  if (process.argv[2] === 'feeds') await feeds(process.argv.slice(3));
  else await dryRunCommand();
} catch (error) {
  tell(error);
}
process.exit();

async function feeds(argv: string[]): Promise<void> {
  await buildAll(() => undefined, ['api', 'admin-ui']);
  const { operate } = await import('@cadastre/oracle');
  process.exitCode = await operate(argv, process.env);
}

async function dryRunCommand(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { at: { type: 'string' } },
    allowPositionals: true,
  });
  const [command, file] = positionals;
  if (command !== 'dry-run' || file === undefined) throw new Told(USAGE);
  await tryOut(resolve(file), instant(values.at));
}

async function tryOut(file: string, now: number): Promise<void> {
  const written = readJson(file);
  await buildAll(() => undefined, ['api', 'admin-ui']);
  const { dryRun } = await import('@cadastre/oracle');
  const rpcUrl = process.env['RPC_URL'] ?? 'http://127.0.0.1:8545';
  const { ok, lines } = await dryRun(written, {
    now,
    rpcUrl,
    env: process.env,
    folder: dirname(file),
  });
  console.log(lines.join('\n'));
  if (!ok) process.exitCode = 1;
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
