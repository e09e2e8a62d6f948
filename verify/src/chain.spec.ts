import { beforeAll, describe, expect, it } from '@jest/globals';
import { BUNDLE_FILES, type ReportInputs, sha256 } from '@cadastre/core';
import { type Files, filesOf, zipOf } from './testing/bundle.js';
import { ModelNode, Refusal, type Twist } from './testing/model-node.js';
import { goldInputs, holdersOf } from './testing/sample.js';
import { verify, type Verdict } from './verify.js';

const HOLDERS = holdersOf(5);
const rpcUrl = 'http://node.test';

let inputs: ReportInputs;
let files: Files;
let bundle: Uint8Array;

beforeAll(async () => {
  inputs = await goldInputs(HOLDERS);
  files = await filesOf(inputs, { holders: HOLDERS });
  bundle = zipOf(files);
});

const pdf = () => files.get(BUNDLE_FILES.pdf) ?? new Uint8Array();
const node = () => new ModelNode(inputs, HOLDERS, sha256(pdf()));
const against = (twist?: Twist, bytes = bundle): Promise<Verdict> =>
  verify(bytes, { rpcUrl, fetch: node().fetch(twist) });

/** Answers otherwise to one method. */
const when =
  (method: string, say: (answer: unknown, params: unknown[]) => unknown): Twist =>
  (asked, params, honest) =>
    asked === method ? say(honest(asked, params), params) : honest(asked, params);

const refuse = (why: string) => (): never => {
  throw new Refusal(why);
};

const called = (view: string, params: unknown[]): boolean => {
  const selectors: Record<string, string> = {
    totalSupply: '0x18160ddd',
    latestRoundData: '0xfeaf968c',
  };
  return (params[0] as { data: string }).data.startsWith(selectors[view] ?? '');
};

describe('a report and the chain it speaks of', () => {
  it('agree on block, supply, movements, holders, rounds and registration', async () => {
    const verdict = await against();
    expect(verdict.lie).toBeNull();
    expect(verdict.checks.filter(({ outcome }) => outcome !== 'holds')).toEqual([]);
    expect(verdict.outcome).toBe('holds');
    const names = verdict.checks
      .map(({ name }) => name)
      .filter((name) => name.startsWith('chain.'));
    expect([...new Set(names)]).toEqual([
      'chain.id',
      'chain.block',
      'chain.blockTime',
      'chain.asOf',
      'chain.supply',
      'chain.opening',
      'chain.movements',
      'chain.history',
      'chain.transfers',
      'chain.nav',
      'chain.reserves',
      'chain.registration',
      'chain.signer',
      'chain.still',
    ]);
  });

  it('agree also where only the report or only the PDF is at hand', async () => {
    const report = await against(undefined, files.get(BUNDLE_FILES.report));
    expect(report).toMatchObject({ outcome: 'holds', lie: null });
    const holder = HOLDERS[3]?.holder ?? '';
    const content = files.get(BUNDLE_FILES.report) ?? new Uint8Array();
    const proven = await verify(content, { rpcUrl, holder, fetch: node().fetch() });
    expect(proven.inclusion).toMatchObject({ holder, balanceBaseUnits: '4000000' });
    expect(await against(undefined, pdf())).toMatchObject({ outcome: 'holds', lie: null });
  });

  it('need nothing from the node where none is named', async () => {
    const asked = node();
    await verify(bundle, { fetch: asked.fetch() });
    expect(asked.asked).toEqual([]);
  });
});

describe('a node that lies is caught at', () => {
  const block = (change: object) => (answer: unknown, params: unknown[]) =>
    Number(params[0]) === inputs.asOf.block && answer ? { ...answer, ...change } : answer;

  it.each<[string, string, () => Twist]>([
    ['another chain', 'chain.id', () => when('eth_chainId', () => '0x1')],
    [
      'the hash of the block',
      'chain.block',
      () => when('eth_getBlockByNumber', block({ hash: `0x${'12'.repeat(32)}` })),
    ],
    [
      'the time of the block',
      'chain.blockTime',
      () => when('eth_getBlockByNumber', block({ timestamp: '0x1' })),
    ],
    [
      'the block after it, which would be before T',
      'chain.asOf',
      () =>
        when('eth_getBlockByNumber', (answer, params) =>
          Number(params[0]) === inputs.asOf.block + 1
            ? { ...(answer as object), timestamp: '0x1' }
            : answer,
        ),
    ],
    [
      'the supply',
      'chain.supply',
      () =>
        when('eth_call', (answer, params) =>
          called('totalSupply', params) ? `0x${'0'.repeat(63)}1` : answer,
        ),
    ],
    [
      'a mint it leaves out',
      'chain.movements',
      () => when('eth_getLogs', (answer) => (answer as unknown[]).slice(0, -2)),
    ],
    [
      'a mint of somebody who later burns',
      'chain.transfers',
      () => when('eth_getLogs', (answer) => (answer as unknown[]).slice(1)),
    ],
    [
      'the price',
      'chain.nav',
      () =>
        when('eth_call', (answer, params) =>
          called('latestRoundData', params) ? `0x${'0'.repeat(63)}1`.padEnd(322, '0') : answer,
        ),
    ],
    [
      'who registered',
      'chain.signer',
      () => when('eth_getTransactionByHash', () => ({ from: `0x${'77'.repeat(20)}` })),
    ],
  ])('%s', async (_what, name, twist) => {
    const verdict = await against(twist());
    expect(verdict.lie?.name).toBe(name);
    expect(verdict.outcome).toBe('lie');
  });

  it('the block that is another one at the end', async () => {
    let looks = 0;
    const verdict = await against(
      when('eth_getBlockByNumber', (answer, params) => {
        if (Number(params[0]) !== inputs.asOf.block) return answer;
        looks += 1;
        return looks > 1 ? { ...(answer as object), hash: `0x${'12'.repeat(32)}` } : answer;
      }),
    );
    expect(verdict.lie?.name).toBe('chain.still');
  });
});

describe('what a node cannot tell stays open', () => {
  const open = ({ checks }: Verdict) =>
    checks.filter(({ outcome }) => outcome === 'open').map(({ name }) => name);

  it('where it is behind', async () => {
    const late = node();
    late.head = inputs.asOf.block - 1;
    const verdict = await verify(bundle, { rpcUrl, fetch: late.fetch() });
    expect(verdict).toMatchObject({ outcome: 'open', lie: null });
    expect(open(verdict)).toEqual(['chain.block']);
    expect(verdict.checks.at(-1)?.remark).toContain('is behind: it is at block 47');
  });

  it('where it has thrown the state away, while the logs still prove every holder', async () => {
    const verdict = await against(
      when('eth_call', (answer, params) => {
        if (typeof params[1] === 'object') throw new Refusal('missing trie node');
        return answer;
      }),
    );
    expect(verdict).toMatchObject({ outcome: 'open', lie: null });
    expect(open(verdict)).toEqual(['chain.supply', 'chain.nav', 'chain.reserves']);
    expect(verdict.checks.map(({ what }) => what).join()).toContain(
      'tree of the token’s transfers',
    );
  });

  it('where it gives no logs, while every balance is read again', async () => {
    const verdict = await against(when('eth_getLogs', refuse('pruned')));
    expect(verdict.lie).toBeNull();
    expect(verdict.checks.map(({ what }) => what).join()).toContain('the balances read again');
    expect(open(verdict)).toEqual(['chain.registration']);
    const richer = HOLDERS.map((one, i) => (i === 2 ? { ...one, balance: one.balance + 1n } : one));
    const other = new ModelNode(inputs, richer, sha256(pdf()));
    const twist = when('eth_getLogs', refuse('pruned'));
    const lying = await verify(bundle, { rpcUrl, fetch: other.fetch(twist) });
    expect(lying.lie?.name).toBe('tree.sum');
  });

  it('where it wants smaller questions, and then nothing is open', async () => {
    const verdict = await against(
      when('eth_getLogs', (answer, params) => {
        const { fromBlock, toBlock } = params[0] as { fromBlock: string; toBlock: string };
        if (Number(toBlock) - Number(fromBlock) > 8) throw new Refusal('range too large');
        return answer;
      }),
    );
    expect(verdict).toMatchObject({ outcome: 'holds', lie: null });
  });

  it('where nobody answers', async () => {
    const fetch = () => Promise.reject(new Error('connection refused'));
    const verdict = await verify(bundle, { rpcUrl, fetch });
    expect(verdict).toMatchObject({ outcome: 'open', lie: null });
    expect(verdict.checks.at(-1)?.remark).toContain('connection refused');
  });
});

it('a PDF that is not in the register is a lie, alone or in its bundle', async () => {
  const other = new ModelNode(inputs, HOLDERS, null);
  for (const bytes of [bundle, pdf()]) {
    const verdict = await verify(bytes, { rpcUrl, fetch: other.fetch() });
    expect(verdict.lie?.name).toBe('chain.registration');
  }
});
