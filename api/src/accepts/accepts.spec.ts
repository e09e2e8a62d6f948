import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AuditVerifier } from '../audit/audit-verifier.service.js';
import { Idempotency } from '../platform/idempotency.js';
import { Conflict } from '../platform/problem.js';
import { approveInvestor, APRIL, proveWallet, setClock } from '../testing/builders.js';
import { writeDeployment } from '../testing/deployment.js';
import { type Persona, startTestApp, type TestApp } from '../testing/test-app.js';
import { Accepts, AlreadyAccepted } from './accepts.service.js';
import { GroupLine } from './group-line.js';
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
  statement: `
    MERGE INTO api.organisation USING jsonb_to_recordset($1::jsonb) AS v(n integer, name text) ON false
    WHEN NOT MATCHED AND v.name NOT LIKE 'refused%' THEN INSERT (kind, name, created_at)
      VALUES (CASE WHEN v.name LIKE 'broken%' THEN 'no such kind' ELSE 'issuer' END, v.name, now())
    RETURNING v.n`,
  asJson: (name) => ({ name }),
  refusal: () => new Conflict('not_this_one', 'No.'),
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

  describe('on a row that somebody holds', () => {
    const locking: Writer<string> = {
      ...writer,
      name: 'locking',
      statement: `
        UPDATE api.organisation SET created_at = created_at
        FROM jsonb_to_recordset($1::jsonb) AS v(n integer) WHERE organisation.name = 'locked'
        RETURNING v.n`,
    };
    /** Holds the row until the answer is called. */
    const hold = async (): Promise<() => Promise<void>> => {
      const [held, released] = [
        Promise.withResolvers<undefined>(),
        Promise.withResolvers<undefined>(),
      ];
      const holder = t.db.independent(async () => {
        await t.db.sql(`SELECT 1 FROM api.organisation WHERE name = 'locked' FOR UPDATE`);
        held.resolve(undefined);
        await released.promise;
      });
      await held.promise;
      return () => {
        released.resolve(undefined);
        return holder;
      };
    };
    const line = `FROM pg_stat_activity
      WHERE application_name = 'cadastre accepts' AND datname = current_database()`;

    beforeAll(async () => {
      await t.db.sql(
        `INSERT INTO api.organisation (kind, name, created_at) VALUES ('issuer', 'locked', now())`,
      );
    });

    it('wait alone: neighbours do not', async () => {
      const release = await hold();
      const accepts = t.get(Accepts);
      let late = false;
      const waits = accepts
        .accept({ ...intent('waits'), writer: locking })
        .then(() => (late = true));
      await Promise.all(['free 1', 'free 2'].map((name) => accepts.accept(intent(name))));
      expect(late).toBe(false);
      await release();
      await waits;
      expect(late).toBe(true);
    });

    it('are committed once where the connection breaks meanwhile, and later ones on another', async () => {
      const release = await hold();
      const waits = accept([{ ...intent('breaks'), writer: locking }]);
      const pids = () =>
        t.db.sql<{ pid: number }>(`SELECT pid ${line} AND wait_event = 'transactionid'`);
      while ((await pids()).length === 0);
      await t.db.sql(`SELECT pg_terminate_backend(pid) ${line}`);
      await release();
      await waits;
      expect((await written('breaks')).slice(2)).toEqual([1, 1, 1]);
      await accept([intent('mended')]);
      expect(await written('mended')).toEqual([1, 1, 1, 1, 1]);
      expect(await t.db.sql(`SELECT pid ${line}`)).toHaveLength(1);
    });
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
    const line = t.get(GroupLine);
    const commit = line.commit.bind(line);
    jest.spyOn(line, 'commit').mockImplementationOnce(async (statement) => {
      await commit(statement);
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

  it('opens no answer that was moved to another person or another key', async () => {
    const id = await waiting();
    const { body } = await approve(id, 'kept').expect(202);
    const thief = await t.signIn('compliance');
    const move = (userId: string, key: string) =>
      t.db.sql(
        `INSERT INTO api.idempotency_key (user_id, key, request_hash, status, sealed_answer)
         SELECT $1, $2, request_hash, status, sealed_answer FROM api.idempotency_key
         WHERE user_id = $3 AND key = 'kept'`,
        [userId, key, officer.userId],
      );
    await move(thief.userId, 'kept');
    await move(officer.userId, 'moved');
    const stolen = await thief.http.post(`/wallets/${id}/approve`, undefined, 'kept').expect(500);
    const moved = await approve(id, 'moved').expect(500);
    for (const { text } of [stolen, moved]) expect(text).not.toContain(body.address);
    expect((await approve(id, 'kept').expect(202)).body).toEqual(body);
    expect(await commandsOf(id)).toBe(1);
  });
});
