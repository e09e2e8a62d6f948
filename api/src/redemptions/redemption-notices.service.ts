import { Injectable, type OnModuleInit } from '@nestjs/common';
import { In, IsNull, Not } from 'typeorm';
import { Audit } from '../audit/audit.service.js';
import { toAddress } from '../chain/bytes.js';
import { ctxOf, type Fact } from '../chain/ledger/fact.js';
import { NoticeSubjects } from '../notices/notice-subjects.service.js';
import { Database } from '../platform/database.js';
import { amountSaid, type Sentence, sentence } from '../platform/sentence.js';
import { Tokens } from '../tokens/tokens.service.js';
import { Redemption, RedemptionQueueRow } from './redemption.entity.js';

/** Tells investors whose request was given its price that money waits for their claim. */
@Injectable()
export class RedemptionNotices implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly audit: Audit,
    private readonly subjects: NoticeSubjects,
    private readonly tokens: Tokens,
  ) {}

  onModuleInit(): void {
    this.subjects.says('redemption', (ids) => this.sentences(ids));
  }

  /** Everybody of an epoch that was just settled. */
  async tell({ id: queueId }: RedemptionQueueRow, epoch: number, fact: Fact): Promise<void> {
    const where = { queueId, epoch, state: 'claimable', organisationId: Not(IsNull()) } as const;
    for (const { id, organisationId, assets } of await this.db.em.findBy(Redemption, where)) {
      await this.audit.record(ctxOf(fact), {
        action: 'redemption.settle',
        subject: { type: 'redemption', id },
        organisationId,
        data: { epoch, assets: assets.toString() },
      });
    }
  }

  private async sentences(ids: string[]): Promise<Map<string, Sentence>> {
    const found = await this.db.em.findBy(Redemption, { id: In(ids) });
    return new Map(
      await Promise.all(found.map(async (one) => [one.id, await this.said(one)] as const)),
    );
  }

  private async said({ queueId, shares, assets, controller }: Redemption): Promise<Sentence> {
    const queue = await this.db.em.findOneByOrFail(RedemptionQueueRow, { id: queueId });
    const { symbol, name, decimals } = await this.tokens.require(queue.tokenId);
    return sentence(
      '{{assets}} {{paymentSymbol}} for {{shares}} {{symbol}} ({{name}}) of your wallet {{wallet}}.',
      {
        assets: amountSaid(assets, queue.paymentDecimals),
        paymentSymbol: queue.paymentSymbol,
        shares: amountSaid(shares, decimals),
        symbol,
        name,
        wallet: toAddress(controller),
      },
    );
  }
}
