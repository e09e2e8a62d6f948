import { decodeBytes32String, encodeBytes32String } from 'ethers';
import { Injectable } from '@nestjs/common';
import { Assets } from '../assets/assets.service.js';
import { toAddress, toHex } from '../chain/bytes.js';
import { Outbox } from '../chain/outbox/outbox.js';
import { rows } from '../chain/rows.js';
import { Config } from '../platform/config.js';
import type { Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { NotFound } from '../platform/problem.js';
import { type Page, pageOfWhole, type PageQuery } from '../platform/page.js';
import { encodeSetDocument } from './token.contract.js';
import { Token } from './token.entity.js';
import type { PublicPaperView, TokenPapersAnswer, TokenPaperView } from './token-papers.schema.js';
import { isDeployed, type LiveToken, TokenStore } from './token-store.service.js';

const KIND = 'token.document';

interface Registered {
  uri: string;
  hash: string;
  block: number;
  transaction: string;
}

/**
 * The asset's papers in the token's own register (ERC-1643): name, where the file is, its SHA-256. Anybody
 * who was given a paper can ask the chain whether it is the one.
 */
@Injectable()
export class TokenPapers {
  constructor(
    private readonly db: Database,
    private readonly config: Config,
    private readonly assets: Assets,
    private readonly store: TokenStore,
    private readonly outbox: Outbox,
  ) {}

  /**
   * The asset's papers in the order they were filed in, and what the chain has of each.
   * @throws NotFound, Malformed `bad_cursor`
   */
  async list(ctx: Ctx, tokenId: string, query: PageQuery): Promise<Page<TokenPaperView>> {
    const papers = await this.views(await this.store.find(ctx, tokenId));
    return pageOfWhole(
      papers,
      query,
      (shown) => shown,
      ({ name }) => name,
    );
  }

  /**
   * The papers of an asset that are on the chain as they are on file: what each is and its SHA-256, for anybody.
   * @throws NotFound where the asset has no token yet; Malformed `bad_cursor`
   */
  async published(assetId: string, query: PageQuery): Promise<Page<PublicPaperView>> {
    const token = await this.db.em.findOneBy(Token, { assetId });
    if (!token || !isDeployed(token)) throw new NotFound('asset');
    const papers = await this.views(token);
    return pageOfWhole(
      papers.filter(({ state }) => state === 'registered'),
      query,
      (shown) => shown.map(published),
      ({ name }) => name,
    );
  }

  /**
   * Writes the papers that the register lacks or has under another hash; again is harmless.
   * @throws NotFound; Conflict `token_not_live`
   */
  async register(ctx: Ctx, tokenId: string): Promise<TokenPapersAnswer> {
    return this.write(ctx, this.store.live(await this.store.lockOwn(ctx, tokenId)));
  }

  /** Writes what the register of a deployed token lacks and no command brings there already. */
  async write(ctx: Ctx, token: LiveToken): Promise<TokenPapersAnswer> {
    const items = await this.views(token);
    const underWay = await this.outbox.underWay(KIND, token.id);
    const operationIds: string[] = [];
    for (const paper of items.filter(({ state }) => state !== 'registered')) {
      const data = encodeSetDocument(
        encodeBytes32String(paper.name),
        new URL(`/api/v1/documents/${paper.documentId}/content`, this.config.env.PUBLIC_URL).href,
        `0x${paper.sha256}`,
      );
      if (underWay.includes(data)) continue;
      const { operationId } = await this.outbox.enqueue({
        ctx,
        kind: KIND,
        signer: 'issuance',
        to: toAddress(token.address),
        data,
        subject: { type: 'token', id: token.id },
        organisationId: token.organisationId,
      });
      operationIds.push(operationId);
    }
    const papers = items.map(({ name, sha256 }) => ({ name, sha256 }));
    await this.store.record(ctx, token, 'token.register_papers', { papers, operationIds });
    return { items, operationIds };
  }

  private async views(token: Token): Promise<TokenPaperView[]> {
    const onChain = token.address
      ? await this.registered(token.address)
      : new Map<string, Registered>();
    const seen = new Map<string, number>();
    return (await this.assets.papers(token.assetId)).map((paper) => {
      const count = (seen.get(paper.type) ?? 0) + 1;
      seen.set(paper.type, count);
      // Several papers of one type are told apart by their order, which never changes.
      const name = count === 1 ? paper.type : `${paper.type}.${count}`;
      const there = onChain.get(name);
      const same = there?.hash === `0x${paper.sha256}`;
      return {
        name,
        documentId: paper.documentId,
        type: paper.type,
        fileName: paper.fileName,
        sha256: paper.sha256,
        state: !there ? 'missing' : same ? 'registered' : 'differs',
        registeredSha256: there?.hash.slice(2) ?? null,
        uri: there?.uri ?? null,
        blockNumber: there?.block ?? null,
        transactionHash: there?.transaction ?? null,
      };
    });
  }

  /** What the token's events say is in its register, by name. */
  private async registered(address: Buffer): Promise<Map<string, Registered>> {
    const found = await rows<{
      event: string;
      args: Record<string, string>;
      block_number: string;
      transaction_hash: Buffer;
    }>(
      this.db.em,
      `SELECT DISTINCT ON (args ->> 'name') event, args, block_number, transaction_hash
       FROM api.ledger_log
       WHERE address = $1 AND event IN ('DocumentUpdated', 'DocumentRemoved')
       ORDER BY args ->> 'name', block_number DESC, log_index DESC`,
      [address],
    );
    return new Map(
      found
        .filter(({ event }) => event === 'DocumentUpdated')
        .map(({ args, block_number, transaction_hash }) => [
          readName(args['name'] ?? ''),
          {
            uri: args['uri'] ?? '',
            hash: args['documentHash'] ?? '',
            block: Number(block_number),
            transaction: toHex(transaction_hash),
          },
        ]),
    );
  }
}

const published = (paper: TokenPaperView): PublicPaperView => ({
  name: paper.name,
  type: paper.type,
  sha256: paper.sha256,
  blockNumber: paper.blockNumber ?? 0,
  transactionHash: paper.transactionHash ?? '',
});

/** A name that somebody else wrote need not be text. */
function readName(name: string): string {
  try {
    return decodeBytes32String(name);
  } catch {
    return name;
  }
}
