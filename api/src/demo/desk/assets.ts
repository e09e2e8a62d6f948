import type { AssetDraft } from '../drafts.js';
import { uploadPaper } from '../files.js';
import type { Paper } from '../papers.js';
import { reach } from '../patience.js';
import type { Person } from '../people.js';
import type { AssetView, DueDiligenceView, Page } from '../views.js';
import type { World } from '../world.js';

/** An asset of this name, drafted once. @returns its id */
export async function draftAsset(world: World, issuer: Person, body: AssetDraft): Promise<string> {
  const client = await world.as(issuer);
  const asset = await reach(
    async () =>
      (await client.get<Page<{ id: string; name: string }>>('/assets?limit=200')).items.find(
        (item) => item.name === body.name,
      ),
    (found) => found !== undefined,
    () => client.post('/assets', body),
    { what: `the draft ${body.name}` },
  );
  return asset?.id ?? '';
}

/** Files every paper that due diligence asks for, and gives it as evidence. @returns the papers on file */
export async function fileEvidence(
  world: World,
  issuer: Person,
  assetId: string,
  paperOf: (type: string) => Paper,
): Promise<AssetView['papers']> {
  const client = await world.as(issuer);
  const path = `/assets/${assetId}`;
  const filed = async (type: string) =>
    (await client.get<AssetView>(path)).papers.find((paper) => paper.type === type);
  const { items } = await client.get<DueDiligenceView>(`${path}/due-diligence`);
  for (const { key, missingTypes } of items.filter((item) => item.required)) {
    for (const type of missingTypes) {
      const paper = await reach(
        () => filed(type),
        (found) => found !== undefined,
        async () => {
          const { id } = await uploadPaper(client, `${type}.pdf`, 'asset', paperOf(type));
          await client.post(`${path}/papers`, { documentId: id, type });
        },
        { what: `the ${type} to be filed` },
      );
      const missing = async () =>
        (await client.get<DueDiligenceView>(`${path}/due-diligence`)).items.find(
          (item) => item.key === key,
        )?.missingTypes ?? [];
      await reach(
        missing,
        (types) => !types.includes(type),
        () =>
          client.post(`${path}/due-diligence/${key}/evidence`, {
            documentId: paper?.documentId,
            note: `${paper?.fileName ?? type}, as filed with the papers of the asset`,
          }),
        { what: `the evidence for ${key}` },
      );
    }
  }
  return (await client.get<AssetView>(path)).papers;
}

/** The issuer submits; the reviewing officer accepts every item. @returns how many were accepted */
export async function examineAsset(world: World, issuer: Person, assetId: string): Promise<number> {
  const client = await world.as(issuer);
  const officer = await world.as(world.cast.reviewer);
  const path = `/assets/${assetId}`;
  await reach(
    () => client.get<AssetView>(path),
    (view) => view.state !== 'draft',
    () => client.post(`${path}/submit`),
    { what: 'the asset to be in review' },
  );
  const read = () => officer.get<DueDiligenceView>(`${path}/due-diligence`);
  for (const { key, state } of (await read()).items.filter((item) => item.required)) {
    if (state === 'accepted') continue;
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
  return (await read()).items.filter((item) => item.state === 'accepted').length;
}

/** The deciding officer approves. */
export async function approveAsset(world: World, assetId: string): Promise<AssetView> {
  const officer = await world.as(world.cast.approver);
  const path = `/assets/${assetId}`;
  return reach(
    () => officer.get<AssetView>(path),
    (view) => !['draft', 'in_review', 'changes_requested'].includes(view.state),
    () =>
      officer.post(`${path}/approve`, {
        reason: 'Due diligence complete, valuation fresh, papers agree with the asset.',
      }),
    { what: 'the asset to be approved' },
  );
}

/** From the draft to the approval. @returns the asset's id */
export async function bringAsset(
  world: World,
  issuer: Person,
  draft: AssetDraft,
  paperOf: (type: string) => Paper,
): Promise<string> {
  const assetId = await draftAsset(world, issuer, draft);
  await fileEvidence(world, issuer, assetId, paperOf);
  await examineAsset(world, issuer, assetId);
  await approveAsset(world, assetId);
  return assetId;
}
