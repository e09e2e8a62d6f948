import { Injectable } from '@nestjs/common';
import { HolderNotices } from '../notices/holder-notices.service.js';
import type { Ctx } from '../platform/context.js';
import { Tokens } from '../tokens/tokens.service.js';
import type { Distribution } from './distribution.entity.js';

/** Tells whoever held at the record date that their income is there, once a distribution is payable. */
@Injectable()
export class IncomeNotices {
  constructor(
    private readonly notices: HolderNotices,
    private readonly tokens: Tokens,
  ) {}

  async tell(ctx: Ctx, { id, tokenId, recordBlock, recordLogIndex }: Distribution): Promise<void> {
    const { address } = await this.tokens.require(tokenId);
    await this.notices.tell(ctx, {
      action: 'distribution.tell_payment',
      subject: { type: 'distribution', id },
      token: address,
      block: Number(recordBlock),
      logIndex: recordLogIndex ?? 0,
    });
  }
}
