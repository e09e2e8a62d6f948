import { type BarOrderEvent, barOrderMachine, formatDecimal, next } from '@cadastre/core';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { In } from 'typeorm';
import { ounces } from '../assets/bars.js';
import { toBytes } from '../chain/bytes.js';
import { intArg, listArg, textArg } from '../chain/ledger/decode.js';
import { ctxOf, type Fact } from '../chain/ledger/fact.js';
import { Ledger } from '../chain/ledger/ledger.js';
import { rows } from '../chain/rows.js';
import { Database } from '../platform/database.js';
import { type SatelliteFacts, Satellites } from '../satellites/satellites.service.js';
import { SupplySources } from '../tokens/supply-sources.js';
import { Tokens } from '../tokens/tokens.service.js';
import { Wallets } from '../wallets/wallets.service.js';
import { BarOrder } from './bar.entity.js';
import type { BarFigures } from './bar.schema.js';
import { BarOrders } from './bar-orders.service.js';
import { BarSteps } from './bar-steps.service.js';

/** What each of the vault's events does to its order; an assumption only changes the holder. */
const EVENTS: Record<string, BarOrderEvent | null> = {
  RedemptionRequested: 'request',
  RedemptionAccepted: 'accept',
  RedemptionShipped: 'ship',
  RedemptionDelivered: 'deliver',
  RedemptionCancelled: 'cancel',
  TokensReclaimed: 'reclaim',
  RedemptionAssumed: null,
};

interface JournalRow {
  event: string;
  args: Record<string, string>;
  block_time: Date;
}

/**
 * What a vault's events mean to orders. An order's state is read anew from the journal up to the fact, or up to the one
 * before it when the fact is taken back; without any it is a reservation again.
 */
@Injectable()
export class BarFactsReader implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly ledger: Ledger,
    private readonly satellites: Satellites,
    private readonly tokens: Tokens,
    private readonly wallets: Wallets,
    private readonly orders: BarOrders,
    private readonly steps: BarSteps,
    private readonly sources: SupplySources,
  ) {}

  onModuleInit(): void {
    // A delivery burns, and moves no money.
    this.sources.add({
      knows: (_, operationId) => this.delivered(operationId),
      cents: () => Promise.resolve(0n),
    });
    for (const event of Object.keys(EVENTS)) {
      this.ledger.on('BarVault', event, {
        apply: (_, fact) => this.read(fact, true),
        retract: (_, fact) => this.read(fact, false),
      });
    }
  }

  private async read(fact: Fact, counts: boolean): Promise<void> {
    const vault = await this.satellites.byAddress(fact.address);
    if (!vault) return;
    const number = intArg(fact.args, 'id');
    const known = await this.db.em.findOneBy(BarOrder, { vaultId: vault.id, number });
    const asked = counts && fact.event === 'RedemptionRequested';
    const order = known ?? (asked ? await this.reserved(vault, fact) : null);
    if (!order) return;
    await this.project(order, number, fact, counts);
    await this.steps.settle(fact, counts);
    const verb = counts ? (EVENTS[fact.event] ?? 'assume') : 'retract';
    await this.orders.record(ctxOf(fact), order, verb);
  }

  private async delivered(operationId: bigint): Promise<boolean> {
    const found = await rows(
      this.db.em,
      `SELECT 1 FROM api.ledger_log WHERE contract = 'BarVault' AND event = 'RedemptionDelivered'
         AND args ->> 'operationId' = $1`,
      [operationId.toString()],
    );
    return found.length > 0;
  }

  private async project(order: BarOrder, number: bigint, fact: Fact, counts: boolean) {
    const journal = await rows<JournalRow>(
      this.db.em,
      `SELECT event, args, block_time FROM api.ledger_log
       WHERE contract = 'BarVault' AND address = $1 AND args ->> 'id' = $2
         AND (block_number, log_index) ${counts ? '<=' : '<'} ($3::bigint, $4::int)
       ORDER BY block_number, log_index`,
      [toBytes(fact.address), number.toString(), fact.blockNumber, fact.logIndex],
    );
    let state = barOrderMachine.initial;
    for (const { event, args } of journal) {
      const move = EVENTS[event];
      if (move) state = next(barOrderMachine, state, move);
      const holder = args['to'] ?? args['holder'];
      if (event !== 'TokensReclaimed' && holder) order.holder = toBytes(holder);
    }
    order.state = state;
    order.number = journal.length > 0 ? number : null;
    order.barLeft = journal.some(({ event }) => event === 'RedemptionShipped');
    order.changedAt = journal.at(-1)?.block_time ?? order.createdAt;
    await this.db.em.save(order);
  }

  /** The reservation that a request used, or a row for one that nobody reserved: the chain has the last word. */
  private async reserved(vault: SatelliteFacts, fact: Fact): Promise<BarOrder> {
    const holder = textArg(fact.args, 'holder');
    const barKey = toBytes(textArg(fact.args, 'barId'));
    const deliveryHash = toBytes(textArg(fact.args, 'deliveryHash'));
    const found = await this.db.em.findOne(BarOrder, {
      where: {
        vaultId: vault.id,
        barKey,
        holder: toBytes(holder),
        deliveryHash,
        state: In(['reserved', 'lapsed'] as const),
      },
      order: { id: 'DESC' },
    });
    if (found?.state === 'reserved') return found;
    // Somebody else's, who was slower.
    await this.orders.lapse(ctxOf(fact), vault.id, barKey);
    if (found) return found;
    const wallet = (await this.wallets.byAddresses([holder])).get(holder.toLowerCase());
    const token = await this.tokens.ofAsset(vault.assetId);
    if (!token) throw new Error('a vault has a token');
    const order = this.db.em.create(BarOrder, {
      id: this.db.newId(),
      tokenId: token.id,
      vaultId: vault.id,
      organisationId: wallet?.organisationId ?? null,
      walletId: wallet?.id ?? null,
      holder: toBytes(holder),
      state: barOrderMachine.initial,
      barKey,
      bar: figures(fact),
      amountBaseUnits: intArg(fact.args, 'amount'),
      deliveryDocumentId: null,
      deliveryHash,
      number: null,
      barLeft: false,
      reservedUntil: fact.blockTime,
      createdAt: fact.blockTime,
      changedAt: fact.blockTime,
    });
    await this.db.em.insert(BarOrder, order);
    return order;
  }
}

function figures(fact: Fact): BarFigures {
  const [refiner, serial, year, gross, fineness, fine] = listArg(fact.args, 'bar');
  return {
    refiner: String(refiner),
    serial: String(serial),
    year: Number(year),
    grossOz: ounces(BigInt(String(gross))),
    fineness: formatDecimal(BigInt(String(fineness)), 1),
    fineOz: ounces(BigInt(String(fine))),
  };
}
