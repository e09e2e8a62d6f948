import { fundPapers } from './fund-papers.js';
import { uploadPaper } from './files.js';
import { reach } from './patience.js';
import type { AssetView, DueDiligenceView, Page } from './views.js';
import type { Step, World } from './world.js';

const fundName = (world: World): string =>
  `Harbour Street T-Bill Fund${world.cast.runId ? ` ${world.cast.runId.toUpperCase()}` : ''} (sample)`;

const assetPath = (world: World): string => `/assets/${world.know('assetId')}`;

async function ownAsset(world: World): Promise<AssetView> {
  return (await world.as(world.cast.issuer)).get<AssetView>(assetPath(world));
}

export const fundIsCreated: Step = {
  name: 'asset',
  title: 'the issuer onboards a fund of fourteen bills and two notes',
  async run(world) {
    const issuer = await world.as(world.cast.issuer);
    const name = fundName(world);
    const asset = await reach(
      async () =>
        (await issuer.get<Page<{ id: string; name: string }>>('/assets?limit=200')).items.find(
          (item) => item.name === name,
        ),
      (found) => found !== undefined,
      () => issuer.post('/assets', { kind: 'treasury', name, ...fundDescription(name) }),
      { what: 'the fund to be drafted' },
    );
    world.learn('assetId', asset?.id ?? '');
    const { portfolio } = world.options;
    const stated = await reach(
      () => ownAsset(world),
      (view) => view.portfolio?.positions.length === portfolio.positions.length,
      () => issuer.put(`${assetPath(world)}/portfolio`, portfolio),
      { what: 'the portfolio to be stated' },
    );
    return {
      asset: stated.id,
      positions: portfolio.positions.length,
      cusips: portfolio.positions.map((position) => position.cusip).join(' '),
    };
  },
};

function fundDescription(fund: string) {
  return {
    description:
      'Short Treasury bills and two notes, held to maturity, shares accumulating. A sample: nobody offers it.',
    details: {
      fundName: fund,
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
    const issuer = await world.as(world.cast.issuer);
    const path = assetPath(world);
    for (const { type, paper } of fundPapers(world, fundName(world))) {
      await reach(
        async () => (await ownAsset(world)).papers.find((filed) => filed.type === type),
        (filed) => filed !== undefined,
        async () => {
          const document = await uploadPaper(issuer, `${type}.pdf`, 'asset', paper);
          await issuer.post(`${path}/papers`, { documentId: document.id, type });
        },
        { what: `the ${type} to be filed` },
      );
    }
    const { papers } = await ownAsset(world);
    const examined = () => issuer.get<DueDiligenceView>(`${path}/due-diligence`);
    for (const { key, missingTypes } of (await examined()).items.filter((i) => i.required)) {
      for (const type of missingTypes) {
        const paper = papers.find((filed) => filed.type === type);
        if (!paper) throw new Error(`due diligence asks for a ${type}, and the story has none`);
        await reach(
          async () => (await examined()).items.find((item) => item.key === key)?.missingTypes ?? [],
          (missing) => !missing.includes(type),
          () =>
            issuer.post(`${path}/due-diligence/${key}/evidence`, {
              documentId: paper.documentId,
              note: `${paper.fileName}, as filed with the papers of the fund`,
            }),
          { what: `the evidence for ${key}` },
        );
      }
    }
    return Object.fromEntries(papers.map((paper) => [paper.type, `sha256 ${paper.sha256}`]));
  },
};

export const fundIsExamined: Step = {
  name: 'due-diligence',
  title: 'the issuer submits; one compliance officer accepts every item of due diligence',
  async run(world) {
    const issuer = await world.as(world.cast.issuer);
    const officer = await world.as(world.cast.reviewer);
    const path = assetPath(world);
    await reach(
      () => ownAsset(world),
      (view) => view.state !== 'draft',
      () => issuer.post(`${path}/submit`),
      { what: 'the fund to be in review' },
    );
    const read = () => officer.get<DueDiligenceView>(`${path}/due-diligence`);
    for (const { key } of (await read()).items.filter((item) => item.required)) {
      await reach(
        async () => (await read()).items.find((item) => item.key === key),
        (item) => item?.state === 'accepted',
        () =>
          officer.post(`${path}/due-diligence/${key}/accept`, {
            reason: 'Read in full; agrees with the register and with the other papers.',
          }),
        { what: `${key} to be accepted` },
      );
    }
    const accepted = (await read()).items.filter((item) => item.state === 'accepted');
    return { accepted: accepted.length, by: world.cast.reviewer.name };
  },
};

export const fundIsDecided: Step = {
  name: 'decision',
  title: 'another compliance officer approves the fund',
  async run(world) {
    const officer = await world.as(world.cast.approver);
    const path = assetPath(world);
    const decided = await reach(
      () => officer.get<AssetView>(path),
      (view) => !['draft', 'in_review', 'changes_requested'].includes(view.state),
      () =>
        officer.post(`${path}/approve`, {
          reason: 'Due diligence complete, valuation fresh, papers agree with the portfolio.',
        }),
      { what: 'the fund to be approved' },
    );
    return { asset: decided.id, state: decided.state, by: world.cast.approver.name };
  },
};
