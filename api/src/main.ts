import 'reflect-metadata';
import { createApp } from './app.js';
import { ConfigError, readConfig } from './platform/config.js';
import { LineLogger, logLine } from './platform/logger.js';
import { pendingMigrations } from './platform/migrations.js';
import { Database } from './platform/database.js';
import { Workers } from './platform/workers.js';

/** Starts the service. Whatever keeps it from starting is told in one message; exit code 1. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const logger = new LineLogger(['fatal', 'error', 'warn', 'log']);
  const app = await createApp(config, logger);
  const pending = await pendingMigrations(app.get(Database));
  if (pending.length > 0) {
    throw new ConfigError([
      `DATABASE_URL: the database lacks ${pending.join(', ')}; run \`npm run migrate\``,
    ]);
  }
  app.enableShutdownHooks(['SIGINT', 'SIGTERM']);
  await app.listen(config.env.PORT);
  app.get(Workers).start();
  logger.log(logLine('listening', { url: await app.getUrl() }), 'app');
}

main().catch((error: unknown) => {
  const expected = error instanceof ConfigError;
  const text = expected || !(error instanceof Error) ? error : error.stack;
  process.stderr.write(`The API did not start: ${expected ? error.message : String(text)}\n`);
  process.exit(1);
});
