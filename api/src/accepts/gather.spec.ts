import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Gather, type Waiting } from './gather.js';

/** Groups that end when they are told to. */
function gathering() {
  const groups: { items: string[]; end: () => void }[] = [];
  const run = async (group: Waiting<string>[]) => {
    const ended = Promise.withResolvers<undefined>();
    groups.push({ items: group.map(({ item }) => item), end: () => ended.resolve(undefined) });
    await ended.promise;
    for (const one of group) one.resolve();
  };
  const gather = new Gather<string>({ run, nameOf: (item) => item, largest: 6 });
  return {
    add: (...items: string[]) => Promise.all(items.map((item) => gather.add(item))),
    end: (i: number) => groups[i]?.end(),
    groups: () => groups.map(({ items }) => items.join('')),
  };
}

describe('items gathered', () => {
  it('go at once behind a group that is under way, and together where two are', async () => {
    const { add, end, groups } = gathering();
    const answered = [add('a', 'b', 'c')];
    await nextTurn();
    answered.push(add('d'));
    await nextTurn();
    answered.push(add('e'), add('f'));
    await nextTurn();
    expect(groups()).toEqual(['abc', 'd']);
    end(0);
    await nextTurn();
    await nextTurn();
    expect(groups()).toEqual(['abc', 'd', 'ef']);
    end(1);
    end(2);
    await Promise.all(answered);
  });

  it('go in halves where they are many and find nothing under way', async () => {
    const { add, end, groups } = gathering();
    const answered = add('1', '2', '3', '4', '5', '6', '7', '8');
    await nextTurn();
    expect(groups()).toEqual(['1234', '5678']);
    end(0);
    end(1);
    await answered;
  });

  it('are never twins nor too many in one group', async () => {
    const { add, end, groups } = gathering();
    const answered = [add('x')];
    await nextTurn();
    answered.push(add('a', 'a', 'b', 'c', 'd', 'e', 'f', 'g'));
    await nextTurn();
    expect(groups()).toEqual(['x', 'abcdef']);
    end(0);
    end(1);
    await nextTurn();
    await nextTurn();
    expect(groups()).toEqual(['x', 'abcdef', 'ag']);
    end(2);
    await Promise.all(answered);
  });
});
