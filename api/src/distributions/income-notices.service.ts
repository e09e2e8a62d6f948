import { Injectable, type OnModuleInit } from '@nestjs/common';
import { In } from 'typeorm';
import { HolderNotices } from '../notices/holder-notices.service.js';
import { NoticeSubjects } from '../notices/notice-subjects.service.js';
import type { Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { type Sentence, sentence } from '../platform/sentence.js';
import { Tokens } from '../tokens/tokens.service.js';
import { Distribution } from './distribution.entity.js';

/** Tells whoever held at the record date that their income is there, once a distribution is payable. */
@Injectable()
export class IncomeNotices implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly notices: HolderNotices,
    private readonly subjects: NoticeSubjects,
    private readonly tokens: Tokens,
  ) {}

  onModuleInit(): void {
    this.subjects.says('distribution', (ids) => this.sentences(ids));
  }

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

  private async sentences(ids: string[]): Promise<Map<string, Sentence>> {
    const found = await this.db.em.findBy(Distribution, { id: In(ids) });
    const said = found.map(async ({ id, tokenId, kind, recordDate, paymentSymbol }) => {
      const { name, symbol } = await this.tokens.require(tokenId);
      return [
        id,
        sentence(
          'Record date {{recordDate}}: {{kind}} of {{name}} ({{symbol}}), paid in {{paymentSymbol}}.',
          { recordDate, kind, name, symbol, paymentSymbol },
        ),
      ] as const;
    });
    return new Map(await Promise.all(said));
  }
}
