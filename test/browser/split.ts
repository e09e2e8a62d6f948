import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import {
  addressOf,
  bringAsset,
  bringToken,
  goldDraft,
  type Product,
  SAMPLE_BARS,
  samplePapers,
  until,
} from '@cadastre/api/demo';
import { AssetToken__factory } from '@cadastre/contracts';
import { approves, holdsNoMore, losesNothing, written } from './deeds.ts';
import { gold } from './gold.ts';
import { at, MINUTE, passTo, persona, world } from './stage.ts';

/** New tokens for old ones. */
const [NEW, OLD] = [5n, 3n];
const DECIMALS = 18;
const NAME = 'Sample gold after its split';

/** The token that the gold's holders get for theirs. */
export let split: Product;

async function newTokenIsThere(): Promise<void> {
  const { issuer } = world.cast;
  const bars = SAMPLE_BARS.map((bar) => ({ ...bar, serial: `SPLIT-${bar.serial}` }));
  const draft = { ...goldDraft(world.options.dataDir, bars), name: NAME };
  const assetId = await bringAsset(
    world,
    issuer,
    draft,
    samplePapers(NAME, issuer.record.legalName),
  );
  const none = { maxBalanceBaseUnits: null, maxSupplyBaseUnits: null };
  split = await bringToken(world, issuer, assetId, {
    name: NAME,
    symbol: 'SGLN',
    rules: { minTier: 2, countries: [276, 826], maxHolders: 50, ...none },
  });
}

/** The issuer gives five new tokens for three old ones, to whoever holds them. */
describe('a split', () => {
  const held = ({ token }: Product) =>
    AssetToken__factory.connect(token, world.options.rpc).balanceOf(addressOf(world.cast.first));
  let path = '';
  let gained: bigint;
  before(async () => {
    await newTokenIsThere();
    gained = ((await held(gold)) * NEW) / OLD;
  });

  it('is drafted with what each holder gets, survives a reload, and is announced once approved', async () => {
    const drafts: Parameters<typeof at>[1] = async (window) => {
      const { page } = window;
      await window.visit(`/assets/${gold.assetId}/actions`);
      await page.getByRole('button', { name: 'Draft an action' }).click();
      await window.choose('Into the token of', NAME);
      await page.getByLabel('New tokens').fill(String(NEW));
      await page.getByLabel('for old tokens').fill(String(OLD));
      await window.file('Resolution', 'split.txt', 'SAMPLE resolution');
      await page.getByRole('button', { name: 'Keep the draft and calculate' }).click();
      const lines = page.getByRole('table', { name: 'Lines of the action' });
      await lines.getByText(`${written(gained, DECIMALS)} new tokens`).waitFor();
      path = new URL(page.url()).pathname;
      // The first action of an asset brings its contract, which must stand on the chain first.
      const waits = page.getByText('These lines wait for compliance.');
      await window.eventually(async () => {
        const submit = page.getByRole('button', { name: 'Submit to compliance' });
        if (!(await waits.isVisible())) await submit.click({ timeout: 5_000 });
        await waits.waitFor({ timeout: 5_000 });
      }, MINUTE);
      await losesNothing(window, waits);
    };
    // Asked about its contract before that stands on the chain, the register answers 409, and a browser says so.
    await at(persona('issuer'), drafts, { provokes: /409/ });
    await approves(/^Decide: Announce a corporate action/, 'Approve these lines');
  });

  it('is carried out for everybody by two persons once its day has come', async () => {
    const issuer = await world.as(world.cast.issuer);
    // On the chain first: on its day it could no longer be announced.
    const { effectiveAt } = await until(
      () => issuer.get<{ state: string; effectiveAt: string }>(path),
      ({ state }) => state === 'announced',
      { what: 'the split to be announced' },
    );
    await passTo(effectiveAt);
    await at(persona('issuer'), async (window) => {
      const { page } = window;
      await window.eventually(async () => {
        await window.visit(path);
        await page
          .getByRole('button', { name: 'Carry it out for the rest' })
          .click({ timeout: 5_000 });
      }, MINUTE);
      await page.getByText('These lines wait for compliance.').waitFor();
      await approves(/^Decide: Carry a corporate action out/, 'Approve these lines');
      await window.eventually(async () => {
        await window.visit(path);
        await page.getByText('Completed', { exact: true }).first().waitFor({ timeout: 1_000 });
      }, MINUTE);
    });
    assert.deepEqual([await held(gold), await held(split)], [0n, gained]);
  });

  it('is what the holder has in the portfolio, and the cap table says, to the last unit', async () => {
    const amount = written(gained, DECIMALS);
    await at(persona('investor', 'holds'), async (window) => {
      await holdsNoMore(window, 'Sample allocated gold');
      const now = window.page.getByRole('region', { name: NAME });
      await now.getByText(`${amount} SGLN`).waitFor();
    });
    await at(persona('auditor'), async (window) => {
      await window.visit(`/assets/${split.assetId}/cap-table`);
      const table = window.page.getByRole('table', { name: 'Cap table' });
      await table.getByRole('row', { name: amount }).getByText('100.0000 %').waitFor();
    });
  });
});
