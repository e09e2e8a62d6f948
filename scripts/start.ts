/** `npm start`: the whole platform on one machine, with nothing else installed. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { advanceTime } from './lib/anvil.ts';
import { type LaunchConfig, readLaunchConfig } from './lib/config.ts';
import { type LaterChapters, playDemo, playLater } from './lib/demo.ts';
import { lockHolder, tryLock } from './lib/file-lock.ts';
import { readOptions, type StartOptions, USAGE } from './lib/options.ts';
import { outsideProblems } from './lib/problems.ts';
import { say, tell, Told } from './lib/report.ts';
import { resetWorld } from './lib/reset.ts';
import { endOrphans, runningWorld } from './lib/run-file.ts';
import { Stack } from './lib/stack.ts';

/** Reads everything that can be wrong before anything is started. @throws Told with all of it */
async function checked(options: StartOptions): Promise<LaunchConfig> {
  const { config, problems } = readLaunchConfig(process.env, options);
  problems.push(...(await outsideProblems(config)));
  if (problems.length === 0) return config;
  const list = problems.map((problem) => `  - ${problem}`).join('\n');
  throw new Told(`Cadastre cannot start:\n${list}`);
}

async function moveRunningWorld(url: string, options: StartOptions): Promise<void> {
  const time = await advanceTime(url, options.advanceSeconds);
  say(`the running world's time is now ${new Date(time * 1000).toISOString()}`);
}

async function live(options: StartOptions): Promise<void> {
  const config = await checked(options);
  if (options.reset) {
    resetWorld(options.dataDir);
    say(`forgot the world in ${options.dataDir}`);
    if (config.databaseUrl) {
      say('DATABASE_URL is not ours to empty: drop its schemas api and oracle yourself');
    }
    mkdirSync(options.dataDir, { recursive: true });
  }
  const stack = new Stack(options, config, say);
  const ending = Promise.withResolvers<NodeJS.Signals>();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => ending.resolve(signal));
  }
  const signal = ending.promise.then((name) => ({ signal: name }));
  let chapters: LaterChapters | undefined;
  try {
    const beginning = begin(stack, options, config);
    // When a signal wins the race nobody looks at this promise any more.
    beginning.catch(() => undefined);
    const begun = await Promise.race([beginning, signal]);
    if ('signal' in begun) say(`${begun.signal}: stopping before everything was up ...`);
    else {
      if (config.demo && config.laterChapters) {
        chapters = playLater(options.dataDir, begun.env, say);
      }
      await ending.promise;
      say('stopping: what was begun is ended, what is kept is written (up to half a minute) ...');
    }
  } finally {
    await chapters?.stop();
    await stack.stop();
  }
  say(options.ephemeral ? 'stopped' : 'stopped; the next `npm start` goes on from here');
}

async function begin(
  stack: Stack,
  options: StartOptions,
  config: LaunchConfig,
): Promise<{ env: NodeJS.ProcessEnv }> {
  const { run, env } = await stack.start();
  const signIns = config.demo ? await playDemo(options.dataDir, env, say) : [];
  say('ready');
  const page = config.publicUrl ?? run.url.replace('127.0.0.1', 'localhost');
  console.log(
    `\n  Cadastre   ${page}\n  API        ${page}/api/docs\n  Health     ${page}/health\n`,
  );
  if (signIns.length > 0) console.log(`${signIns.map((line) => `  ${line}`).join('\n')}\n`);
  else if (run.operator) {
    console.log(`  operator   ${run.operator.email} / ${run.operator.password}\n`);
  }
  console.log(
    `  Ctrl-C stops everything; the world is ${options.ephemeral ? 'gone then' : 'kept'}.\n`,
  );
  return { env };
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') {
    console.log(USAGE);
    return;
  }
  mkdirSync(options.dataDir, { recursive: true });
  const lock = join(options.dataDir, 'lock');
  const running = runningWorld(options.dataDir);
  if (running && options.advanceSeconds > 0) {
    await moveRunningWorld(running.rpcUrl, options);
    return;
  }
  if (!tryLock(lock) && !tryLock(lock)) {
    const where = running ? ` at ${running.url}` : '';
    throw new Told(
      `Cadastre already runs on ${options.dataDir}${where} (process ${lockHolder(lock)}). ` +
        'Stop it there with Ctrl-C, or give another folder with --data-dir.',
    );
  }
  try {
    await endOrphans(options.dataDir);
    await live(options);
  } finally {
    rmSync(lock, { force: true });
  }
}

try {
  await main();
} catch (error) {
  tell(error);
}
// Nothing is left to wait for but sockets that time out by themselves.
process.exit();
