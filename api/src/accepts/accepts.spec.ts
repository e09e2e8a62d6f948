import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AuditVerifier } from '../audit/audit-verifier.service.js';
import { Idempotency } from '../platform/idempotency.js';
import { Conflict, type Problem } from '../platform/problem.js';
import { approveInvestor, APRIL, proveWallet, setClock } from '../testing/builders.js';
import { writeDeployment } from '../testing/deployment.js';
import { type Persona, startTestApp, type TestApp } from '../testing/test-app.js';
import { Accepts, AlreadyAccepted } from './accepts.service.js';
import type { Intent, Writer } from './intent.js';

let t: TestApp;
let officer: Persona;
beforeAll(async () => {
  t = await startTestApp();
  writeDeployment(t);
  officer = await t.signIn('compliance');
  setClock(t, APRIL);
});
afterEach(() => {
  jest.restoreAllMocks();
  setClock(t, APRIL);
});
afterAll(() => t.close());

/** Writes an organisation per row; refuses some, and lets the database refuse others. */
const writer: Writer<string> = {
  name: 'probe',
  write: async (names) => {
    const refused = names.flatMap((name, i): [number, Problem][] =>
      name.startsWith('refused') ? [[i, new Conflict('not_this_one', 'No.')]] : [],
    );
    await t.db.sql(
      `INSERT INTO api.organisation (kind, name, created_at)
       SELECT CASE WHEN n LIKE 'broken%' THEN 'no such kind' ELSE 'issuer' END, n, now()
       FROM unnest($1::text[]) AS n`,
      [names],
    );
    return new Map(refused);
  },
};

const intent = (name: string, key = name): Intent<string> => {
  const claim = t
    .get(Idempotency)
    .claimOf(officer.userId, key, 'POST', '/probe', { name: name.replace(/ again$/, '') });
  const operationId = t.db.newId();
  return {
    ctx: { ...officer.ctx, claim: { ...claim, status: 202 } },
    writer,
    row: name,
    commands: [
      {
        operationId,
        ctx: officer.ctx,
        kind: 'probe.do',
        signer: 'registrar',
        to: '0x00000000000000000000000000000000000000C1',
        data: '0x1234',
        subject: { type: 'probe', id: operationId },
        organisationId: officer.organisationId,
      },
    ],
    deeds: [
      {
        action: 'probe.do',
        subject: { type: 'probe', id: name },
        organisationId: officer.organisationId,
      },
    ],
    answer: { name, operationId },
  };
};

/** How often each of the five rows is there for those whose name begins so. */
const written = async (prefix: string) => {
  const [row] = await t.db.sql<Record<'keys' | 'rows' | 'commands' | 'events' | 'entries', string>>(
    `SELECT (SELECT count(*) FROM api.idempotency_key WHERE key LIKE $1) AS keys,
            (SELECT count(*) FROM api.organisation WHERE name LIKE $1) AS rows,
            count(DISTINCT c.id) AS commands, count(DISTINCT e.id) AS events,
            (SELECT count(*) FROM api.audit_entry WHERE action = 'probe.do'
               AND subject_id LIKE $1) AS entries
     FROM api.chain_command c LEFT JOIN api.chain_command_event e ON e.command_id = c.id
     WHERE c.kind = 'probe.do' AND c.id = ANY($2)`,
    [`${prefix}%`, operations],
  );
  return Object.values(row ?? {}).map(Number);
};

let operations: string[] = [];
const accept = (intents: Intent<string>[]) => {
  operations = intents.flatMap(({ commands }) => commands.map(({ operationId }) => operationId));
  const accepts = t.get(Accepts);
  return Promise.allSettled(intents.map((one) => accepts.accept(one)));
};

describe('accepted commands', () => {
  it('that arrive together are committed in two halves, each with all its rows', async () => {
    const names = Array.from({ length: 40 }, (_, i) => `together ${i}`);
    const results = await accept(names.map((name) => intent(name)));
    expect(results.map(({ status }) => status)).toEqual(names.map(() => 'fulfilled'));
    expect(await written('together')).toEqual([40, 40, 40, 40, 40]);
    const [commits] = await t.db.sql<{ n: string }>(
      `SELECT count(DISTINCT xmin::text) AS n FROM api.idempotency_key WHERE key LIKE 'together%'`,
    );
    expect(Number(commits?.n)).toBe(2);
    expect((await t.get(AuditVerifier).verify()).breaks).toEqual([]);
  });

  it('do not fail for a neighbour that is refused or broken, which leaves nothing behind', async () => {
    const names = ['mixed 1', 'refused a', 'mixed 2', 'broken b', 'mixed 3', 'refused c'];
    const results = await accept(names.map((name) => intent(name)));
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
    ]);
    expect(results[1]).toMatchObject({ reason: { code: 'not_this_one' } });
    expect(results[3]).toMatchObject({
      reason: { message: expect.stringContaining('organisation_kind_check') },
    });
    expect(await written('mixed')).toEqual([3, 3, 3, 3, 3]);
    for (const left of ['refused', 'broken']) {
      const [keys, rows, , , entries] = await written(left);
      expect([keys, rows, entries]).toEqual([0, 0, 0]);
    }
  });

  it('of the same key are one: the others hear that it is taken', async () => {
    const twins = Array.from({ length: 6 }, () => intent('twin'));
    const results = await accept(twins);
    const counts = Map.groupBy(results, ({ status }) => status);
    expect(counts.get('fulfilled')).toHaveLength(1);
    for (const lost of counts.get('rejected') ?? []) {
      expect(lost).toMatchObject({ reason: expect.any(AlreadyAccepted) });
    }
    expect(await written('twin')).toEqual([1, 1, 1, 1, 1]);
  });

  it('do not wait for a lock that only a neighbour needs', async () => {
    const [id] = await t.db.sql<{ id: string }>(
      `INSERT INTO api.organisation (kind, name, created_at) VALUES ('issuer', 'locked', now())
       RETURNING id`,
    );
    const locking: Writer<string> = {
      name: 'locking',
      write: async () => {
        await t.db.sql('SELECT 1 FROM api.organisation WHERE id = $1 FOR UPDATE', [id?.id]);
        return new Map();
      },
    };
    const accepts = t.get(Accepts);
    let release = (): void => undefined;
    const holding = new Promise<void>((resolve) => {
      release = resolve;
    });
    const held = Promise.withResolvers<undefined>();
    const holder = t.db.independent(async () => {
      await locking.write([]);
      held.resolve(undefined);
      await holding;
    });
    await held.promise;
    let late = false;
    const waits = accepts.accept({ ...intent('waits'), writer: locking }).then(() => (late = true));
    await Promise.all(['free 1', 'free 2'].map((name) => accepts.accept(intent(name))));
    expect(late).toBe(false);
    release();
    await Promise.all([holder, waits]);
    expect(late).toBe(true);
  });
});

describe('a route that accepts', () => {
  const waiting = async (): Promise<string> => {
    const investor = await t.signIn('investor');
    await approveInvestor(investor, officer);
    return (await proveWallet(investor)).id;
  };
  const approve = (id: string, key: string) =>
    officer.http.post(`/wallets/${id}/approve`, undefined, key);
  const commandsOf = async (id: string) =>
    (await t.db.sql('SELECT id FROM api.chain_command WHERE subject_id = $1', [id])).length;

  it('gives the same answer for ever, and acts once, however many ask at once', async () => {
    const id = await waiting();
    const answers = await Promise.all(Array.from({ length: 8 }, () => approve(id, `once ${id}`)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    const again = await approve(id, `once ${id}`).expect(202);
    expect(again.text).toBe(answers[0]?.text);
    expect((again.headers as Record<string, string>)['idempotent-replay']).toBe('true');
    expect(await commandsOf(id)).toBe(1);
  });

  it('refuses a key that was used for something else', async () => {
    const [one, other] = [await waiting(), await waiting()];
    await approve(one, 'for one').expect(202);
    const { body } = await approve(other, 'for one').expect(422);
    expect(body.code).toBe('idempotency_key_reused');
    expect(await commandsOf(other)).toBe(0);
  });

  it('registers a wallet once where two officers approve it at once', async () => {
    const id = await waiting();
    const answers = await Promise.all([approve(id, 'officer a'), approve(id, 'officer b')]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([202, 409]);
    expect(await commandsOf(id)).toBe(1);
  });

  it('answers with what was committed even where the connection broke at that moment', async () => {
    const id = await waiting();
    const { db } = t;
    const independent = db.independent.bind(db);
    jest.spyOn(db, 'independent').mockImplementationOnce(async (work) => {
      await independent(work);
      throw new Error('Connection terminated unexpectedly');
    });
    const { status, body } = await approve(id, 'broken connection');
    // The caller cannot know, asks again under its key, and hears what happened.
    const told = status === 202 ? body : (await approve(id, 'broken connection').expect(202)).body;
    expect(told.state).toBe('registering');
    expect(await commandsOf(id)).toBe(1);
  });

  it('keeps no answer in the clear', async () => {
    const id = await waiting();
    const { body } = await approve(id, 'sealed').expect(202);
    const [row] = await t.db.sql<{ sealed_answer: Buffer; request_hash: string }>(
      `SELECT sealed_answer, request_hash FROM api.idempotency_key WHERE key = 'sealed'`,
    );
    expect(row?.sealed_answer.includes(body.address)).toBe(false);
    expect(row?.request_hash).toMatch(/^[0-9a-f]{64}$/);
  });
});
