import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Gather, type Waiting } from './gather.js';

/** Groups that end when they are told to, and what was prepared beforehand. */
function gathering() {
  const groups: { items: string[]; end: () => void }[] = [];
  const prepared: string[] = [];
  const run = async (group: Waiting<string>[]) => {
    const ended = Promise.withResolvers<undefined>();
    groups.push({ items: group.map(({ item }) => item), end: () => ended.resolve(undefined) });
    await ended.promise;
    for (const one of group) one.resolve();
  };
  const prepare = (item: string) => {
    if (item.startsWith('bad')) throw new Error(item);
    prepared.push(item);
  };
  const gather = new Gather<string>({ run, nameOf: (item) => item, prepare, largest: 6 });
  const add = (...items: string[]) => Promise.all(items.map((item) => gather.add(item)));
  return { groups, prepared, add, itemsOf: (i: number) => groups[i]?.items };
}
const turns = async (count: number) => {
  for (let i = 0; i < count; i += 1) await nextTurn();
};

describe('items gathered', () => {
  it('go together where they are few, and those that come meanwhile go next', async () => {
    const { groups, add, itemsOf } = gathering();
    const answered = add('a', 'b', 'c');
    await turns(1);
    const later = add('d');
    await turns(1);
    expect(groups).toHaveLength(1);
    expect(itemsOf(0)).toEqual(['a', 'b', 'c']);
    groups[0]?.end();
    await answered;
    expect(itemsOf(1)).toEqual(['d']);
    groups[1]?.end();
    await later;
  });

  it('go in halves where they are many, the second prepared while the first is under way', async () => {
    const { groups, prepared, add, itemsOf } = gathering();
    const items = ['1', '2', '3', '4', '5', '6', '7', 'bad 8'];
    const answered = add(...items);
    await turns(items.length + 1);
    expect(itemsOf(0)).toEqual(items.slice(0, 4));
    expect(prepared).toEqual(items.slice(0, 7));
    groups[0]?.end();
    await turns(1);
    expect(itemsOf(1)).toEqual(items.slice(4));
    groups[1]?.end();
    await answered;
  });

  it('are never twins nor too many in one group', async () => {
    const { groups, add, itemsOf } = gathering();
    const first = add('a');
    await turns(1);
    const rest = add('a', 'a', 'b', 'c', 'd', 'e', 'f');
    for (const i of [0, 1, 2]) {
      await turns(1);
      groups[i]?.end();
    }
    await Promise.all([first, rest]);
    expect([itemsOf(1), itemsOf(2)]).toEqual([['a', 'b', 'c', 'd', 'e', 'f'], ['a']]);
  });
});
