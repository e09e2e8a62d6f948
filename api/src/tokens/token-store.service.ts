import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import { toAddress, toBytes, toHex } from '../chain/bytes.js';
import { LedgerReader } from '../chain/ledger/reader.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { Conflict, NotFound } from '../platform/problem.js';
import { Token } from './token.entity.js';
import type { TokenView } from './token.schema.js';

/** A token that exists on the chain. */
export interface LiveToken extends Token {
  address: Buffer;
  navFeed: Buffer;
  reserveFeed: Buffer;
  deployedBlock: bigint;
}

/** Rows of tokens: found, locked, shown. */
@Injectable()
export class TokenStore {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly reader: LedgerReader,
  ) {}

  /** The token, if the actor may see it: an issuer its own, everybody else a deployed one or, for staff, all. @throws NotFound */
  async find(ctx: Ctx, id: string): Promise<Token> {
    const token = await this.db.em.findOneBy(Token, { id });
    return this.visible(ctx, token);
  }

  async ofAsset(ctx: Ctx, assetId: string): Promise<Token> {
    const token = await this.db.em.findOneBy(Token, { assetId });
    return this.visible(ctx, token);
  }

  /** The issuer's own token, locked for a change. @throws NotFound */
  async lockOwn(ctx: Ctx, id: string): Promise<Token> {
    const token = await this.lock(id);
    if (token.organisationId !== actorOf(ctx).organisationId) throw new NotFound('token');
    return token;
  }

  /** Any token, locked for a change. @throws NotFound */
  async lock(id: string): Promise<Token> {
    const token = await this.db.em.findOne(Token, {
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
    if (!token) throw new NotFound('token');
    return token;
  }

  /** Any token, to be looked at. @throws NotFound */
  async unlocked(id: string): Promise<Token> {
    const token = await this.db.em.findOneBy(Token, { id });
    if (!token) throw new NotFound('token');
    return token;
  }

  /** @throws Conflict `token_not_live` */
  live(token: Token): LiveToken {
    if (token.state === 'live' && isDeployed(token)) return token;
    throw new Conflict(
      'token_not_live',
      token.state === 'paused'
        ? 'The token is paused; wait until it is released.'
        : `The token is ${token.state}: it must be deployed first.`,
    );
  }

  /** All whose transfers are stopped. */
  async paused(): Promise<LiveToken[]> {
    return (await this.db.em.findBy(Token, { state: 'paused' })).filter(isDeployed);
  }

  async save(token: Token): Promise<void> {
    token.updatedAt = this.clock.now();
    await this.db.em.save(token);
  }

  record(ctx: Ctx, token: Token, action: string, data: object): Promise<void> {
    return this.audit.record(ctx, {
      action,
      subject: { type: 'token', id: token.id },
      organisationId: token.organisationId,
      data: { assetId: token.assetId, state: token.state, ...data },
    });
  }

  async byAddress(address: string): Promise<Token | null> {
    return this.db.em.findOneBy(Token, { address: toBytes(address) });
  }

  async view(token: Token): Promise<TokenView> {
    const cursor = token.address ? await this.reader.cursor() : null;
    const supply =
      token.address && cursor
        ? await this.reader.supplyAt(toAddress(token.address), cursor.number)
        : 0n;
    return {
      id: token.id,
      assetId: token.assetId,
      organisationId: token.organisationId,
      state: token.state,
      name: token.name,
      symbol: token.symbol,
      decimals: token.decimals,
      rules: token.rules,
      address: token.address && toAddress(token.address),
      navFeed: token.navFeed && toAddress(token.navFeed),
      reserveFeed: token.reserveFeed && toAddress(token.reserveFeed),
      approvalId: token.approvalId,
      operationId: token.operationId,
      deployedBlock: token.deployedBlock === null ? null : Number(token.deployedBlock),
      deployedAt: token.deployedAt?.toISOString() ?? null,
      deployedTransaction: token.deployedTransaction && toHex(token.deployedTransaction),
      failureCode: token.failureCode,
      failure: token.failure,
      supplyBaseUnits: supply.toString(),
      createdAt: token.createdAt.toISOString(),
      updatedAt: token.updatedAt.toISOString(),
    };
  }

  private visible(ctx: Ctx, token: Token | null): Token {
    const { role, organisationId } = actorOf(ctx);
    const own = token?.organisationId === organisationId;
    const may =
      role === 'issuer' ? own : role === 'investor' ? token !== null && isDeployed(token) : true;
    if (!token || !may) throw new NotFound('token');
    return token;
  }
}

export const isDeployed = (token: Token): token is LiveToken =>
  token.address !== null &&
  token.navFeed !== null &&
  token.reserveFeed !== null &&
  token.deployedBlock !== null;
