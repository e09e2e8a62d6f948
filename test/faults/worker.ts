/**
 * One worker process: the API's chain module alone, wired as the API wires it, with its dispatchers
 * and its follower. It also accepts commands, as a request handler would. Told what to do over the
 * process's channel.
 */
import { NestFactory } from '@nestjs/core';
import { readConfig } from '@cadastre/api';
import { Accepts, Audit, GroupLine } from '@cadastre/api/accepts';
import * as api from '@cadastre/api/chain';
import { acceptAlone, acceptInGroup, goesInGroups } from './doors.ts';
import type { Accept, ToWorker, FromWorker } from './messages.ts';
import { watchFacts } from './facts.ts';
import { PAYOUT_BATCH } from './payout-batch.ts';

const tell = (message: FromWorker): void => void process.send?.(message);

/** The client's own patience with a silent node is 15 s; a schedule does not last as long. */
const LONGEST_WAIT_MS = 1_000;
const timeout = AbortSignal.timeout.bind(AbortSignal);
AbortSignal.timeout = (ms) => timeout(Math.min(ms, LONGEST_WAIT_MS));

type App = Awaited<ReturnType<typeof NestFactory.createApplicationContext>>;
let app: App | null = null;

async function begin(env: Record<string, string>): Promise<void> {
  const config = readConfig(env);
  app = await NestFactory.createApplicationContext(
    {
      module: api.ChainModule,
      imports: [api.PlatformModule.with(() => config)],
      providers: [Accepts, Audit, GroupLine],
    },
    { logger: new api.LineLogger(['fatal', 'error', 'warn', 'log']), abortOnError: false },
  );
  watchFacts(app.get(api.Ledger));
  app.get(api.Outbox).batch('faults.payout', PAYOUT_BATCH);
  app.get(api.Workers).start();
}

/** Answers after the commit; the same key again goes by the same door and answers the same operation. */
async function accept(message: Accept): Promise<string> {
  if (!app) throw new Error('not started');
  return goesInGroups(message.key) ? acceptInGroup(app, message) : acceptAlone(app, message);
}

async function hear(message: ToWorker): Promise<void> {
  if (message.type === 'begin') {
    await begin(message.env);
    tell({ type: 'began' });
  } else if (message.type === 'end') {
    await app?.close();
    app = null;
    tell({ type: 'ended' });
  } else {
    const answer = await accept(message).then(
      (operationId) => ({ operationId }),
      (error: unknown) => ({ failure: String(error) }),
    );
    tell({ type: 'accepted', key: message.key, ...answer });
  }
}

process.on('message', (message: ToWorker) => {
  hear(message).catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
});
process.on('disconnect', () => process.exit(0));
tell({ type: 'warm' });
