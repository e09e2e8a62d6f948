import { AssetToken__factory } from '@cadastre/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeBytes32String } from 'ethers';
import type { Page } from '../platform/page.js';
import { FundWorld } from './testing/fund-world.js';
import type { PublicPaperView, TokenPaperView } from './token-papers.schema.js';

let world: FundWorld;
beforeAll(async () => {
  world = await FundWorld.start();
  await world.deploy();
}, 120_000);
afterAll(() => world.stop());

const path = () => `/tokens/${world.token.id}/documents`;
const papers = async () =>
  ((await world.issuer.http.get(path()).expect(200)).body as Page<TokenPaperView>).items;
const published = (query: string) =>
  world.t.anonymous.get(`/public/assets/${world.assetId}/papers${query}`);
const token = () => AssetToken__factory.connect(world.token.address ?? '', world.chain.provider);
const states = async () => [...new Set((await papers()).map(({ state }) => state))];

describe('the papers of an asset', () => {
  it('are in the token’s register with their hashes once it is deployed', async () => {
    await world.until(states, (all) => all.join() === 'registered');
    const names = await token().getAllDocuments();
    const all = await papers();
    expect(names).toHaveLength(all.length);
    for (const paper of all) {
      const [uri, hash] = await token().getDocument(encodeBytes32String(paper.name));
      expect([uri, hash]).toEqual([paper.uri, `0x${paper.sha256}`]);
      expect(uri).toMatch(new RegExp(`/documents/${paper.documentId}/content$`));
    }
    const again = await world.issuer.http.post(path()).expect(202);
    expect(again.body.operationIds).toEqual([]);
  });

  it('are told to anybody by kind and hash, page by page: those that are on the chain, and no file', async () => {
    const seen: PublicPaperView[] = [];
    for (let after: string | null = ''; after !== null;) {
      const next: Page<PublicPaperView> = (await published(`?limit=1${after}`).expect(200)).body;
      seen.push(...next.items);
      after = next.nextCursor && `&after=${next.nextCursor}`;
    }
    const all = await papers();
    expect(seen.map(({ name, sha256 }) => [name, sha256])).toEqual(
      all.map(({ name, sha256 }) => [name, sha256]),
    );
    expect(Object.keys(seen[0] ?? {})).not.toContain('documentId');
  });

  it('are written again where the register lacks one, once', async () => {
    const [lost] = await papers();
    const removed = await token()
      .connect(world.chain.wallet(2))
      .removeDocument(encodeBytes32String(lost?.name ?? ''));
    await world.reached((await removed.wait())?.blockNumber ?? 0);
    expect((await papers())[0]?.state).toBe('missing');
    const { body } = await published('').expect(200);
    expect(body.items.map(({ name }: PublicPaperView) => name)).not.toContain(lost?.name);
    const [first, second] = await Promise.all([
      world.issuer.http.post(path()).expect(202),
      world.issuer.http.post(path()).expect(202),
    ]);
    expect([...first.body.operationIds, ...second.body.operationIds]).toHaveLength(1);
    await world.until(states, (all) => all.join() === 'registered');
  });

  it('are the issuer’s to register', async () => {
    const stranger = await world.t.signIn('issuer');
    await stranger.http.post(path()).expect(404);
    await stranger.http.get(path()).expect(404);
    await world.officer.http.post(path()).expect(403);
  });
});
