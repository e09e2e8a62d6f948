import { request as plain, type IncomingMessage } from 'node:http';
import { request as secure } from 'node:https';
import { Injectable } from '@nestjs/common';
import { Config } from '../platform/config.js';
import { Refused } from '../platform/problem.js';
import { isPublic, literalOf, NotPublic, publicLookup } from './public-address.js';

/** From the first byte out to the last that is read. */
const LONGEST_MS = 10_000;
const KEPT_CHARACTERS = 500;

export interface Sent {
  sentAt: Date;
  durationMs: number;
  /** null where there was no answer. */
  status: number | null;
  failure: string | null;
  /** The first characters of the answer's body. */
  answer: string | null;
}

/** Posts to addresses that strangers have given us. */
@Injectable()
export class WebhookSender {
  /** In production: only HTTPS, only public addresses. */
  private readonly strict: boolean;

  constructor(config: Config) {
    this.strict = config.production;
  }

  /** What can be told without calling. @throws Refused `webhook_url_refused` */
  check(url: string): void {
    const problem = this.strict && strictly(new URL(url));
    if (problem) throw new Refused('webhook_url_refused', problem);
  }

  /**
   * Sends JSON once, on a connection of its own; redirects are answers like others. Never throws:
   * what went wrong is `failure`.
   */
  async post(url: string, body: string, headers: Record<string, string>): Promise<Sent> {
    const sentAt = new Date();
    const since = performance.now();
    const ended = (outcome: Pick<Sent, 'status' | 'failure' | 'answer'>): Sent => ({
      sentAt,
      durationMs: Math.round(performance.now() - since),
      ...outcome,
    });
    const signal = AbortSignal.timeout(LONGEST_MS);
    try {
      const { status, answer } = await this.exchange(new URL(url), body, headers, signal);
      const good = status >= 200 && status < 300;
      return ended({ status, answer, failure: good ? null : `answered ${status}` });
    } catch (error) {
      const late = `no whole answer within ${LONGEST_MS / 1000} s`;
      const failure = signal.aborted ? late : reasonOf(error);
      return ended({ status: null, answer: null, failure });
    }
  }

  private exchange(
    url: URL,
    body: string,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<{ status: number; answer: string }> {
    const problem = this.strict && strictly(url);
    if (problem) return Promise.reject(new Error(problem));
    return new Promise((resolve, reject) => {
      const request = (url.protocol === 'https:' ? secure : plain)(
        url,
        {
          method: 'POST',
          agent: false,
          signal,
          headers: {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
            'user-agent': 'Cadastre-Webhooks/1',
            ...headers,
          },
          ...(this.strict && { lookup: publicLookup }),
        },
        (response) => {
          beginning(response).then(
            (answer) => resolve({ status: response.statusCode ?? 0, answer }),
            reject,
          );
        },
      );
      request.once('error', reject);
      request.end(body);
    });
  }
}

/** What is wrong with an address in production, or null. */
function strictly(url: URL): string | null {
  if (url.protocol !== 'https:') return 'Give an address that begins with https://.';
  const literal = literalOf(url);
  if (literal !== null && !isPublic(literal)) return new NotPublic(literal).message;
  return null;
}

/** The start of a body; the rest is not waited for. Control characters become spaces. */
async function beginning(response: IncomingMessage): Promise<string> {
  let text = '';
  response.setEncoding('utf8');
  for await (const chunk of response as AsyncIterable<string>) {
    text += chunk;
    // Leaving the loop closes the connection.
    if (text.length >= KEPT_CHARACTERS) break;
  }
  return text.slice(0, KEPT_CHARACTERS).replace(/\p{Cc}|\p{Cs}/gu, ' ');
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error.message.slice(0, 300);
}
