import type { BarOrderState } from '@cadastre/core';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { In } from 'typeorm';
import { Documents } from '../documents/documents.service.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { NotFound } from '../platform/problem.js';
import { Tokens } from '../tokens/tokens.service.js';
import { BarOrder } from './bar.entity.js';

/** From the holder's request on-chain on; one that was only reserved, cancelled or refused is nobody's to ship. */
const TO_BE_SHIPPED: BarOrderState[] = ['requested', 'accepted', 'shipped', 'delivered'];

/** The issuer whose vault has to ship a bar reads the holder's instruction where to. */
@Injectable()
export class DeliveryInstructions implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly documents: Documents,
    private readonly tokens: Tokens,
  ) {}

  onModuleInit(): void {
    this.documents.opens((ctx, id) => this.ships(ctx, id));
  }

  private async ships(ctx: Ctx, deliveryDocumentId: string): Promise<boolean> {
    if (actorOf(ctx).role !== 'issuer') return false;
    const state = In(TO_BE_SHIPPED);
    const orders = await this.db.em.findBy(BarOrder, { deliveryDocumentId, state });
    for (const { tokenId } of orders) if (await this.owns(ctx, tokenId)) return true;
    return false;
  }

  private async owns(ctx: Ctx, tokenId: string): Promise<boolean> {
    try {
      await this.tokens.requireVisible(ctx, tokenId);
      return true;
    } catch (error) {
      if (error instanceof NotFound) return false;
      throw error;
    }
  }
}
