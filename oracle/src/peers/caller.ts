import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Committee } from '../chain/committee.js';
import { Config } from '../platform/config.js';
import { NodeKey } from '../platform/keys.js';
import { Refusal } from '../platform/refusal.js';
import { ReportDomain } from '../report/report.js';
import { seal } from './message.js';
import { derivedAnswer } from './wire.js';

/** Who did not answer once is asked after the others for this long. */
const SILENCE_MS = 10_000;
/** For the question whether anybody is there. */
const PRESENCE_MS = 1_000;

const refusal = z.object({
  code: z.string().max(64),
  reason: z.string().max(2_000),
  derived: derivedAnswer,
});
const presence = z.object({ address: z.string() });

/** Speaks to other nodes: signs each message, gives each a limit of time, remembers who was silent. */
@Injectable()
export class Caller {
  private readonly silent = new Map<string, number>();

  constructor(
    private readonly config: Config,
    private readonly key: NodeKey,
    private readonly domain: ReportDomain,
    private readonly committee: Committee,
  ) {}

  /** Unix milliseconds; 0 for a node that answered last time. */
  silentUntil(url: string): number {
    return this.silent.get(new URL(url).origin) ?? 0;
  }

  /**
   * Sends one message and gives back what was answered.
   * @param timeoutMs `ORACLE_PEER_TIMEOUT_MS` if left out
   * @throws Refusal what the other refused with; `PEER_SILENT`, `PEER_MALFORMED`
   */
  async ask(
    { address }: { address: string },
    url: string,
    path: string,
    body: unknown,
    timeoutMs = this.config.env.ORACLE_PEER_TIMEOUT_MS,
  ): Promise<unknown> {
    const { epoch } = await this.committee.state();
    const { address: sender } = this.key;
    const message = seal(this.key.key, this.domain, {
      sender,
      recipient: address,
      path,
      epoch,
      body,
    });
    const { ok, said } = await this.post(new URL(path, url), JSON.stringify(message), timeoutMs);
    this.silent.delete(new URL(url).origin);
    if (ok) return said;
    const refused = refusal.safeParse(said);
    if (refused.success) {
      const theirs = new Refusal(refused.data.code, refused.data.reason);
      theirs.derived = refused.data.derived;
      throw theirs;
    }
    throw new Refusal('PEER_MALFORMED', 'Its answer is not understood.');
  }

  /** Whether a node with this address answers. */
  async isThere(url: string, address: string): Promise<boolean> {
    try {
      const response = await fetch(new URL('/peer', url), {
        redirect: 'error',
        signal: AbortSignal.timeout(PRESENCE_MS),
      });
      const said = presence.safeParse(await response.json());
      return said.success && said.data.address === address;
    } catch {
      return false;
    }
  }

  private async post(
    url: URL,
    body: string,
    timeoutMs: number,
  ): Promise<{ ok: boolean; said: unknown }> {
    let heard: { ok: boolean; text: string };
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      heard = { ok: response.ok, text: await response.text() };
    } catch (error) {
      this.silent.set(url.origin, Date.now() + SILENCE_MS);
      const why = error instanceof Error ? (error.cause ?? error) : error;
      const reason = why instanceof Error ? why.message || why.name : String(why);
      throw new Refusal('PEER_SILENT', `${url.origin} did not answer: ${reason}.`);
    }
    try {
      return { ok: heard.ok, said: JSON.parse(heard.text) as unknown };
    } catch {
      throw new Refusal('PEER_MALFORMED', 'Its answer is not JSON.');
    }
  }
}
