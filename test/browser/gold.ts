import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { before, describe, it } from 'node:test';
import {
  Bars,
  bringAsset,
  bringToken,
  goldDraft,
  type Holder,
  mint,
  type Product,
  pulledReport,
  SAMPLE_BARS,
  samplePapers,
} from '@cadastre/api/demo';
import { approvesAt, confirms, countSent, losesNothing } from './deeds.ts';
import { at, committee, holderOf, isOpenToAll, MINUTE, persona, world } from './stage.ts';

/** Dollars × 10⁶ for a fine ounce: near the month's average, and no figure of anybody's. */
const SPOT = 4_700_000_000n;
/** US cents: more than one bar of 400 ounces, less than two. */
const PAID = 200_000_000n;
const WAYBILL = 'SAMPLE waybill 0817, sealed box';
const RECEIPT = 'SAMPLE receipt, signed by the holder';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Gold whose holder takes a bar out. */
export let gold: Product;

/** The token is there, and one investor holds more of it than a bar weighs. */
async function goldIsHeld(): Promise<Holder> {
  const { issuer, first } = world.cast;
  const draft = goldDraft(world.options.dataDir);
  const papers = samplePapers(draft.name, issuer.record.legalName);
  const assetId = await bringAsset(world, issuer, draft, papers);
  const rules = { minTier: 2, countries: [276, 826], maxHolders: 50 };
  const none = { maxBalanceBaseUnits: null, maxSupplyBaseUnits: null };
  gold = await bringToken(world, issuer, assetId, {
    name: 'Sample allocated gold',
    symbol: 'SGLD',
    rules: { ...rules, ...none },
  });
  const fine = SAMPLE_BARS.reduce((sum, bar) => sum + BigInt(bar.fineOz.replace('.', '')), 0n);
  await committee.publish(gold, gold.navFeed, SPOT);
  await committee.publish(gold, gold.reserveFeed, (fine * SPOT) / 1_000n);
  const holder = await holderOf(first);
  await mint(world, gold, { name: 'gold', walletId: holder.walletId, cents: PAID });
  const { attested } = await new Bars(world, gold).openVault();
  if (!attested) await committee.attest(gold, SAMPLE_BARS);
  return holder;
}

describe('a bar of gold', () => {
  before(goldIsHeld);

  it('is chosen among those the tokens cover, reserved, and requested with the wallet, once', async () => {
    await at(persona('investor', 'holds'), async (window) => {
      const { page } = window;
      await window.visit('/portfolio');
      await page.getByRole('link', { name: /^Take bars of Sample/ }).click();
      await page.getByText('They cover 1 bar;').waitFor();
      await page.getByRole('button', { name: /^Choose SAMPLE-/ }).click();
      await window.file('Delivery instruction', 'deliver.txt', 'SAMPLE: to 1 Sample Street');
      await isOpenToAll(window, 'the choice of a bar');
      await page.getByRole('button', { name: /^Reserve SAMPLE-/ }).click();
      const own = page.getByRole('table', { name: 'Your bars' });
      // The reservation stays, and what is signed then is sent once.
      await losesNothing(window, own.getByText('Reserved, to be signed'));
      const sent = countSent(window);
      await own.getByRole('button', { name: 'Request the bar' }).first().click();
      await page.getByRole('button', { name: 'Request the bar with Demo wallet' }).dblclick();
      await page.getByText('Done. The order follows').waitFor({ timeout: MINUTE });
      await page.reload();
      await own.getByText('Waits for the vault').first().waitFor({ timeout: MINUTE });
      assert.equal(sent(), 2, 'the allowance and the request');
    });
  });

  it('leaves the vault step by step, each on its paper and by two persons', async () => {
    await at(persona('issuer'), async (window) => {
      await at(persona('compliance', 'decides'), async (officer) => {
        const { page } = window;
        const step = async (verb: string, paper?: [label: string, text: string]) => {
          await window.eventually(async () => {
            await window.visit(`/assets/${gold.assetId}/bars`);
            await page.getByRole('button', { name: 'Next step' }).click({ timeout: 5_000 });
          }, MINUTE);
          const dialog = page.getByRole('dialog');
          await dialog.getByRole('button', { name: verb }).waitFor();
          if (paper) await window.file(paper[0], 'paper.txt', paper[1]);
          await confirms(window, verb, 'As the holder asked.', true);
          await losesNothing(window, page.getByRole('link', { name: /^Waits for/ }));
          await approvesAt(officer, /^Decide: Move a bar/, 'Approve the step', !paper);
        };
        await step('Accept the request');
        await step('Record the shipment', ['Waybill', WAYBILL]);
        await step('Record the delivery', ['Receipt, signed by the holder', RECEIPT]);
      });
    });
  });

  it('is with its holder, who sees each step and the fingerprint of its paper', async () => {
    await at(persona('investor', 'holds'), async (window) => {
      const { page } = window;
      await window.visit(`/bars/${gold.tokenId}`);
      const own = page.getByRole('table', { name: 'Your bars' });
      await own.getByText('Delivered', { exact: true }).last().waitFor({ timeout: MINUTE });
      for (const paper of [WAYBILL, RECEIPT]) {
        await own.getByText(sha256(paper).slice(0, 6)).waitFor();
      }
      await page.getByText('Left the vault').waitFor();
    });
  });

  it('is no longer among what the public page shows, by the next proof of reserve', async () => {
    await pulledReport(world, gold.assetId);
    await at(null, async (window) => {
      const held = window.page.getByRole('table', { name: 'What it holds' });
      await window.eventually(async () => {
        await window.visit(`/public/assets/${gold.assetId}`);
        await held
          .getByText(SAMPLE_BARS[0]?.refiner ?? '')
          .first()
          .waitFor({ timeout: 2_000 });
      }, MINUTE);
      assert.equal(
        await held.getByRole('row').count(),
        SAMPLE_BARS.length,
        'the header for the bar',
      );
    });
  });
});
