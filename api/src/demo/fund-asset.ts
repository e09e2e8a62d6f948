import { approveAsset, draftAsset, examineAsset, fileEvidence } from './desk/assets.js';
import type { AssetDraft } from './drafts.js';
import { holdsSamples } from './fund.js';
import { fundPapers } from './fund-papers.js';
import { reach } from './patience.js';
import type { AssetView } from './views.js';
import type { Step, World } from './world.js';

/** The fund's name in this run of the story. */
export const fundName = (world: World): string =>
  `Harbour Street T-Bill Fund${world.cast.runId ? ` ${world.cast.runId.toUpperCase()}` : ''} (sample)`;

export const fundIsCreated: Step = {
  name: 'asset',
  title: 'the issuer onboards a fund of fourteen bills and two notes',
  async run(world) {
    const issuer = await world.as(world.cast.issuer);
    const sample = holdsSamples(world.options.portfolio.positions);
    const draft = fundDraft(fundName(world), sample);
    const assetId = world.learn('assetId', await draftAsset(world, world.cast.issuer, draft));
    const { portfolio } = world.options;
    const stated = await reach(
      () => issuer.get<AssetView>(`/assets/${assetId}`),
      (view) => view.portfolio?.positions.length === portfolio.positions.length,
      () => issuer.put(`/assets/${assetId}/portfolio`, portfolio),
      { what: 'the portfolio to be stated' },
    );
    return {
      asset: stated.id,
      positions: portfolio.positions.length,
      cusips: portfolio.positions.map((position) => position.cusip).join(' '),
    };
  },
};

/** @param sample whether what it holds at first does not exist */
export function fundDraft(name: string, sample = false): AssetDraft {
  return {
    kind: 'treasury',
    name,
    description:
      'Short Treasury bills and two notes, held to maturity, shares accumulating. ' +
      (sample
        ? 'Until April 2026 these are samples, priced from the official curve like any other. '
        : '') +
      'A sample: nobody offers it.',
    details: {
      fundName: name,
      shareClass: 'Accumulating, USD',
      domicile: 'US',
      legalForm: 'Delaware statutory trust',
      custodian: 'Sample Custody Bank, N.A.',
      administrator: 'Sample Fund Administration, LLC',
      objective:
        'Preserve capital and pass on the yield of short United States Treasury securities.',
    },
  };
}

export const fundIsDocumented: Step = {
  name: 'papers',
  title: 'the issuer uploads the papers and files them as evidence',
  async run(world) {
    const all = fundPapers(world, fundName(world));
    const papers = await fileEvidence(world, world.cast.issuer, world.know('assetId'), (type) => {
      const found = all.find((one) => one.type === type);
      if (!found) throw new Error(`due diligence asks for a ${type}, and the story has none`);
      return found.paper;
    });
    return Object.fromEntries(papers.map((paper) => [paper.type, `sha256 ${paper.sha256}`]));
  },
};

export const fundIsExamined: Step = {
  name: 'due-diligence',
  title: 'the issuer submits; one compliance officer accepts every item of due diligence',
  async run(world) {
    const { issuer, reviewer } = world.cast;
    const accepted = await examineAsset(world, issuer, world.know('assetId'));
    return { accepted, by: reviewer.name };
  },
};

export const fundIsDecided: Step = {
  name: 'decision',
  title: 'another compliance officer approves the fund',
  async run(world) {
    const { id, state } = await approveAsset(world, world.know('assetId'));
    return { asset: id, state, by: world.cast.approver.name };
  },
};
