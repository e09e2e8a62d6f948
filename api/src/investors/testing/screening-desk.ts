import { readFileSync } from 'node:fs';
import { APRIL, fillCase, setClock } from '../../testing/builders.js';
import { writeDeployment } from '../../testing/deployment.js';
import { runJobs } from '../../testing/jobs.js';
import { type Persona, startTestApp, type TestApp } from '../../testing/test-app.js';

const FOLDER = new URL('../../../../data/sanctions/', import.meta.url);

/** A file of the sanctions lists as it was published. */
export const edition = (file: string): string => readFileSync(new URL(file, FOLDER), 'utf8');

interface Hit {
  id: string;
  state: string;
  decisionReason: string | null;
}

/** Those who look after the sanctions lists and decide on hits, on an application of their own. */
export class ScreeningDesk {
  private constructor(
    readonly t: TestApp,
    readonly officer: Persona,
    readonly second: Persona,
    readonly auditor: Persona,
    readonly operator: Persona,
  ) {}

  static async open(): Promise<ScreeningDesk> {
    const t = await startTestApp();
    writeDeployment(t);
    return new ScreeningDesk(
      t,
      await t.signIn('compliance'),
      await t.signIn('compliance'),
      await t.signIn('auditor'),
      await t.signIn('operator'),
    );
  }

  /** The domain's time is `APRIL` again. */
  resetClock(): void {
    setClock(this.t, APRIL);
  }

  async lists() {
    return (await this.officer.http.get('/screening/lists').expect(200)).body.items;
  }

  async inForce(source: string) {
    return (await this.lists()).find(
      (one: { source: string; inForce: boolean }) => one.source === source && one.inForce,
    );
  }

  /** Uploads an edition and asks that it be taken in. */
  async offer(source: string, text: string, publishedOn: string) {
    const file = { fileName: `${source}.csv`, mediaType: 'text/csv' };
    const documentId = await this.officer.http.upload(text, file);
    return this.officer.http.post('/screening/lists', { source, publishedOn, documentId });
  }

  /** Takes in an edition; resolves to its id. */
  async takeIn(source: string, text: string, publishedOn = '2026-04-01'): Promise<string> {
    const { status, body } = await this.offer(source, text, publishedOn);
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body.id as string;
  }

  /** Puts an edition in force; resolves to the run that looks at everybody again. */
  async activate(id: string): Promise<{ id: string; total: number }> {
    const path = `/screening/lists/${id}/activate`;
    const answer = await this.officer.http.post(path, { reason: 'New.' }).expect(202);
    return answer.body as { id: string; total: number };
  }

  /** Takes in an edition and puts it in force at once. */
  async change(source: string, text: string): Promise<{ id: string; total: number }> {
    return this.activate(await this.takeIn(source, text));
  }

  /** Lets the runs that are under way go to their end. */
  finish() {
    return runJobs(this.t, 'screening.step');
  }

  async run(id: string) {
    return (await this.officer.http.get(`/screening/runs/${id}`).expect(200)).body;
  }

  /** A case that its owner has handed in, a new investor where none is given. */
  async submitted(over: object = {}, who?: Persona): Promise<{ investor: Persona; id: string }> {
    const investor = who ?? (await this.t.signIn('investor'));
    const id = await fillCase(investor, over);
    await investor.http.post(`/kyc-cases/${id}/submit`).expect(200);
    return { investor, id };
  }

  async hits(caseId: string): Promise<Hit[]> {
    const { body } = await this.officer.http.get(`/kyc-cases/${caseId}`).expect(200);
    return body.screening.hits as Hit[];
  }

  /** The one hit of a case. */
  async hit(caseId: string): Promise<Hit> {
    const [hit, ...more] = await this.hits(caseId);
    if (!hit || more.length > 0) throw new Error(`case ${caseId} has not exactly one hit`);
    return hit;
  }

  decide(who: Persona, id: string, decision: string, reason = 'Papers compared.') {
    return who.http.post(`/screening/hits/${id}/decide`, { decision, reason });
  }
}
