import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { codeOf, readVectors } from '../testing/files.js';
import { fromHex, keccak256, sha256, uint256, type Hex } from './bytes.js';
import { canonicalHash, canonicalJson } from './canonical.js';
import {
  buildSumTree,
  proveHolding,
  sumLeaf,
  type SumNode,
  verifyHolding,
} from './merkle-sum-tree.js';
import { indexOfTree, pageOfHolder, proveFromPage } from './sum-tree-index.js';

interface TreeVectors {
  params: { chainId: number; token: string; block: number };
  holders: [string, string][];
  leaf0: Hex;
  root: Hex;
  sum: string;
  proof_index2: [Hex, string][];
}

const v = readVectors('merkle-sum-tree.json') as TreeVectors;
const subject = {
  chainId: BigInt(v.params.chainId),
  token: v.params.token,
  block: BigInt(v.params.block),
};
const holdings = v.holders.map(([holder, balance]) => ({ holder, balance: BigInt(balance) }));

describe('the Merkle sum tree', () => {
  const tree = buildSumTree(subject, [...holdings].reverse());

  it('gives the known leaf, root and sum whatever the order of the holders', () => {
    expect(sumLeaf(subject, holdings[0] as (typeof holdings)[0]).hash).toBe(v.leaf0);
    expect(tree.root).toBe(v.root);
    expect(tree.sum).toBe(BigInt(v.sum));
  });

  it('proves one balance and refuses another', () => {
    const third = holdings[2] as (typeof holdings)[0];
    const proof = proveHolding(tree, third.holder);
    expect(proof.siblings.map(({ hash, sum }) => [hash, sum.toString()])).toEqual(v.proof_index2);
    expect(verifyHolding(subject, third, proof, tree.root, tree.sum)).toBe(true);
    expect(verifyHolding(subject, { ...third, balance: 2n }, proof, tree.root, tree.sum)).toBe(
      false,
    );
    expect(verifyHolding(subject, third, proof, tree.root, tree.sum + 1n)).toBe(false);
    expect(verifyHolding({ ...subject, block: 1n }, third, proof, tree.root, tree.sum)).toBe(false);
    expect(verifyHolding(subject, third, { ...proof, index: 10 }, tree.root, tree.sum)).toBe(false);
  });

  it('proves every holder of any cap table', () => {
    const balances = fc.array(fc.bigInt({ min: 0n, max: 2n ** 112n }), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(balances, (list) => {
        const table = list.map((balance, i) => ({
          holder: `0x${(i + 1).toString(16).padStart(40, '0')}`,
          balance,
        }));
        const built = buildSumTree(subject, table);
        expect(built.sum).toBe(list.reduce((a, b) => a + b, 0n));
        for (const holding of table) {
          const proof = proveHolding(built, holding.holder);
          expect(verifyHolding(subject, holding, proof, built.root, built.sum)).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('proves from an index and one page what it proves from the whole', () => {
    const cap = (count: number) =>
      Array.from({ length: count }, (_, i) => ({
        holder: keccak256(String(i)).slice(0, 42),
        balance: BigInt(i),
      }));
    for (const count of [1, 3, 1024, 1025, 2500]) {
      const built = buildSumTree(subject, cap(count));
      const index = indexOfTree(built);
      for (const at of [0, count >> 1, count - 1]) {
        const holding = built.holdings[at] as (typeof built.holdings)[0];
        const page = pageOfHolder(index, holding.holder);
        const start = built.holdings.findIndex(({ holder }) => holder === page.from);
        const read = built.holdings.slice(start, start + page.limit);
        const proof = proveFromPage(subject, index, page, read, holding.holder);
        expect(proof).toEqual(proveHolding(built, holding.holder));
        const edited = read.map((one) => ({ ...one, balance: one.balance + 1n }));
        expect(codeOf(() => proveFromPage(subject, index, page, edited, holding.holder))).toBe(
          'page_differs',
        );
      }
      const stranger = `0x${'99'.repeat(20)}`;
      const page = pageOfHolder(index, stranger);
      expect(codeOf(() => proveFromPage(subject, index, page, [], stranger))).toBe(
        'holder_unknown',
      );
    }
  });

  it('refuses a total or a sibling beyond 256 bits', () => {
    const [a, b] = holdings as [(typeof holdings)[0], (typeof holdings)[0]];
    const most = (1n << 256n) - 1n;
    const table = [
      { ...a, balance: most },
      { ...b, balance: 1n },
    ];
    expect(codeOf(() => buildSumTree(subject, table))).toBe('sum_out_of_range');
    const sibling: SumNode = { hash: tree.root, sum: most + 1n };
    const proof = { index: 0, siblings: [sibling] };
    expect(verifyHolding(subject, a, proof, tree.root, tree.sum)).toBe(false);
    const wraps = { index: 0, siblings: [{ ...sibling, sum: most }] };
    expect(verifyHolding(subject, a, wraps, tree.root, tree.sum)).toBe(false);
  });

  it('refuses nobody, somebody twice, a stranger and a malformed address', () => {
    const first = holdings[0] as (typeof holdings)[0];
    expect(codeOf(() => buildSumTree(subject, []))).toBe('no_holders');
    expect(codeOf(() => buildSumTree(subject, [first, first]))).toBe('holder_duplicate');
    expect(codeOf(() => proveHolding(tree, `0x${'99'.repeat(20)}`))).toBe('holder_unknown');
    expect(codeOf(() => buildSumTree(subject, [{ holder: '0x12', balance: 1n }]))).toBe(
      'hex_malformed',
    );
  });
});

describe('canonical JSON', () => {
  it('sorts keys and writes numbers as RFC 8785 says', () => {
    expect(canonicalJson({ b: [1, 4.5, true, null], a: 'é\n', '\u20ac': 1e21 / 1e21 })).toBe(
      '{"a":"é\\n","b":[1,4.5,true,null],"€":1}',
    );
  });

  it('hashes the same whatever the order of the keys', () => {
    expect(canonicalHash({ a: '1', b: { c: 2, d: 3 } })).toBe(
      canonicalHash({ b: { d: 3, c: 2 }, a: '1' }),
    );
  });

  it('refuses what would lose something', () => {
    for (const value of [
      1n,
      undefined,
      { a: undefined },
      NaN,
      2 ** 60,
      [() => 1],
      new Date(0),
      new Map(),
    ]) {
      expect(codeOf(() => canonicalJson(value))).toBe('not_json');
    }
    expect(() => canonicalJson({ a: [{ amount: 1n }] })).toThrow('$.a[0].amount');
  });
});

describe('hashes', () => {
  it('are the standard ones', () => {
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(keccak256('')).toBe(
      '0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470',
    );
    expect(codeOf(() => fromHex('0xzz', 1))).toBe('hex_malformed');
    expect(codeOf(() => uint256(-1n))).toBe('uint256_out_of_range');
    expect(codeOf(() => uint256(2n ** 256n))).toBe('uint256_out_of_range');
  });
});
