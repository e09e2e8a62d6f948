import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Approvals } from '../approvals/approvals.service.js';
import { Audit } from '../audit/audit.service.js';
import type { Ctx } from '../platform/context.js';
import { sentence } from '../platform/sentence.js';
import { ISSUER } from '../testing/builders.js';
import { writeDeployment } from '../testing/deployment.js';
import { runJobs } from '../testing/jobs.js';
import { type Persona, startTestApp, type TestApp } from '../testing/test-app.js';
import type { NoticeView, PreferencesView } from './notice.schema.js';
import { PostOffice } from './testing/post-office.js';
import { MailCapture } from './mail-capture.service.js';
import type { Page } from '../platform/page.js';

let t: TestApp;
let office: PostOffice;
let issuer: Persona;
let investor: Persona;
let officer: Persona;

beforeAll(async () => {
  office = new PostOffice();
  t = await startTestApp({
    env: { SMTP_URL: await office.open(), MAIL_FROM: 'register@cadastre.test' },
  });
  writeDeployment(t);
  [issuer, officer] = await Promise.all([t.signIn('issuer'), t.signIn('compliance')]);
});
afterAll(async () => {
  await t.close();
  await office.close();
});
beforeEach(async () => {
  investor = await t.signIn('investor');
  await t.db.sql('DELETE FROM api.notice');
  await t.db.sql('DELETE FROM api.notice_preference');
  await t.db.sql('DELETE FROM jobs.job');
  office.letters.length = 0;
  office.refusing = null;
});

const inbox = async (who: Persona, query = ''): Promise<NoticeView[]> =>
  (await who.http.get(`/notices${query}`).expect(200)).body.items as NoticeView[];

/** A deed as its domain records it. */
async function deed(
  action: string,
  { ctx = officer.ctx, of = investor, type = 'thing', data = {} }: Partial<DeedOptions> = {},
): Promise<string> {
  const id = randomUUID();
  const { organisationId } = of;
  await t.get(Audit).record(ctx, { action, subject: { type, id }, organisationId, data });
  return id;
}
interface DeedOptions {
  ctx: Ctx;
  of: Persona;
  type: string;
  data: object;
}

describe('a notice', () => {
  it('goes to those who may decide, but not to who asked; then to who asked', async () => {
    const colleague = await t.signIn('compliance');
    const data = { requiredRole: 'compliance', requestedBy: officer.userId };
    const id = await deed('approval.request', { type: 'approval', data });
    expect(await inbox(officer)).toEqual([]);
    expect(await inbox(colleague)).toMatchObject([
      {
        topic: 'decisions_to_make',
        title: 'A request waits for your decision.',
        link: `/approvals/${id}`,
        readAt: null,
      },
    ]);
    expect(await inbox(issuer)).toEqual([]);
    await deed('approval.approve', { ctx: colleague.ctx, type: 'approval', data });
    expect(await inbox(officer)).toMatchObject([{ action: 'approval.approve' }]);
    expect(await inbox(colleague)).toHaveLength(1);
  });

  it('of a request says which: to who decides and to who asked, in words with gaps', async () => {
    const colleague = await t.signIn('compliance');
    const text = 'Changes the thing to {{to}}.';
    t.get(Approvals).handle('notice.test', {
      describe: (shown) => sentence(text, shown),
      execute: () => Promise.resolve({}),
    });
    const request = {
      kind: 'notice.test',
      subject: { type: 'thing', id: randomUUID() },
      organisationId: investor.organisationId,
      payload: { to: '1254.508775' },
      requiredRole: 'compliance' as const,
      reason: 'Because.',
    };
    const { id, payloadHash } = await t.get(Approvals).request(officer.ctx, request);
    const about = { text, values: { to: '1254.508775' } };
    expect(await inbox(colleague)).toMatchObject([{ action: 'approval.request', about }]);
    await colleague.http
      .post(`/approvals/${id}/reject`, { payloadHash, reason: 'Not like this.' })
      .expect(200);
    expect(await inbox(officer)).toMatchObject([{ action: 'approval.reject', about }]);
    await deed('kyc.expire');
    expect(await inbox(investor)).toMatchObject([{ action: 'kyc.expire', about: null }]);
  });

  it('reaches who looks after it: auditors a proof, operators a token', async () => {
    const [auditor, operator] = [await t.signIn('auditor'), await t.signIn('operator')];
    await deed('report.build', { of: issuer });
    await deed('token.deployed', { of: issuer });
    const told = async (who: Persona) => (await inbox(who)).map(({ action }) => action);
    expect([await told(auditor), await told(operator), await told(issuer)]).toEqual([
      ['report.build'],
      ['token.deployed'],
      [],
    ]);
  });

  it('of what is asked over HTTP reaches the officers, and the answer who asked', async () => {
    const [asking, deciding] = [await t.signIn('issuer'), await t.signIn('compliance')];
    const { body } = await asking.http.put('/issuers/me', ISSUER).expect(200);
    await asking.http.post('/issuers/me/submit').expect(200);
    expect(await inbox(officer)).toMatchObject([{ action: 'issuer.submit' }]);
    const reason = { reason: 'Wrong address.' };
    await deciding.http.post(`/issuers/${body.id}/reject`, reason).expect(200);
    expect(await inbox(asking)).toMatchObject([
      {
        topic: 'decisions_made',
        action: 'issuer.reject',
        subject: { type: 'issuer', id: body.id },
      },
    ]);
  });

  it('is the organisation’s, and each person’s own to read', async () => {
    const colleague = await t.signIn('investor', { organisationId: investor.organisationId });
    await deed('kyc.renewal_due', { type: 'kyc_case' });
    await deed('subscription.settled');
    const [settled, due] = await inbox(investor);
    expect([settled?.topic, due?.topic]).toEqual(['subscriptions', 'identity']);
    await investor.http.post(`/notices/${due?.id}/read`).expect(204);
    await investor.http.post(`/notices/${due?.id}/read`).expect(204);
    expect(await inbox(investor, '?unread=true')).toMatchObject([{ id: settled?.id }]);
    expect((await investor.http.get('/notices/unread')).body).toEqual({ unread: 1 });
    expect((await colleague.http.get('/notices/unread')).body).toEqual({ unread: 2 });
    await colleague.http.post(`/notices/${settled?.id}/read`).expect(404);
    await colleague.http.post('/notices/read').expect(204);
    expect(await inbox(colleague, '?unread=true')).toEqual([]);
    expect(await inbox(investor, '?unread=true')).toHaveLength(1);
  });

  it('leads each reader to a page of theirs, and offers topics that can reach them', async () => {
    const id = await deed('kyc.submit', { ctx: investor.ctx, type: 'kyc_case' });
    await deed('kyc.approve', { type: 'kyc_case' });
    const links = async (who: Persona) => (await inbox(who)).map(({ link }) => link);
    expect([await links(officer), await links(investor)]).toEqual([
      [`/cases/${id}`],
      ['/identity'],
    ]);
    const topics = async (who: Persona) =>
      ((await who.http.get('/notices/preferences')).body as PreferencesView).topics.map(
        ({ topic }) => topic,
      );
    expect(await topics(investor)).not.toContain('webhooks');
    expect(await topics(issuer)).toContain('webhooks');
    expect(await topics(officer)).toEqual(['decisions_to_make', 'decisions_made']);
  });

  it('is there only if its deed is', async () => {
    const failing = t.db.transaction(async () => {
      await deed('kyc.expire');
      throw new Error('not after all');
    });
    await expect(failing).rejects.toThrow('not after all');
    expect(await inbox(investor)).toEqual([]);
    expect(await runJobs(t, 'notice.mail')).toBe(0);
    await deed('nothing.anybody_waits_for');
    expect(await inbox(investor)).toEqual([]);
  });
});

describe('an e-mail', () => {
  it('names nobody but whom it is for, in text and in HTML', async () => {
    await deed('kyc.request_information', {
      type: 'kyc_case',
      data: { secret: 'x-y-z' },
    });
    await runJobs(t, 'notice.mail');
    const [letter] = office.letters;
    const raw = (letter?.raw ?? '').replaceAll('=\r\n', '').replaceAll('=3D', '=');
    expect(letter?.to).toBe(investor.email);
    expect(raw).toContain('From: Cadastre <register@cadastre.test>');
    expect(raw).toContain('Subject: Compliance needs more information from you.');
    expect(raw).toContain('Dear A investor,');
    expect(raw).toContain('Content-Type: text/plain');
    expect(raw).toContain('Content-Type: text/html');
    expect(raw).toContain('http://localhost:3000/identity');
    expect(raw).toContain('http://localhost:3000/messages');
    expect(raw).not.toContain('x-y-z');
    const [notice] = await inbox(investor);
    expect(raw).toContain(`Message-ID: <${notice?.id}@localhost>`);
  });

  it('that the server did not take is tried again, and sent once', async () => {
    await deed('kyc.expire');
    office.refusing = 451;
    await runJobs(t, 'notice.mail');
    expect([office.refused, office.letters.length]).toEqual([1, 0]);
    office.refusing = null;
    await t.db.sql(`UPDATE jobs.job SET start_after = now()`);
    const [job] = await t.db.sql<{ state: string; output: { message: string } }>(
      `SELECT state, output FROM jobs.job WHERE name = 'notice.mail'`,
    );
    expect(job?.state).toBe('retry');
    expect(job?.output.message).toMatch(/451/);
    const mailed = () => t.db.sql('SELECT 1 FROM api.notice WHERE mailed_at IS NOT NULL');
    expect(await mailed()).toHaveLength(0);
    await runJobs(t, 'notice.mail');
    await runJobs(t, 'notice.mail');
    expect(office.letters).toHaveLength(1);
    expect(await mailed()).toHaveLength(1);
  });

  it('is left out where the topic was switched off; the inbox still has it', async () => {
    const off = { topics: [{ topic: 'identity', email: false }] };
    const { body } = await investor.http.put('/notices/preferences', off).expect(200);
    expect(body.topics).toContainEqual({ topic: 'identity', email: false });
    expect(body.topics).toContainEqual({ topic: 'subscriptions', email: true });
    await deed('kyc.expire');
    await deed('subscription.settled', { type: 'subscription' });
    await runJobs(t, 'notice.mail');
    expect(await inbox(investor)).toHaveLength(2);
    expect(office.letters.map(({ raw }) => /Subject: (.*)\r/.exec(raw)?.[1])).toEqual([
      'Your subscription is settled.',
    ]);
    await investor.http
      .put('/notices/preferences', { topics: [{ topic: 'weather', email: true }] })
      .expect(400);
  });

  it('escapes a name that is no name', async () => {
    const { letterOf } = await import('./mail.template.js');
    const { html } = letterOf({
      noticeId: randomUUID(),
      to: { name: '<img src=x onerror="alert(1)">', address: 'a@cadastre.test' },
      title: 'A & B',
      link: 'https://cadastre.test/x',
      settings: 'https://cadastre.test/y',
    });
    expect(html).not.toContain('<img');
    expect(html).toContain('A &#38; B');
  });
});

describe('in the demonstration', () => {
  it('letters are kept in a box that everybody can read, and nowhere else', async () => {
    const demo = await startTestApp({ env: { DEMO: '1' } });
    try {
      const anna = await demo.signIn('investor');
      await demo.get(Audit).record(anna.ctx, {
        action: 'kyc.submit',
        subject: { type: 'kyc_case', id: randomUUID() },
        organisationId: anna.organisationId,
      });
      const reviewer = await demo.signIn('compliance');
      await demo.get(Audit).record(anna.ctx, {
        action: 'kyc.submit',
        subject: { type: 'kyc_case', id: randomUUID() },
        organisationId: anna.organisationId,
      });
      await runJobs(demo, 'notice.mail');
      const { body } = await demo.anonymous.get('/public/demo/mail').expect(200);
      expect(body.items).toMatchObject([
        { to: { address: reviewer.email }, subject: 'An investor’s identity waits for review.' },
      ]);
      const box = demo.get(MailCapture);
      const keep = (subject: string) => box.keep({ ...body.items[0], messageId: subject, subject });
      await keep('second');
      await keep('third');
      const page = async (after = '') =>
        (await demo.anonymous.get(`/public/demo/mail?limit=2${after}`).expect(200)).body as Page<{
          subject: string;
        }>;
      const first = await page();
      await keep('while it is read');
      const rest = await page(`&after=${first.nextCursor}`);
      const subjects = [...first.items, ...rest.items].map(({ subject }) => subject);
      expect(subjects).toEqual(['third', 'second', body.items[0].subject]);
      expect(rest.nextCursor).toBeNull();
      const rows = await demo.db.sql<{ message_sealed: Buffer }>('SELECT * FROM api.captured_mail');
      expect(rows[0]?.message_sealed.toString('utf8')).not.toContain(reviewer.email);
    } finally {
      await demo.close();
    }
    await t.anonymous.get('/public/demo/mail').expect(404);
  });
});
