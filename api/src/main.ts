import 'reflect-metadata';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { createApp } from './app.js';
import { ChainWorkers } from './chain/chain.workers.js';
import { ConfigError, readConfig } from './platform/config.js';
import { Database } from './platform/database.js';
import { LineLogger, logLine } from './platform/logger.js';
import { pendingMigrations } from './platform/migrations.js';
import { unreachable } from './platform/reachable.js';
import { Workers } from './platform/workers.js';

/** Starts the service. Whatever keeps it from starting is told in one message; exit code 1. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  refuse(await unreachable(config));
  const logger = new LineLogger(['fatal', 'error', 'warn', 'log']);
  const app = await createApp(config, logger);
  const pending = await pendingMigrations(app.get(Database));
  if (pending.length > 0) {
    refuse([`DATABASE_URL: the database lacks ${pending.join(', ')}; run \`npm run migrate\``]);
  }
  await app.get(ChainWorkers).check();
  app.enableShutdownHooks(['SIGINT', 'SIGTERM']);
  await listen(app, config.env.PORT);
  app.get(Workers).start();
  logger.log(logLine('listening', { url: await app.getUrl() }), 'app');
}

async function listen(app: NestExpressApplication, port: number): Promise<void> {
  try {
    await app.listen(port);
  } catch (error) {
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (!taken) throw error;
    refuse([`PORT: ${port} is taken by another program; give another`]);
  }
}

function refuse(problems: string[]): void {
  if (problems.length > 0) throw new ConfigError(problems);
}

main().catch((error: unknown) => {
  const unforeseen = error instanceof Error ? error.stack : String(error);
  const text = error instanceof ConfigError ? error.message : unforeseen;
  process.stderr.write(`The API did not start: ${text}\n`);
  process.exit(1);
});
