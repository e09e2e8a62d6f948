import 'reflect-metadata';
import { createApp } from './app.js';
import { CanaryWatch } from './canary/canary-watch.js';
import { Heart } from './heart.js';
import { ConfigError, readConfig } from './platform/config.js';
import { LineLogger, logLine } from './platform/logger.js';

/** Starts the oracle. Whatever keeps it from starting is told in one message; exit code 1. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const logger = new LineLogger(['fatal', 'error', 'warn', 'log']);
  const app = await createApp(config, logger);
  app.enableShutdownHooks(['SIGINT', 'SIGTERM']);
  await app.listen(config.env.ORACLE_PORT, config.env.ORACLE_HOST);
  app.get(Heart).start();
  app.get(CanaryWatch).start();
  logger.log(logLine('listening', { url: await app.getUrl() }), 'app');
}

main().catch((error: unknown) => {
  const expected = error instanceof ConfigError;
  const text = expected || !(error instanceof Error) ? error : error.stack;
  process.stderr.write(`The oracle did not start: ${expected ? error.message : String(text)}\n`);
  process.exit(1);
});
