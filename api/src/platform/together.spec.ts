import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Together } from './together.js';

/** Reads that end when they are told to, with what stands there at that moment. */
function reading() {
  const reads: { keys: string; end: () => void; fail: (error: Error) => void }[] = [];
  const db = { inTransaction: false };
  const stock = new Map([
    ['a', 1],
    ['b', 2],
  ]);
  const together = new Together<number>(db, async (keys) => {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    reads.push({ keys: keys.join(''), end: () => resolve(undefined), fail: reject });
    await promise;
    return new Map(stock);
  });
  return { db, stock, together, reads };
}

describe('reads by key', () => {
  it('are one for all who ask at the same time, each with what is theirs', async () => {
    const { together, reads } = reading();
    const asked = Promise.all(['a', 'b', 'a', 'z'].map((key) => together.of(key)));
    await nextTurn();
    expect(reads.map(({ keys }) => keys)).toEqual(['abz']);
    reads[0]?.end();
    expect(await asked).toEqual([1, 2, 1, undefined]);
  });

  it('that are asked for while one is under way share the next, and never see what that one saw', async () => {
    const { stock, together, reads } = reading();
    const before = together.of('a');
    await nextTurn();
    stock.set('a', 10);
    const after = [together.of('a'), together.of('b')];
    await nextTurn();
    expect(reads).toHaveLength(1);
    reads[0]?.end();
    await before;
    await nextTurn();
    await nextTurn();
    expect(reads.map(({ keys }) => keys)).toEqual(['a', 'ab']);
    reads[1]?.end();
    expect(await Promise.all(after)).toEqual([10, 2]);
  });

  it('that fail fail for who shared them, and for nobody after', async () => {
    const { together, reads } = reading();
    const first = [together.of('a'), together.of('b')];
    await nextTurn();
    reads[0]?.fail(new Error('the connection broke'));
    expect((await Promise.allSettled(first)).map(({ status }) => status)).toEqual([
      'rejected',
      'rejected',
    ]);
    const second = together.of('b');
    await nextTurn();
    await nextTurn();
    reads[1]?.end();
    expect(await second).toBe(2);
  });

  it('in a transaction are its own', async () => {
    const { db, together, reads } = reading();
    void together.of('a');
    await nextTurn();
    db.inTransaction = true;
    const own = together.of('b');
    expect(reads.map(({ keys }) => keys)).toEqual(['a', 'b']);
    reads[1]?.end();
    expect(await own).toBe(2);
    reads[0]?.end();
  });
});
