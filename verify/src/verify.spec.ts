import { describe, expect, it } from '@jest/globals';
import { BUNDLE_FILES } from '@cadastre/core';
import { filesOf, textOf, zipOf } from './testing/bundle.js';
import { fundInputs, goldInputs, holdersOf, propertyInputs, STRANGER } from './testing/sample.js';
import { verify } from './verify.js';

const HOLDERS = holdersOf(5);

describe('an honest bundle', () => {
  it.each([
    ['fund', fundInputs],
    ['gold', goldInputs],
    ['property', propertyInputs],
  ])('of a %s holds, check by check', async (_what, inputs) => {
    const files = await filesOf(await inputs(HOLDERS), { holders: HOLDERS });
    const verdict = await verify(zipOf(files));
    expect(verdict.lie).toBeNull();
    expect(verdict).toMatchObject({ outcome: 'holds', kind: 'bundle' });
    expect(verdict.report?.result).toMatchObject({ status: 'PASS', reasons: [] });
    expect(verdict.checks.length).toBeGreaterThan(40);
  });

  it('proves a holder’s inclusion, and refuses a stranger', async () => {
    const bundle = zipOf(await filesOf(await goldInputs(HOLDERS), { holders: HOLDERS }));
    const [holder] = HOLDERS;
    const proven = await verify(bundle, { holder: holder?.holder.toUpperCase().replace('X', 'x') });
    expect(proven).toMatchObject({
      outcome: 'holds',
      inclusion: { holder: holder?.holder, balanceBaseUnits: '1000000' },
    });
    expect(await verify(bundle, { holder: `0x${'99'.repeat(20)}` })).toMatchObject({
      outcome: 'lie',
      lie: { name: 'holder' },
    });
  });

  it('is held to the custodians’ keys that were named, and says which remain to be asked for', async () => {
    const inputs = await goldInputs(HOLDERS);
    const key = inputs.attestations[0]?.signer ?? '';
    const bundle = zipOf(await filesOf(inputs, { holders: HOLDERS }));
    expect((await verify(bundle)).notChecked.join()).toContain(`whether ${key} is a key of`);
    const pinned = await verify(bundle, { custodians: [STRANGER.address, key.toLowerCase()] });
    expect(pinned).toMatchObject({
      outcome: 'holds',
      notChecked: ['the chain: no node was named'],
    });
    expect(await verify(bundle, { custodians: [STRANGER.address] })).toMatchObject({
      outcome: 'lie',
      lie: { name: 'attestation 1 key', found: key },
    });
  });

  it('of which only the report is at hand is checked as far as that goes', async () => {
    const files = await filesOf(await goldInputs(HOLDERS), { holders: HOLDERS });
    const content = files.get(BUNDLE_FILES.report) ?? new Uint8Array();
    const verdict = await verify(content);
    expect(verdict).toMatchObject({ outcome: 'holds', kind: 'report' });
    expect(verdict.notChecked.join()).toContain('they are in the bundle');
    expect(JSON.parse(textOf(content))).toMatchObject({ result: { status: 'PASS' } });
    expect(await verify(content, { holder: HOLDERS[0]?.holder ?? '' })).toMatchObject({
      outcome: 'open',
    });
    expect(await verify(files.get(BUNDLE_FILES.pdf) ?? new Uint8Array())).toMatchObject({
      outcome: 'open',
      kind: 'paper',
    });
    const [silent] = (await verify(new TextEncoder().encode('%PDF-1.7'))).checks;
    expect(silent).toMatchObject({ name: 'paper.form', outcome: 'open' });
  });
});
