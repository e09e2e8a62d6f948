import { TOKEN_DECIMALS } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { Assets } from '../assets/assets.service.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Countries } from '../platform/countries.js';
import { Database } from '../platform/database.js';
import { Conflict, NotFound, Refused } from '../platform/problem.js';
import { type StoredRules, Token } from './token.entity.js';
import type { DesignBody, TokenView } from './token.schema.js';
import { TokenStore } from './token-store.service.js';

/** The last second a lock-up can name on the chain (u32). */
const LAST_LOCK_MS = 4_294_967_295_000;

/** What a token will be, before it is. */
@Injectable()
export class TokenDesign {
  private readonly numericCodes: Set<number>;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly assets: Assets,
    private readonly store: TokenStore,
    countries: Countries,
  ) {
    this.numericCodes = new Set(countries.all().map((country) => country.numeric));
  }

  async get(ctx: Ctx, assetId: string): Promise<TokenView> {
    const asset = await this.assets.require(ctx, assetId);
    return this.store.view(await this.store.ofAsset(ctx, asset.id));
  }

  async byId(ctx: Ctx, id: string): Promise<TokenView> {
    return this.store.view(await this.store.find(ctx, id));
  }

  /**
   * Writes or replaces the design, until its deployment is asked for.
   * @throws Conflict `token_already_deployed` | `deployment_pending`, Refused `unknown_country` |
   *   `lock_out_of_range` | `caps_inconsistent`
   */
  async put(ctx: Ctx, assetId: string, body: DesignBody): Promise<TokenView> {
    const asset = await this.assets.require(ctx, assetId);
    if (asset.organisationId !== actorOf(ctx).organisationId) throw new NotFound('asset');
    this.check(body.rules);
    const existing = await this.db.em.findOne(Token, {
      where: { assetId },
      lock: { mode: 'pessimistic_write' },
    });
    if (existing) return this.replace(ctx, existing, body);
    const now = this.clock.now();
    const token = this.db.em.create(Token, {
      id: this.db.newId(),
      assetId,
      organisationId: asset.organisationId,
      state: 'designed',
      name: body.name,
      symbol: body.symbol,
      decimals: TOKEN_DECIMALS[asset.kind],
      rules: body.rules,
      createdAt: now,
      updatedAt: now,
    });
    await this.db.em.save(token);
    await this.store.record(ctx, token, 'token.design', { ...body });
    return this.store.view(await this.store.find(ctx, token.id));
  }

  private async replace(ctx: Ctx, token: Token, body: DesignBody): Promise<TokenView> {
    if (token.state !== 'designed') {
      throw new Conflict('token_already_deployed', 'The token is deployed; its design is fixed.');
    }
    if (token.approvalId) {
      throw new Conflict(
        'deployment_pending',
        'The deployment awaits approval of exactly this design; withdraw it first.',
      );
    }
    Object.assign(token, { name: body.name, symbol: body.symbol, rules: body.rules });
    await this.store.save(token);
    await this.store.record(ctx, token, 'token.design', { ...body });
    return this.store.view(token);
  }

  private check(rules: StoredRules): void {
    const unknown = rules.countries.find((code) => !this.numericCodes.has(code));
    if (unknown !== undefined) {
      throw new Refused(
        'unknown_country',
        `${unknown} is not a numeric country code of ISO 3166-1: use for example 276 or 840.`,
      );
    }
    if (rules.lockUntil && Date.parse(rules.lockUntil) > LAST_LOCK_MS) {
      throw new Refused('lock_out_of_range', 'A lock-up can last until early 2106 at most.');
    }
    const { maxBalanceBaseUnits: balance, maxSupplyBaseUnits: supply } = rules;
    if (balance && supply && BigInt(balance) > BigInt(supply)) {
      throw new Refused(
        'caps_inconsistent',
        'One holder cannot be allowed more (maxBalanceBaseUnits) than may exist (maxSupplyBaseUnits).',
      );
    }
  }
}
