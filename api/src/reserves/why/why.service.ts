import { Injectable } from '@nestjs/common';
import { Assets } from '../../assets/assets.service.js';
import { LedgerReader } from '../../chain/ledger/reader.js';
import type { Ctx } from '../../platform/context.js';
import { NotFound, Problem } from '../../platform/problem.js';
import { Tokens } from '../../tokens/tokens.service.js';
import { OracleClient } from './oracle.client.js';
import { roundWhyView, type RoundWhyView } from './why.schema.js';

/** A round's evidence as one file. */
export interface RoundEvidence {
  fileName: string;
  bytes: Buffer;
}

/** Why a number was published: what the oracle keeps of each round, for who may see the asset. */
@Injectable()
export class RoundsWhy {
  constructor(
    private readonly assets: Assets,
    private readonly tokens: Tokens,
    private readonly oracle: OracleClient,
    private readonly reader: LedgerReader,
  ) {}

  /** @throws NotFound; Problem `round_unexplained` | `oracle_unreachable` */
  async why(ctx: Ctx, assetId: string, kind: string, round: string): Promise<RoundWhyView> {
    const answer = await this.ask(await this.feedOf(ctx, assetId, kind, round), round, 'why');
    const read = roundWhyView.safeParse(await answer.json());
    if (read.success) return read.data;
    throw new Problem(
      502,
      'oracle_not_understood',
      'The oracle answers in another form',
      'It may be of another version than the API.',
    );
  }

  /** The same with every document's bytes, as a zip that `npm run oracle -- check-why` checks. */
  async evidence(ctx: Ctx, assetId: string, kind: string, round: string): Promise<RoundEvidence> {
    const answer = await this.ask(await this.feedOf(ctx, assetId, kind, round), round, 'why.zip');
    const bytes = Buffer.from(await answer.arrayBuffer());
    return { fileName: `why-${kind}-${round}.zip`, bytes };
  }

  /** A round that the chain has and the oracle has not is told apart from none. */
  private async ask(feed: string, round: string, what: string): Promise<Response> {
    try {
      return await this.oracle.get(`feeds/${feed}/rounds/${round}/${what}`);
    } catch (error) {
      if (!(error instanceof NotFound)) throw error;
      const [published] = await this.reader.rounds(feed, 1, BigInt(round) + 1n);
      if (published?.round !== BigInt(round)) throw error;
      throw new Problem(
        404,
        'round_unexplained',
        'Nothing is kept about this round',
        'It was signed without the nodes of this oracle: its books hold neither what was observed nor who found what. The chain keeps the answer, its time and its transaction.',
      );
    }
  }

  private async feedOf(ctx: Ctx, assetId: string, kind: string, round: string): Promise<string> {
    const asset = await this.assets.require(ctx, assetId);
    const token = await this.tokens.ofAsset(asset.id);
    if (!token) throw new NotFound('round');
    const feed = { nav: token.navFeed, reserve: token.reserveFeed }[kind];
    if (!feed || !/^\d{1,9}$/.test(round)) throw new NotFound('round');
    return feed;
  }
}
