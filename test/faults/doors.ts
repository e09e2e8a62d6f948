import { randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { Accepts, type Writer } from '@cadastre/api/accepts';
import * as api from '@cadastre/api/chain';
import type { Accept } from './messages.ts';

/** The two ways a request's command is accepted. */

/** Whose idempotency keys they are. */
export const SOMEBODY = '00000000-0000-7000-8000-00000000fa17';

/** Every other key, the same in every process. */
export const goesInGroups = (key: string): boolean =>
  Buffer.from(key).reduce((sum, byte) => sum + byte, 0) % 2 === 0;

/** In a transaction of its own, as most routes do. */
export function acceptAlone(app: INestApplicationContext, asked: Accept): Promise<string> {
  const outbox = app.get(api.Outbox);
  return app.get(api.Database).transaction(async (em) => {
    const taken = await em.query<unknown[]>(
      'INSERT INTO faults.intent (key) VALUES ($1) ON CONFLICT DO NOTHING RETURNING key',
      [asked.key],
    );
    if (taken.length === 0) return (await known(app, asked.key)) ?? '';
    const { operationId } = await outbox.enqueue(commandOf(asked));
    await em.query('UPDATE faults.intent SET operation_id = $2 WHERE key = $1', [
      asked.key,
      operationId,
    ]);
    return operationId;
  });
}

const writer: Writer<{ key: string; operationId: string }> = {
  name: 'faults intents',
  statement: `
    MERGE INTO faults.intent AS i
    USING jsonb_to_recordset($1::jsonb) AS v(n integer, key text, operation_id uuid) ON i.key = v.key
    WHEN NOT MATCHED THEN INSERT (key, operation_id) VALUES (v.key, v.operation_id)
    RETURNING v.n`,
  asJson: ({ key, operationId }) => ({ key, operation_id: operationId }),
  refusal: () => new api.Conflict('asked_before', 'Accepted before.'),
};

/** With whoever asks at the same moment, as the routes do that are asked in crowds. */
export async function acceptInGroup(app: INestApplicationContext, asked: Accept): Promise<string> {
  const command = commandOf(asked);
  const operationId = app.get(api.Database).newId();
  const claim = {
    userId: SOMEBODY,
    key: asked.key,
    requestHash: '00'.repeat(32),
    status: 202,
  };
  try {
    await app.get(Accepts).accept({
      ctx: { ...command.ctx, claim },
      writer,
      row: { key: asked.key, operationId },
      commands: [{ ...command, operationId }],
      deeds: [
        {
          action: 'faults.accept',
          subject: { type: 'faults', id: asked.key },
          organisationId: null,
        },
      ],
      answer: { operationId },
    });
    return operationId;
  } catch (error) {
    // Asked before, or the line broke: what was committed is found by its key.
    const earlier = await known(app, asked.key);
    if (earlier === null) throw error;
    return earlier;
  }
}

const commandOf = ({ key, kind, signer, to, data }: Accept) => ({
  ctx: api.systemCtx(`faults-${key}`),
  kind,
  signer,
  to,
  data,
  subject: { type: 'faults', id: randomUUID() },
  organisationId: null,
});

async function known(app: INestApplicationContext, key: string): Promise<string | null> {
  const [row] = await app
    .get(api.Database)
    .sql<{ operation_id: string }>('SELECT operation_id FROM faults.intent WHERE key = $1', [key]);
  return row?.operation_id ?? null;
}
