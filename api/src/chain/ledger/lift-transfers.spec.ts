import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { liftTransfers } from './lift-transfers.js';
import { type RawLog, readTransfer, TRANSFER_TOPIC } from './transfer.js';

const TOKEN = `0x${'a1'.repeat(20)}`;
const OTHER = `0x${'b2'.repeat(20)}`;
const isToken = (address: string) => address === TOKEN;

const hex = (bytes: number) =>
  fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .map((b) => `0x${Buffer.from(b).toString('hex')}`);
/** Of few values, so that neighbours share some. */
const few = (bytes: number) => fc.constantFrom(1, 2, 3).map((n) => `0x${`0${n}`.repeat(bytes)}`);
const quantity = fc.nat().map((n) => `0x${n.toString(16)}`);

/** The fields of a log, in any order. */
const log = fc
  .record({
    address: fc.constantFrom(TOKEN, OTHER),
    topics: fc.oneof(
      fc.tuple(fc.constant(TRANSFER_TOPIC), fc.oneof(few(32), hex(32)), few(32)),
      fc.tuple(fc.constant(TRANSFER_TOPIC), few(32), few(32), few(32)),
      fc.array(hex(32), { maxLength: 4 }),
    ),
    data: fc.oneof(hex(32), hex(0), hex(64)),
    blockNumber: quantity,
    blockHash: few(32),
    blockTimestamp: quantity,
    transactionHash: fc.oneof(few(32), hex(32)),
    transactionIndex: quantity,
    logIndex: quantity,
    removed: fc.boolean(),
  })
  .chain((all) => fc.shuffledSubarray(Object.entries(all), { minLength: Object.keys(all).length }))
  .map((entries) => Object.fromEntries(entries) as unknown as RawLog);

const header = (id: number) => ({ jsonrpc: '2.0', id, result: { number: '0x7', hash: '0xabcd' } });
const answer = (logs: unknown) => [header(1), { jsonrpc: '2.0', id: 2, result: logs }, header(3)];
const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));

describe('transfers, lifted out of an answer', () => {
  it('are those that its JSON has, and the rest stands where it stood', () => {
    fc.assert(
      fc.property(fc.array(log, { maxLength: 30 }), (logs) => {
        const parsed = logs.map((raw) => ({
          raw,
          transfer: isToken(raw.address) ? readTransfer(raw.address, raw) : null,
        }));
        const { transfers, rest } = liftTransfers(bytes(answer(logs)), isToken);
        expect(transfers).toEqual(parsed.flatMap(({ transfer }) => transfer ?? []));
        const others = parsed.filter(({ transfer }) => !transfer).map(({ raw }) => raw);
        expect(JSON.parse(rest)).toEqual(answer(others));
      }),
    );
  });

  it('are left in anything that is not a list of logs', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.array(fc.jsonValue()).map((v) => JSON.stringify(v)),
        ),
        (json) => {
          for (const text of [
            json,
            `[{"id":1,"result":${json}}]`,
            `[{"id":1,"result":[${json}]}]`,
          ]) {
            const { transfers, rest } = liftTransfers(Buffer.from(text), isToken);
            expect(transfers).toEqual([]);
            expect(JSON.parse(rest)).toEqual(JSON.parse(text));
          }
        },
      ),
    );
  });

  const transfer = {
    address: TOKEN,
    topics: [TRANSFER_TOPIC, `0x${'01'.repeat(32)}`, `0x${'02'.repeat(32)}`],
    data: `0x${'00'.repeat(31)}05`,
    blockNumber: '0x7',
    blockHash: `0x${'03'.repeat(32)}`,
    transactionHash: `0x${'04'.repeat(32)}`,
    logIndex: '0x0',
  };
  const { logIndex, ...unplaced } = transfer;
  const text = JSON.stringify(answer([transfer]));

  it.each([
    ['white space', JSON.stringify(answer([transfer]), null, 1)],
    ['an escape', text.replace('Number":"0x7"', 'Number":"\\u0030x7"')],
    ['an object in a log', text.replace('Number":"0x7"', 'Number":{"is":"0x7"}')],
    ['a list in a list', text.replace('"topics":[', '"topics":[[],')],
    ['an unknown list', text.replace('"logIndex"', '"proof":["0x"],"logIndex"')],
    ['a field that is missing', JSON.stringify(answer([transfer, { ...unplaced, was: logIndex }]))],
    ['a field that is no text', text.replace('"logIndex":"0x0"', '"logIndex":0')],
  ])('with %s are parsed as before', (_, given) => {
    const logs = (json: string) => (JSON.parse(json) as { result: unknown[] }[])[1]?.result;
    const { transfers, rest } = liftTransfers(Buffer.from(given), isToken);
    expect(transfers.length + (logs(rest)?.length ?? 0)).toBe(logs(given)?.length);
    expect(logs(rest)?.at(-1)).toEqual(logs(given)?.at(-1));
  });

  it('of an answer that breaks off are not believed', () => {
    for (let end = 0; end < text.length; end += 1) {
      const cut = text.slice(0, end);
      expect(() => {
        JSON.parse(liftTransfers(Buffer.from(cut), isToken).rest);
      }).toThrow(SyntaxError);
    }
  });
});
