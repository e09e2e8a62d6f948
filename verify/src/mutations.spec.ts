import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  BUNDLE_FILES,
  canonicalJson,
  holdersCsv,
  type ReserveReport,
  sha256,
  sourceFile,
} from '@cadastre/core';
import { bytesOf, type Files, filesOf, paperOf, relist, textOf, zipOf } from './testing/bundle.js';
import {
  fundInputs,
  goldInputs,
  holdersOf,
  PLATFORM,
  propertyInputs,
  STRANGER,
} from './testing/sample.js';
import { verify } from './verify.js';

const HOLDERS = holdersOf(5);
let honest: Files;
let mutations = 0;

beforeAll(async () => {
  honest = await filesOf(await fundInputs(HOLDERS), { holders: HOLDERS });
});
afterAll(() => {
  // The issue asks for two hundred; this file alone must not quietly become fewer.
  expect(mutations).toBeGreaterThan(600);
});

/** The name of the lie that was found; "none" where nothing was noticed. */
async function lieIn(files: Files, signer?: string): Promise<string> {
  mutations += 1;
  const verdict = await verify(zipOf(files), { ...(signer !== undefined && { signer }) });
  return verdict.lie?.name ?? 'none';
}

const changed = (name: string, bytes: Uint8Array): Files => new Map([...honest, [name, bytes]]);
const flipped = (bytes: Uint8Array, at: number, mask: number): Uint8Array => {
  const copy = Uint8Array.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ mask;
  return copy;
};
const parsed = (name: string): unknown => JSON.parse(textOf(honest.get(name)));

/** Each leaf of a value with its path. */
function leaves(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? value.map((one: unknown, i) => [i, one])
    : Object.entries(value);
  return entries.flatMap(([key, one]) => leaves(one, [...path, key]));
}

/** Another value of the same form, at one place. */
function edit(target: unknown, [key, ...rest]: (string | number)[]): void {
  const holder = target as Record<string | number, unknown>;
  if (key === undefined) return;
  if (rest.length > 0) return edit(holder[key], rest);
  const value = holder[key];
  if (typeof value === 'number') holder[key] = value + 1;
  else if (typeof value === 'string' && /^-?\d+$/.test(value))
    holder[key] = `${BigInt(value) + 1n}`;
  else holder[key] = `${String(value)}x`;
}
const pathOf = (path: (string | number)[]): string =>
  path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}.${key}`),
    '',
  );

describe('a single byte', () => {
  const EACH = 24;

  it('changed anywhere in any file is found, and the file is named', async () => {
    for (const [name, bytes] of honest) {
      for (let i = 0; i < EACH; i += 1) {
        const at = Math.floor((i * bytes.length) / EACH);
        const lie = await lieIn(changed(name, flipped(bytes, at, 1 << (i % 7))));
        if (name === BUNDLE_FILES.manifest) expect(lie).toMatch(/^(manifest|file|size)/);
        else expect(lie).toBe(`file ${name}`);
      }
    }
  });

  it('added, or taken from the end, is found in every file', async () => {
    for (const [name, bytes] of honest) {
      for (const other of [bytes.slice(0, -1), bytesOf(`${textOf(bytes)}\n`)]) {
        const lie = await lieIn(changed(name, other));
        expect(lie).toBe(name === BUNDLE_FILES.manifest ? 'manifest.form' : `file ${name}`);
      }
    }
  });

  it('changed in a file whose hash is then put right in the manifest is found all the same', async () => {
    const names: Record<string, RegExp> = {
      [BUNDLE_FILES.report]: /^(content\.form|paper\.content)$/,
      [BUNDLE_FILES.pdf]: /^(paper\.content|signature\.pdfSha256)$/,
      [BUNDLE_FILES.platformSignature]: /^signature\./,
      [BUNDLE_FILES.holders]: /^tree\./,
      [BUNDLE_FILES.tree]: /^tree\./,
      'attestations/001.json': /^attestation 1/,
    };
    for (const [name, expected] of Object.entries(names)) {
      const bytes = honest.get(name) ?? new Uint8Array();
      for (let i = 0; i < EACH; i += 1) {
        const at = Math.floor(((i + 0.5) * bytes.length) / EACH);
        expect(await lieIn(relist(changed(name, flipped(bytes, at, 1 << (i % 7)))))).toMatch(
          expected,
        );
      }
    }
  });
});

describe('the signature', () => {
  it('does not cover another word of the report, the PDF or the tree', async () => {
    const signed = parsed(BUNDLE_FILES.platformSignature) as { signed: Record<string, unknown> };
    for (const field of Object.keys(signed.signed)) {
      const other = parsed(BUNDLE_FILES.platformSignature) as typeof signed;
      const value = other.signed[field];
      other.signed[field] =
        typeof value === 'number'
          ? value + 1
          : String(value).replace(/.$/, (d) => (d === '1' ? '2' : '1'));
      const lie = await lieIn(
        relist(changed(BUNDLE_FILES.platformSignature, bytesOf(canonicalJson(other)))),
      );
      expect(lie).toBe(`signature.${field}`);
    }
  });

  it('of somebody else is seen by who is expected to sign', async () => {
    const inputs = await fundInputs(HOLDERS);
    const theirs = await filesOf(inputs, { holders: HOLDERS, signer: STRANGER });
    expect(await lieIn(theirs, PLATFORM.address)).toBe('signature.expected');
    expect(await lieIn(honest, PLATFORM.address)).toBe('none');
  });

  it('has one form only', async () => {
    const own = parsed(BUNDLE_FILES.platformSignature) as { signature: string };
    for (const v of ['00', '01', '1d', 'ff', own.signature.endsWith('1b') ? '1c' : '1b']) {
      const other = { ...own, signature: own.signature.slice(0, -2) + v };
      const files = relist(changed(BUNDLE_FILES.platformSignature, bytesOf(canonicalJson(other))));
      expect(await lieIn(files)).toBe('signature.signer');
    }
  });

  it('is missed where the content is exchanged together with its paper', async () => {
    const report = parsed(BUNDLE_FILES.report) as ReserveReport;
    report.inputs.asset.name = 'Another fund';
    const content = bytesOf(canonicalJson(report));
    const files = changed(BUNDLE_FILES.report, content);
    files.set(BUNDLE_FILES.pdf, paperOf(report, sha256(content)));
    expect(await lieIn(relist(files))).toBe('signature.contentSha256');
  });
});

describe('somebody with the platform’s own key', () => {
  it.each([
    ['fund', fundInputs],
    ['gold', goldInputs],
    ['property', propertyInputs],
  ])('cannot change one number of a %s’s result', async (_what, inputsOf) => {
    const inputs = await inputsOf(HOLDERS);
    let result: unknown;
    await filesOf(inputs, { holders: HOLDERS, edit: (report) => (result = report.result) });
    for (const path of leaves(result)) {
      const files = await filesOf(inputs, {
        holders: HOLDERS,
        edit: (report) => edit(report.result, path),
      });
      expect(await lieIn(files)).toBe(`result${pathOf(path)}`);
    }
  });

  it('cannot change a word of what a custodian signed', async () => {
    const inputs = await goldInputs(HOLDERS);
    const [own] = inputs.attestations;
    if (!own) throw new Error('the sample has a statement');
    for (const field of [
      'custodian',
      'account',
      'assetClass',
      'quantity',
      'nonce',
      'keyId',
    ] as const) {
      const other = structuredClone(own);
      edit(other, [field]);
      const files = await filesOf({ ...inputs, attestations: [other] }, { holders: HOLDERS });
      expect(await lieIn(files)).toBe('attestation 1');
    }
    const claimed = { ...own, signer: STRANGER.address };
    const files = await filesOf({ ...inputs, attestations: [claimed] }, { holders: HOLDERS });
    expect(await lieIn(files)).toBe('attestation 1');
  });

  it('cannot choose how old is too old', async () => {
    const inputs = await goldInputs(HOLDERS);
    for (const field of Object.keys(inputs.policy) as (keyof typeof inputs.policy)[]) {
      const policy = { ...inputs.policy, [field]: inputs.policy[field] + 1 };
      const files = await filesOf({ ...inputs, policy }, { holders: HOLDERS });
      expect(await lieIn(files)).toBe(`inputs.policy.${field}`);
    }
  });

  it('cannot give, take, add or leave out a holder', async () => {
    const inputs = await goldInputs(HOLDERS);
    const lists = HOLDERS.flatMap((one, i) => {
      const others = HOLDERS.filter((_, j) => j !== i);
      return [
        others,
        [...others, { ...one, balance: one.balance + 1n }],
        [...others, { ...one, holder: one.holder.replace(/.$/, (d) => (d === '0' ? '1' : '0')) }],
        [...HOLDERS, { holder: `0x${'0'.repeat(39)}${i}`, balance: 1n }],
      ];
    });
    for (const list of lists) {
      const lie = await lieIn(await filesOf(inputs, { holders: list }));
      expect(lie).toMatch(/^tree\.(count|sum|root)$/);
    }
    // As many, and as much together: only the root tells.
    const [a, b, ...rest] = HOLDERS;
    if (!a || !b) throw new Error('the sample has holders');
    const swapped = [{ ...a, balance: b.balance }, { ...b, balance: a.balance }, ...rest];
    expect(await lieIn(await filesOf(inputs, { holders: swapped }))).toBe('tree.root');
  });

  it('cannot price with other yields or terms than the official files have', async () => {
    const inputs = await fundInputs(HOLDERS);
    const { line } = inputs;
    if (line.kind !== 'treasury') throw new Error('the sample is a fund');
    const points = line.curve.points.map((point) => ({ ...point, rate: `${+point.rate + 1}` }));
    const yields = { ...line, curve: { ...line.curve, points } };
    expect(await lieIn(await filesOf({ ...inputs, line: yields }, { holders: HOLDERS }))).toBe(
      'inputs.line.curve',
    );
    const securities = line.securities.map((one) => ({ ...one, issueDate: '2026-04-02' }));
    const terms = { ...line, securities };
    expect(await lieIn(await filesOf({ ...inputs, line: terms }, { holders: HOLDERS }))).toBe(
      'inputs.line.securities 912797TJ6',
    );
  });

  it('cannot exchange a source', async () => {
    const report = parsed(BUNDLE_FILES.report) as ReserveReport;
    for (const source of report.inputs.sources) {
      const files = relist(changed(sourceFile(source), bytesOf('another paper')));
      expect(await lieIn(files)).toBe(`source ${source.name}`);
    }
  });
});

describe('a bundle', () => {
  it('that ends early is no bundle, wherever it ends', async () => {
    const zip = zipOf(honest);
    for (let i = 1; i < 20; i += 1) {
      const verdict = await verify(zip.slice(0, Math.floor((zip.length * i) / 20)));
      mutations += 1;
      expect(verdict.lie?.name).toMatch(/^file\.(zip|kind)$/);
    }
    expect((await verify(new Uint8Array())).lie?.name).toBe('file.kind');
  });

  it('from which a file was taken, or to which one was added, is not whole', async () => {
    for (const name of honest.keys()) {
      const without = new Map([...honest].filter(([one]) => one !== name));
      expect(await lieIn(without)).toBe('file.missing');
      if (name === BUNDLE_FILES.manifest) continue;
      expect(await lieIn(relist(without))).toMatch(/^(file\.missing|manifest\.complete)$/);
    }
    expect(await lieIn(changed('sources/more.txt', bytesOf('x')))).toBe('manifest.files');
    expect(await lieIn(relist(changed('sources/more.txt', bytesOf('x'))))).toBe(
      'manifest.complete',
    );
  });

  it('whose list of holders is another than the supply says so itself, and cannot hide it', async () => {
    const inputs = await goldInputs(HOLDERS);
    const fewer = HOLDERS.slice(1);
    const sumBaseUnits = fewer.reduce((sum, { balance }) => sum + balance, 0n).toString();
    const unequal = { ...inputs, holders: { ...inputs.holders, count: 4, sumBaseUnits } };
    expect(await lieIn(await filesOf(unequal, { holders: fewer }))).toBe('tree.root');
    const silent = await filesOf(unequal, {
      holders: fewer,
      edit: (report) => Object.assign(report.result, { status: 'PASS', reasons: [] }),
    });
    expect(await lieIn(relist(silent))).toBe('tree.root');
    expect(holdersCsv(fewer)).not.toBe(textOf(honest.get(BUNDLE_FILES.holders)));
  });

  it('in which two custodians list the same bar is not to be relied on, and cannot hide it', async () => {
    const inputs = await goldInputs(HOLDERS);
    const { line } = inputs;
    if (line.kind !== 'commodity') throw new Error('the sample is gold');
    const bars = [
      ...line.bars,
      ...line.bars.slice(0, 1).map((bar) => ({ ...bar, custodian: 'Other' })),
    ];
    const twice = { ...inputs, line: { ...line, bars } };
    const told = await verify(zipOf(await filesOf(twice, { holders: HOLDERS })));
    expect(told).toMatchObject({ outcome: 'holds', lie: null });
    expect(told.report?.result).toMatchObject({
      status: 'DO NOT RELY',
      reasons: [{ code: 'diverged' }],
    });
    const hidden = await filesOf(twice, {
      holders: HOLDERS,
      edit: ({ result }) => Object.assign(result, { status: 'PASS', reasons: [] }),
    });
    expect(await lieIn(hidden)).toBe('result.status');
  });
});
