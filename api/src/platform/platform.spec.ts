import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Body, Controller, Get, Module, Param, Post, Put, Res } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Response } from 'express';
import { defer, finalize, interval, map, take } from 'rxjs';
import { z } from 'zod';
import { createAsset } from '../testing/builders.js';
import { startTestApp, type Persona, type TestApp } from '../testing/test-app.js';
import { until } from '../testing/until.js';
import { Allow, Idempotent, Public } from './access.js';
import { type Ctx, RequestCtx } from './context.js';
import { Database } from './database.js';
import { EventStreams } from './events.js';
import { positiveNumber } from './fields.js';
import { UuidPipe } from './pipes.js';
import { NotFound, Refused } from './problem.js';
import { Returns } from './returns.js';

const noteBody = z.strictObject({
  text: z.string().min(1),
  amountBaseUnits: positiveNumber,
  lines: z.array(z.strictObject({ count: z.number().int() })).default([]),
});
const noteView = z.object({ id: z.string(), times: z.number() });

/** A controller that does nothing but use the platform. */
@Controller('probe')
class ProbeController {
  static times = 0;
  /** How many listen to the stream that does not end. */
  static listening = 0;

  constructor(
    private readonly db: Database,
    private readonly streams: EventStreams,
  ) {}

  @Post('notes')
  @Allow('issuer')
  @Idempotent()
  @Returns(201, noteView)
  async write(@RequestCtx() ctx: Ctx, @Body({ schema: noteBody }) body: z.output<typeof noteBody>) {
    ProbeController.times += 1;
    await this.db.sql(
      'INSERT INTO api.organisation (kind, name, created_at) VALUES ($1, $2, now())',
      ['issuer', `note ${body.text}`],
    );
    if (body.text === 'refuse') throw new Refused('not_today', 'Come back tomorrow.');
    if (body.text === 'break') throw new Error('a secret of the inside');
    return { id: ctx.correlationId, times: ProbeController.times };
  }

  @Get('events/:id')
  @Allow('issuer')
  @Returns(200, null)
  async events(
    @RequestCtx() ctx: Ctx,
    @Param('id') id: string,
    @Res() response: Response,
  ): Promise<void> {
    await sleep(20);
    if (id === 'foreign') throw new NotFound('thing');
    const endless = defer(() => {
      ProbeController.listening += 1;
      return interval(5).pipe(finalize(() => (ProbeController.listening -= 1)));
    });
    const events = (id === 'endless' ? endless : interval(5).pipe(take(3))).pipe(
      map((n) => ({ id: String(n), type: 'tick', data: { n } })),
    );
    this.streams.send(ctx, response, events);
  }

  @Put('undeclared')
  @Public()
  @Returns(200, noteView)
  undeclared() {
    return { id: '1', times: 1, passwordHash: 'oops' };
  }

  @Get('things/:id')
  @Allow('issuer')
  @Returns(200, noteView)
  thing(@Param('id', UuidPipe) id: string) {
    return { id, times: 0 };
  }
}

@Module({ controllers: [ProbeController] })
class ProbeModule {}

let t: TestApp;
let issuer: Persona;
beforeAll(async () => {
  t = await startTestApp({ modules: [ProbeModule], env: { EVENT_STREAMS: '2' } });
  issuer = await t.signIn('issuer');
});
afterAll(() => t.close());
beforeEach(() => {
  ProbeController.times = 0;
});

const good = { text: 'hello', amountBaseUnits: '5' };
const send = (body: object, key?: string) => issuer.http.post('/probe/notes', body, key);
const notes = async (): Promise<number> => {
  const [row] = await t.db.sql<{ n: string }>(
    `SELECT count(*) AS n FROM api.organisation WHERE name LIKE 'note %'`,
  );
  return Number(row?.n);
};

describe('a request that cannot be read', () => {
  const raw = (content: string, type = 'application/json') =>
    issuer.http
      .raw('post', '/api/v1/probe/notes')
      .set('Idempotency-Key', 'raw')
      .set('Content-Type', type)
      .send(content);

  it('with malformed JSON is refused', async () => {
    for (const content of ['{"text":', '{text: 1}', '[1,]', '"just text"', '\u0000']) {
      const { body } = await raw(content).expect(400);
      expect(body).toMatchObject({
        code: 'malformed_json',
        status: 400,
        title: expect.any(String),
      });
    }
  });

  it.each([
    ['half of a character', '{"text":"\\ud83d"}', 'broken_text'],
    ['half of a character in a name', '{"\\ude00":1}', 'broken_text'],
    ['a character that no database keeps', '{"text":"a\\u0000b"}', 'broken_text'],
    ['arrays without end', `${'['.repeat(20_000)}${']'.repeat(20_000)}`, 'body_too_deep'],
    ['objects without end', `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`, 'body_too_deep'],
  ])('with %s is refused', async (_what, content, code) => {
    expect((await raw(content).expect(400)).body.code).toBe(code);
  });

  it('is answered as problem+json with an id that leads to the log', async () => {
    const { body, headers } = await raw('{').expect('content-type', /application\/problem\+json/);
    expect(body.correlationId).toBe((headers as Record<string, string>)['x-correlation-id']);
    expect(body.instance).toBe('/api/v1/probe/notes');
  });

  it('of more than 1 MiB is refused', async () => {
    const { body } = await raw(JSON.stringify({ text: 'x'.repeat(1_100_000) })).expect(413);
    expect(body.code).toBe('body_too_large');
  });

  it('of another type than JSON is refused', async () => {
    const { body } = await raw('<text/>', 'application/xml').expect(415);
    expect(body.code).toBe('unsupported_media_type');
  });

  it('names every broken and every unknown field by its JSON pointer', async () => {
    const { body } = await send({
      text: 7,
      amountBaseUnits: '1',
      colour: 'red',
      lines: [{ count: 1 }, { count: 'two', 'a/b': 1 }],
    }).expect(400);
    expect(body.code).toBe('invalid_body');
    expect(body.errors.map((e: { pointer: string }) => e.pointer).sort()).toEqual([
      '/colour',
      '/lines/1/a~1b',
      '/lines/1/count',
      '/text',
    ]);
    expect(await notes()).toBe(0);
  });

  it.each(['-5', '1e18', 'NaN', 'Infinity', '1.5', '0x10', '01', ' 5', '', '0', '9'.repeat(79)])(
    'with the amount %j is refused',
    async (amountBaseUnits) => {
      const { body } = await send({ ...good, amountBaseUnits }).expect(400);
      expect(body.errors).toEqual([
        { pointer: '/amountBaseUnits', detail: expect.stringContaining('78 digits') },
      ]);
    },
  );

  it('with a number where text is asked, or text where a number is, is refused', async () => {
    await send({ ...good, amountBaseUnits: 5 }).expect(400);
    await send({ ...good, lines: [{ count: '1' }] }).expect(400);
  });

  it('with a prototype in its body does not get it in', async () => {
    const { body } = await raw('{"text":"a","amountBaseUnits":"1","__proto__":{"admin":true}}');
    expect(body.code === 'invalid_body' || body.times === 1).toBe(true);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it('with an id that is not a UUID is refused', async () => {
    const { body } = await issuer.http.get('/probe/things/42').expect(400);
    expect(body.code).toBe('bad_id');
  });

  it('with an unknown query field or a made-up cursor is refused', async () => {
    const unknown = await issuer.http.get('/members?colour=red').expect(400);
    expect(unknown.body.errors[0].pointer).toBe('/colour');
    await issuer.http.get('/members?limit=0').expect(400);
    await issuer.http.get('/members?limit=many').expect(400);
    const cursor = await issuer.http.get('/members?after=JyBPUiAxPTE').expect(400);
    expect(cursor.body.code).toBe('bad_cursor');
    const broken = await issuer.http.get('/operations?kind=%00').expect(400);
    expect(broken.body.code).toBe('broken_text');
  });
});

describe('a list', () => {
  it('is read page by page without a gap or a repeat while others are added', async () => {
    const owner = await t.signIn('issuer');
    const there: string[] = [];
    for (let i = 0; i < 5; i += 1) there.unshift(await createAsset(owner));
    const read: string[] = [];
    let after: string | null = '';
    while (after !== null) {
      const { body } = await owner.http.get(`/assets?limit=2${after && `&after=${after}`}`);
      const { items, nextCursor } = body as { items: { id: string }[]; nextCursor: string | null };
      read.push(...items.map(({ id }) => id));
      await createAsset(owner);
      after = nextCursor;
    }
    expect(read).toEqual(there);
  });
});

describe('a request that is refused or fails', () => {
  it('leaves nothing behind', async () => {
    const before = await notes();
    const refused = await send({ ...good, text: 'refuse' }).expect(422);
    expect(refused.body).toMatchObject({ code: 'not_today', detail: 'Come back tomorrow.' });
    expect(await notes()).toBe(before);
  });

  it('says nothing of the inside', async () => {
    const { body, text } = await send({ ...good, text: 'break' }).expect(500);
    expect(body.code).toBe('internal_error');
    expect(text).not.toContain('secret');
  });

  it('is an answer nobody declared: it fails here rather than leak there', async () => {
    await t.anonymous.put('/probe/undeclared', {}).expect(500);
  });
});

describe('an event stream', () => {
  it('is refused as anything else is, however late', async () => {
    const { body } = await issuer.http.get('/probe/events/foreign').expect(404);
    expect(body.code).toBe('not_found');
  });

  it('gives every event, the first among them, once', async () => {
    const { text } = await issuer.http
      .get('/probe/events/own')
      .buffer(true)
      .expect(200)
      .expect('content-type', /text\/event-stream/);
    expect(text).toBe([0, 1, 2].map((n) => `id: ${n}\nevent: tick\ndata: {"n":${n}}\n\n`).join(''));
  });

  const listen = (who: Persona) => {
    const { port } = t.app.getHttpServer().address() as { port: number };
    const headers = { authorization: `Bearer ${who.http.token}` };
    const request = get({ port, path: '/api/v1/probe/events/endless', headers });
    request.on('error', () => undefined);
    const status = new Promise<number | undefined>((resolve) =>
      request.once('response', ({ statusCode }) => resolve(statusCode)),
    );
    return { status, leave: () => request.destroy() };
  };
  const listening = (many: number) =>
    until(
      () => Promise.resolve(ProbeController.listening),
      (now) => now === many,
    );

  it('is open so many times for one person, and again when one of them has ended', async () => {
    const open = [listen(issuer), listen(issuer)];
    for (const one of open) expect(await one.status).toBe(200);
    const { body, headers } = await issuer.http.get('/probe/events/endless').expect(429);
    expect(body.code).toBe('too_many_streams');
    expect(headers).toMatchObject({ 'retry-after': '15' });
    const other = listen(await t.signIn('issuer'));
    expect(await other.status).toBe(200);
    open[0]?.leave();
    await listening(2);
    const again = listen(issuer);
    expect(await again.status).toBe(200);
    for (const one of [...open, other, again]) one.leave();
    await listening(0);
  });

  it('is not begun for who has left before it could be', async () => {
    const leaving = listen(issuer);
    await sleep(10);
    leaving.leave();
    await sleep(60);
    expect(ProbeController.listening).toBe(0);
  });
});

describe('an idempotency key', () => {
  it('is required where value moves', async () => {
    const { body } = await issuer.http.raw('post', '/api/v1/probe/notes').send(good).expect(400);
    expect(body.code).toBe('idempotency_key_required');
  });

  it('gives the same answer again without doing it again', async () => {
    const first = await send(good, 'once').expect(201);
    const second = await send(good, 'once').expect(201);
    expect(second.body).toEqual(first.body);
    expect((second.headers as Record<string, string>)['idempotent-replay']).toBe('true');
    expect(ProbeController.times).toBe(1);
  });

  it('used for another body is refused', async () => {
    await send(good, 'reused').expect(201);
    const { body } = await send({ ...good, text: 'other' }, 'reused').expect(422);
    expect(body.code).toBe('idempotency_key_reused');
    expect(ProbeController.times).toBe(1);
  });

  it('acts once when the same request arrives many times at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => send(good, 'at once')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(ProbeController.times).toBe(1);
  });

  it('is free again after a refusal, which did nothing', async () => {
    await send({ ...good, text: 'refuse' }, 'again').expect(422);
    await send(good, 'again').expect(201);
  });

  it('belongs to one person: another may use the same', async () => {
    await send(good, 'shared').expect(201);
    const other = await t.signIn('issuer');
    await other.http.post('/probe/notes', good, 'shared').expect(201);
    expect(ProbeController.times).toBe(2);
  });
});
