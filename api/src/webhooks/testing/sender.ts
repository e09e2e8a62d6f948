import { runJobs } from '../../testing/jobs.js';
import type { Persona, TestApp } from '../../testing/test-app.js';
import { WebhookJobs } from '../webhook.jobs.js';
import type { DeliveryView, WebhookSecretView, WebhookView } from '../webhook.schema.js';

/** The platform's side of webhooks: endpoints of its operator, and turns of its jobs. */
export class Sender {
  constructor(
    private readonly t: TestApp,
    readonly operator: Persona,
  ) {}

  /** A webhook of somebody's, the operator's unless another is named, that is told of everything. */
  async endpoint(url: string, body: object = {}, who = this.operator): Promise<WebhookSecretView> {
    const answer = await who.http.post('/webhooks', { url, eventTypes: ['*'], ...body });
    if (answer.status !== 201) throw new Error(answer.text);
    return answer.body as WebhookSecretView;
  }

  /** One turn for every endpoint that is due. */
  async deliver(): Promise<void> {
    await this.t.get(WebhookJobs).look();
    await runJobs(this.t, 'webhook.deliver');
  }

  /** Lets the time until the next attempt go by. */
  async wait(): Promise<void> {
    await this.t.db.sql("UPDATE api.webhook_endpoint SET next_attempt_at = now() - interval '1 s'");
  }

  async read(id: string): Promise<WebhookView> {
    return (await this.operator.http.get(`/webhooks/${id}`).expect(200)).body as WebhookView;
  }

  /** What was sent to it, the newest first. */
  async log(id: string): Promise<DeliveryView[]> {
    const { body } = await this.operator.http.get(`/webhooks/${id}/deliveries`).expect(200);
    return (body as { items: DeliveryView[] }).items;
  }
}
