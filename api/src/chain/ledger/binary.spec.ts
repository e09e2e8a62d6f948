import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import {
  booleanArray,
  byteaArray,
  int4Array,
  int8Array,
  numericArray,
  uuidArray,
} from './binary.js';

const MOST = 2n ** 256n - 1n;
const NUMBERS = [
  0n,
  1n,
  -1n,
  9_999n,
  10_000n,
  10_001n,
  100_000_000n,
  2n ** 53n - 1n,
  2n ** 53n,
].concat([2n ** 64n, 123_456_789_012_345_678_901_234_567_890n, -(10n ** 40n), MOST, -MOST]);

describe('columns in binary', () => {
  let client: pg.Client;
  beforeAll(async () => {
    client = new pg.Client({ connectionString: process.env['TEST_DATABASE_URL'] });
    await client.connect();
  });
  afterAll(() => client.end());

  const back = async (type: string, value: Buffer): Promise<unknown[]> => {
    const { rows } = await client.query<{ v: unknown }>(`SELECT unnest($1::${type}[]) AS v`, [
      value,
    ]);
    return rows.map(({ v }) => v);
  };

  it('numbers come back to the last digit', async () => {
    expect(await back('numeric', numericArray(NUMBERS))).toEqual(NUMBERS.map(String));
    const whole = [0, 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1];
    expect(await back('bigint', int8Array(whole))).toEqual(whole.map(String));
    expect(await back('integer', int4Array([0, 7, 2 ** 31 - 1]))).toEqual([0, 7, 2 ** 31 - 1]);
  });

  it('bytes come back, of a longer word its end', async () => {
    const word = `0x${'00'.repeat(12)}${'ab'.repeat(20)}`;
    const address = Buffer.alloc(20, 0xab);
    expect(await back('bytea', byteaArray([word, word.slice(26)], 20))).toEqual([address, address]);
  });

  it('a value that stands twice comes back twice', async () => {
    const [one, two] = [`0x${'01'.repeat(32)}`, `0x${'02'.repeat(32)}`];
    const bytes = [one, one, two, two, two, one].map((hex) => Buffer.from(hex.slice(2), 'hex'));
    expect(await back('bytea', byteaArray([one, one, two, two, two, one], 32))).toEqual(bytes);
  });

  it('ids with gaps and yes or no come back', async () => {
    const ids = [null, '01a2090b-55c6-7000-9979-1329d1e79683', null, null];
    expect(await back('uuid', uuidArray(ids))).toEqual(ids);
    expect(await back('boolean', booleanArray([true, false, true]))).toEqual([true, false, true]);
  });

  it('nothing is an empty column', async () => {
    expect(await back('numeric', numericArray([]))).toEqual([]);
    expect(await back('bytea', byteaArray([], 20))).toEqual([]);
    expect(await back('bigint', int8Array([]))).toEqual([]);
    expect(await back('uuid', uuidArray([]))).toEqual([]);
    expect(await back('boolean', booleanArray([]))).toEqual([]);
  });

  it('what is no hex or no 256-bit number is refused', () => {
    expect(() => byteaArray(['0xzz'], 1)).toThrow('not 1 bytes of hex');
    expect(() => byteaArray(['0xab'], 2)).toThrow('not 2 bytes of hex');
    expect(() => numericArray([10n ** 80n])).toThrow('beyond 256 bits');
  });
});
