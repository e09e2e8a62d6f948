import { describe, expect, it } from '@jest/globals';
import { Road } from './road.js';

describe('the road to the chain', () => {
  it('has one delivery at a time, and one more for all that was said meanwhile', async () => {
    const open: (() => void)[] = [];
    const road = new Road(() => new Promise((resolve) => open.push(resolve)));
    expect(road.isFree).toBe(true);
    road.go();
    road.go();
    road.go();
    expect(open).toHaveLength(1);
    expect(road.isFree).toBe(false);
    open[0]?.();
    await new Promise(setImmediate);
    expect(open).toHaveLength(2);
    open[1]?.();
    await road.end();
    expect(open).toHaveLength(2);
    expect(road.isFree).toBe(true);
  });

  it('tells a failure once, to whoever waits, and is free again', async () => {
    let fails = true;
    const road = new Road(() => (fails ? Promise.reject(new Error('gone')) : Promise.resolve()));
    road.go();
    await expect(road.end()).rejects.toThrow('gone');
    await road.end();
    fails = false;
    road.go();
    await road.end();
    expect(road.isFree).toBe(true);
  });
});
