import { Injectable } from '@nestjs/common';
import { Committee } from '../chain/committee.js';
import { Counters } from '../platform/counters.js';
import { NodeKey } from '../platform/keys.js';
import { Refusal } from '../platform/refusal.js';
import { ReportDomain } from '../report/report.js';
import { envelope, signerOf, type Envelope } from './message.js';

/** A message is good for this long, and clocks of two nodes may differ by as much. */
const WINDOW_MS = 30_000;

/** Why a message is not listened to; the label of the count. */
export type MessageFault =
  | 'MALFORMED'
  | 'OTHER_CHAIN'
  | 'OTHER_COMMITTEE'
  | 'OTHER_RECIPIENT'
  | 'OTHER_PATH'
  | 'TOO_OLD'
  | 'FROM_THE_FUTURE'
  | 'WRONG_SIGNATURE'
  | 'OUTSIDER'
  | 'OTHER_EPOCH'
  | 'REPLAYED';

/** A message that is not listened to, whatever it asks. */
export class MessageRefused extends Refusal {
  constructor(
    readonly fault: MessageFault,
    message: string,
  ) {
    super(fault, message);
  }
}

/**
 * Who is let in: members of the committee, now, for this chain, committee, node and route, once. Everything else is
 * refused before it is read, and counted as `oracle_peer_refused_total{reason}`.
 */
@Injectable()
export class Door {
  /** Nonces of the messages that were let in, with the time from which on they are too old anyway. */
  private readonly seen = new Map<string, number>();
  /** What was sent before this process began may have been heard by the one before it. */
  private readonly openedAt = Date.now();

  constructor(
    private readonly key: NodeKey,
    private readonly domain: ReportDomain,
    private readonly committee: Committee,
    private readonly counters: Counters,
  ) {}

  /**
   * The body of a message that may be answered.
   * @throws MessageRefused, counted; RpcError, RpcUnreachable when the committee cannot be asked
   */
  async open(path: string, received: unknown): Promise<unknown> {
    try {
      const message = this.read(path, received);
      await this.admit(message);
      return JSON.parse(message.body) as unknown;
    } catch (error) {
      if (error instanceof SyntaxError) {
        this.counters.add('oracle_peer_refused_total', { reason: 'MALFORMED' });
        throw new MessageRefused('MALFORMED', 'The body is not JSON.');
      }
      if (error instanceof MessageRefused) {
        this.counters.add('oracle_peer_refused_total', { reason: error.fault });
      }
      throw error;
    }
  }

  /** What the message itself tells. */
  private read(path: string, received: unknown): Envelope {
    const parsed = envelope.safeParse(received);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new MessageRefused('MALFORMED', `${issue?.path.join('.')}: ${issue?.message}.`);
    }
    const message = parsed.data;
    const { chainId, committee } = this.domain;
    if (message.chainId !== chainId.toString()) {
      throw new MessageRefused('OTHER_CHAIN', `This node serves chain ${chainId}.`);
    }
    if (message.committee !== committee) {
      throw new MessageRefused('OTHER_COMMITTEE', `This node serves the committee ${committee}.`);
    }
    if (message.recipient !== this.key.address) {
      throw new MessageRefused('OTHER_RECIPIENT', `This node is ${this.key.address}.`);
    }
    if (message.path !== path) {
      throw new MessageRefused('OTHER_PATH', `The message is meant for ${message.path}.`);
    }
    const now = Date.now();
    if (message.sentAt < now - WINDOW_MS || message.sentAt < this.openedAt) {
      throw new MessageRefused('TOO_OLD', `The message is of ${instant(message.sentAt)}.`);
    }
    if (message.sentAt > now + WINDOW_MS) {
      const reason = `The message is of ${instant(message.sentAt)}, here it is ${instant(now)}.`;
      throw new MessageRefused('FROM_THE_FUTURE', reason);
    }
    if (signerOf(message) !== message.sender) {
      throw new MessageRefused('WRONG_SIGNATURE', `${message.sender} did not sign this.`);
    }
    return message;
  }

  /** What takes the chain and this node's memory. */
  private async admit({ sender, epoch: given, nonce, sentAt }: Envelope): Promise<void> {
    const { signers, epoch } = await this.committee.state();
    if (!signers.includes(sender)) {
      throw new MessageRefused('OUTSIDER', `${sender} is not in the committee.`);
    }
    if (given !== epoch) {
      throw new MessageRefused('OTHER_EPOCH', `The committee is in epoch ${epoch}, not ${given}.`);
    }
    this.forget();
    if (this.seen.has(nonce)) {
      throw new MessageRefused('REPLAYED', 'This message was heard before.');
    }
    this.seen.set(nonce, sentAt + WINDOW_MS);
  }

  /** Members only are remembered, and not longer than their messages live: the memory stays small. */
  private forget(): void {
    const now = Date.now();
    for (const [nonce, until] of this.seen) if (until < now) this.seen.delete(nonce);
  }
}

const instant = (ms: number) => new Date(ms).toISOString();
