import { Injectable } from '@nestjs/common';
import { Assets } from '../../assets/assets.service.js';
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
  ) {}

  /** @throws NotFound; Problem `oracle_unreachable` */
  async why(ctx: Ctx, assetId: string, kind: string, round: string): Promise<RoundWhyView> {
    const answer = await this.oracle.get(await this.path(ctx, assetId, kind, round));
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
    const path = await this.path(ctx, assetId, kind, round);
    const answer = await this.oracle.get(`${path}.zip`);
    const bytes = Buffer.from(await answer.arrayBuffer());
    return { fileName: `why-${kind}-${round}.zip`, bytes };
  }

  private async path(ctx: Ctx, assetId: string, kind: string, round: string): Promise<string> {
    const asset = await this.assets.require(ctx, assetId);
    const token = await this.tokens.ofAsset(asset.id);
    if (!token) throw new NotFound('round');
    const feed = { nav: token.navFeed, reserve: token.reserveFeed }[kind];
    if (feed === undefined || !/^\d{1,9}$/.test(round)) throw new NotFound('round');
    return `feeds/${feed}/rounds/${round}/why`;
  }
}
