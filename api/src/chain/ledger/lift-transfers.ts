import { type RawLog, readTransfer, type Transfer } from './transfer.js';

export interface Lifted {
  transfers: Transfer[];
  /** The answer's JSON without them. */
  rest: string;
}

/**
 * Lifts the transfers out of a node's answer before it is parsed. Nine of ten logs are one, and
 * `JSON.parse` makes fifteen strings of each, which all are walked again when memory is cleared:
 * read from the bytes, a transfer costs its own values, and what it shares with the log before
 * (block, transaction, token) nothing. Understood is a list of logs as nodes write it, without white
 * space; where anything else stands, nothing is lifted and the whole answer is left to be parsed.
 */
export function liftTransfers(body: Buffer, isToken: (address: string) => boolean): Lifted {
  const whole = (): Lifted => ({ transfers: [], rest: body.toString() });
  const list = body.indexOf(LIST);
  if (list < 0) return whole();
  const reader = new LogReader(body);
  const transfers: Transfer[] = [];
  const others: string[] = [];
  const first = list + LIST.length;
  let at = first;
  let end: number;
  do {
    end = reader.read(at);
    if (end < 0) return whole();
    const transfer = reader.transfer(isToken);
    if (transfer) transfers.push(transfer);
    else others.push(body.toString('utf8', at, end));
    at = end + 1;
  } while (body[end] === COMMA);
  if (body[end] !== LIST_END) return whole();
  const rest = [body.toString('utf8', 0, first), others.join(','), body.toString('utf8', end)];
  return { transfers, rest: rest.join('') };
}

/** Inside a JSON string the quotes would be escaped: where this stands, a list begins. */
const LIST = '"result":[';
const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [LIST_BEGIN, LIST_END, OBJECT_BEGIN, OBJECT_END] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Where a value of the log at hand stands. */
class Field {
  start = 0;
  end = 0;
  private kept = '';
  private keptAt = 0;

  constructor(private readonly body: Buffer) {}

  get given(): boolean {
    return this.end > 0;
  }

  /** The value; the same string as in the log before where it is equal. */
  text(): string {
    if (!this.asBefore()) {
      this.kept = this.body.toString('latin1', this.start, this.end);
      this.keptAt = this.start;
    }
    return this.kept;
  }

  private asBefore(): boolean {
    const { body, start, end, keptAt } = this;
    if (end - start !== this.kept.length) return false;
    // From the end: numbers and hashes of neighbours differ there first.
    for (let i = end - start - 1; i >= 0; i -= 1) {
      if (body[start + i] !== body[keptAt + i]) return false;
    }
    return true;
  }
}

const NAMES = [
  'address',
  'data',
  'blockNumber',
  'blockHash',
  'transactionHash',
  'logIndex',
] as const;
const TOPICS = Buffer.from('topics');
/** Signature, sender, receiver. */
const TRANSFER_TOPICS = 3;

/** Walks over logs, one after the other. */
class LogReader {
  private readonly values: Record<(typeof NAMES)[number], Field>;
  private readonly named: { name: Buffer; field: Field }[];
  private readonly topics: Field[];
  private topicCount = 0;

  constructor(private readonly body: Buffer) {
    const field = (): Field => new Field(body);
    this.values = {
      address: field(),
      data: field(),
      blockNumber: field(),
      blockHash: field(),
      transactionHash: field(),
      logIndex: field(),
    };
    this.named = NAMES.map((name) => ({ name: Buffer.from(name), field: this.values[name] }));
    this.topics = Array.from({ length: TRANSFER_TOPICS }, field);
  }

  /** Where the log that begins here ends; -1 where none does. */
  read(begin: number): number {
    const { body } = this;
    if (body[begin] !== OBJECT_BEGIN) return -1;
    this.topicCount = 0;
    for (const { field } of this.named) field.end = 0;
    let at = begin;
    do {
      const name = at + 2;
      const nameEnd = this.quoted(at + 1);
      if (nameEnd < 0 || body[nameEnd + 1] !== COLON) return -1;
      at = this.value(name, nameEnd, nameEnd + 2);
    } while (body[at] === COMMA);
    return body[at] === OBJECT_END ? at + 1 : -1;
  }

  /** The log that was read as a transfer of a token, or null where it is none. */
  transfer(isToken: (address: string) => boolean): Transfer | null {
    const { address, data, blockNumber, blockHash, transactionHash, logIndex } = this.values;
    if (this.topicCount !== TRANSFER_TOPICS) return null;
    if (!this.named.every(({ field }) => field.given)) return null;
    const token = address.text();
    if (!isToken(token)) return null;
    const log: RawLog = {
      address: token,
      topics: this.topics.map((topic) => topic.text()),
      data: data.text(),
      blockNumber: blockNumber.text(),
      blockHash: blockHash.text(),
      transactionHash: transactionHash.text(),
      logIndex: logIndex.text(),
    };
    return readTransfer(token, log);
  }

  /** Where a value ends, which is kept if it has a name of ours; -1 where it is none of a log's. */
  private value(name: number, nameEnd: number, at: number): number {
    const { body } = this;
    if (body[at] === LIST_BEGIN) {
      return this.is(TOPICS, name, nameEnd) ? this.readTopics(at) : -1;
    }
    if (body[at] !== QUOTE) return this.bare(at);
    const end = this.quoted(at);
    for (const { name: ours, field } of this.named) {
      if (!this.is(ours, name, nameEnd)) continue;
      field.start = at + 1;
      field.end = end;
    }
    return end < 0 ? -1 : end + 1;
  }

  private readTopics(begin: number): number {
    const { body, topics } = this;
    let at = begin;
    if (body[at + 1] === LIST_END) return at + 2;
    do {
      const start = at + 1;
      const end = this.quoted(start);
      if (end < 0) return -1;
      const topic = topics[this.topicCount];
      if (topic) {
        topic.start = start + 1;
        topic.end = end;
      }
      this.topicCount += 1;
      at = end + 1;
    } while (body[at] === COMMA);
    return body[at] === LIST_END ? at + 1 : -1;
  }

  /** The closing quote of a string without escapes that opens here, or -1. */
  private quoted(at: number): number {
    const { body } = this;
    if (body[at] !== QUOTE) return -1;
    for (let end = at + 1; end < body.length; end += 1) {
      if (body[end] === QUOTE) return end;
      if (body[end] === BACKSLASH) return -1;
    }
    return -1;
  }

  /** The end of `true`, `false`, `null` or a number. */
  private bare(at: number): number {
    const { body } = this;
    for (let end = at; end < body.length; end += 1) {
      if (body[end] === COMMA || body[end] === OBJECT_END) return end;
      if (body[end] === OBJECT_BEGIN || body[end] === LIST_BEGIN) return -1;
    }
    return -1;
  }

  private is(name: Buffer, start: number, end: number): boolean {
    if (end - start !== name.length) return false;
    for (let i = 0; i < name.length; i += 1) {
      if (this.body[start + i] !== name[i]) return false;
    }
    return true;
  }
}
