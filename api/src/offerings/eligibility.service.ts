import { formatDecimal, type SalePrice, tokensFor } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { toAddress } from '../chain/bytes.js';
import { Investors, type KycApproval } from '../investors/investors.service.js';
import { TIER_NUMBER, TIERS } from '../investors/kyc.tiers.js';
import { Clock } from '../platform/clock.js';
import type { Ctx } from '../platform/context.js';
import { Countries } from '../platform/countries.js';
import { Refused } from '../platform/problem.js';
import { Issuance } from '../tokens/issuance.service.js';
import type { RefusalView } from '../tokens/token.schema.js';
import { type TokenFacts, Tokens } from '../tokens/tokens.service.js';
import { type WalletFacts, Wallets } from '../wallets/wallets.service.js';
import { contractCap } from './offering.contract.js';
import { OfferingChain } from './offering-chain.service.js';
import type { Offering } from './offering.entity.js';
import type { Channel, SubscribePreflightBody, SubscribePreflightView } from './offering.schema.js';
import { isLaunched, type LaunchedOffering, OfferingStore } from './offering-store.service.js';
import { SubscriptionStore } from './subscription-store.service.js';
import { outsideWindow } from './window.js';

/** An order that could be made, and everything against it. */
export interface Judgement {
  obstacles: RefusalView[];
  quote: SubscribePreflightView['quote'];
  left: bigint;
  token: TokenFacts;
  wallet: WalletFacts;
}

const obstacle = (code: string, sentence: string, cure: string): RefusalView => ({
  code,
  sentence,
  cure,
});

/** Who may buy how much, and what would cure it if not: from our rows, and from the contracts where they can say. */
@Injectable()
export class Eligibility {
  constructor(
    private readonly clock: Clock,
    private readonly countries: Countries,
    private readonly investors: Investors,
    private readonly wallets: Wallets,
    private readonly tokens: Tokens,
    private readonly issuance: Issuance,
    private readonly chain: OfferingChain,
    private readonly store: OfferingStore,
    private readonly subscriptions: SubscriptionStore,
  ) {}

  /** Everything that stands against an order, each with its cure. Changes nothing. @throws NotFound */
  async preflight(
    ctx: Ctx,
    offeringId: string,
    body: SubscribePreflightBody,
  ): Promise<SubscribePreflightView> {
    const offering = await this.store.find(ctx, offeringId);
    const found = await this.judge(ctx, offering, body);
    return {
      allowed: found.obstacles.length === 0,
      obstacles: found.obstacles,
      quote: found.quote,
      leftBaseUnits: found.left.toString(),
      lockedUntil: found.token.rules.lockUntil,
      coolingOffHours: offering.terms.coolingOffHours,
    };
  }

  /** The same, for whoever makes the order. @throws NotFound for a wallet the actor may not see */
  async judge(ctx: Ctx, offering: Offering, body: SubscribePreflightBody): Promise<Judgement> {
    const wallet = await this.wallets.require(ctx, body.walletId);
    const token = await this.tokens.ofAsset(offering.assetId);
    if (!token) throw new Error('an offering has a deployed token');
    const amount = BigInt(body.amountBaseUnits);
    const left = await this.left(offering, body.channel);
    const person = await this.aboutPerson(wallet, token);
    const { quote, against } = await this.price(offering, token, amount);
    const rows = [
      ...outsideWindow(offering, this.clock.now()),
      ...person,
      ...aboutWallet(wallet),
      ...(await this.aboutAmount(offering, wallet, body.channel, amount, left)),
      ...against,
    ];
    const chain =
      isLaunched(offering) && quote
        ? await this.aboutToken(offering, token, wallet, body.channel, BigInt(quote.tokens))
        : [];
    // The contract names one reason; where we have said it already, ours is the clearer one.
    const said = new Set(rows.flatMap(({ code }) => SAME[code] ?? [code]));
    const obstacles = [...rows, ...chain.filter(({ code }) => !said.has(code))];
    return { obstacles, quote, left, token, wallet };
  }

  /** What a channel's cap still takes; where a book is divided later, orders may go beyond it. */
  async left(offering: Offering, channel: Channel): Promise<bigint> {
    const taken = await this.subscriptions.sum(offering.id, { channel });
    const left = capOf(offering, channel) - taken;
    return left > 0n ? left : 0n;
  }

  private async aboutPerson(wallet: WalletFacts, token: TokenFacts): Promise<RefusalView[]> {
    let approval: KycApproval;
    try {
      approval = await this.investors.requireApproval(wallet.organisationId);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return [obstacle(error.code, error.detail, KYC_CURES[error.code] ?? 'Ask compliance.')];
    }
    const found: RefusalView[] = [];
    if (TIER_NUMBER[approval.tier] < token.rules.minTier) {
      const needed = TIERS[token.rules.minTier - 1] ?? 'a higher';
      found.push(
        obstacle(
          'tier_too_low',
          `${token.symbol} is for ${needed} investors; this one is ${approval.tier}.`,
          `Open a new KYC case for the tier ${needed}, with the papers it asks for.`,
        ),
      );
    }
    const { numeric } = this.countries.require(approval.country);
    if (token.rules.countries.length > 0 && !token.rules.countries.includes(numeric)) {
      found.push(
        obstacle(
          'country_not_allowed',
          `${token.symbol} is not sold to residents of ${approval.country}.`,
          'Only a KYC approval for a country that the token allows cures this.',
        ),
      );
    }
    return found;
  }

  private async aboutAmount(
    offering: Offering,
    wallet: WalletFacts,
    channel: Channel,
    amount: bigint,
    left: bigint,
  ): Promise<RefusalView[]> {
    const { terms, paymentDecimals, paymentSymbol } = offering;
    const text = (units: bigint | string) =>
      `${formatDecimal(BigInt(units), paymentDecimals, { minDecimals: 2 })} ${paymentSymbol}`;
    const found: RefusalView[] = [];
    if (amount % centOf(offering) !== 0n) {
      found.push(
        obstacle('not_whole_cents', `${text(amount)} is not a whole number of cents.`, 'Round it.'),
      );
    }
    if (channel === 'bank' && BigInt(terms.bankCapBaseUnits) === 0n) {
      found.push(
        obstacle(
          'channel_closed',
          'This sale takes no bank transfers.',
          `Pay in ${paymentSymbol} on the chain.`,
        ),
      );
    } else if (terms.bookClosesAt === null && amount > left) {
      found.push(
        obstacle(
          'cap_exceeded',
          `The sale takes ${text(left)} more this way, not ${text(amount)}.`,
          left > 0n ? 'Order less.' : 'Wait: orders that are not paid make room again.',
        ),
      );
    }
    const total = amount + (await this.subscriptions.sum(offering.id, wallet));
    if (total < BigInt(terms.minPerInvestorBaseUnits)) {
      found.push(
        obstacle(
          'below_minimum',
          `An investor’s orders must add up to ${text(terms.minPerInvestorBaseUnits)} at least; with this one they are ${text(total)}.`,
          'Order more.',
        ),
      );
    }
    if (total > BigInt(terms.maxPerInvestorBaseUnits)) {
      found.push(
        obstacle(
          'above_maximum',
          `An investor’s orders may add up to ${text(terms.maxPerInvestorBaseUnits)} at most; with this one they are ${text(total)}.`,
          'Order less.',
        ),
      );
    }
    return found;
  }

  private async price(offering: Offering, token: TokenFacts, payment: bigint) {
    const { price } = offering.terms;
    const scales = { tokenDecimals: token.decimals, paymentDecimals: offering.paymentDecimals };
    let sale: SalePrice;
    let navRound: bigint | null = null;
    if (price.kind === 'fixed') {
      const value = BigInt(price.perTokenBaseUnits);
      sale = { ...scales, value, decimals: offering.paymentDecimals };
    } else {
      const { round, refusal } = await this.issuance.strike(token.id);
      if (!round) return { quote: null, against: [refusal] };
      sale = { ...scales, value: round.answer, decimals: NAV_DECIMALS };
      navRound = round.round;
    }
    const tokens = tokensFor(payment, sale);
    const quote = {
      tokens: tokens.toString(),
      price: sale.value.toString(),
      priceDecimals: sale.decimals,
      navRound: navRound?.toString() ?? null,
      final: price.kind === 'fixed',
    };
    return { quote, against: tokens > 0n ? [] : [TOO_LITTLE] };
  }

  /** Holder caps, balance caps, freezes, the pause: the token's own word on the whole position. */
  private async aboutToken(
    offering: LaunchedOffering,
    token: TokenFacts,
    wallet: WalletFacts,
    channel: Channel,
    tokens: bigint,
  ): Promise<RefusalView[]> {
    if (tokens === 0n) return [];
    const sale = toAddress(offering.address);
    const quoted = channel === 'stablecoin' ? await this.chain.quotedTo(sale, wallet.address) : 0n;
    const refusal = await this.issuance.refusesMint(token, wallet.address, quoted + tokens);
    return refusal ? [refusal] : [];
  }
}

/** Feeds of this platform answer in dollars × 10⁶. */
export const NAV_DECIMALS = 6;

/** The contract's codes for what our rows said already. */
const SAME: Record<string, string[]> = {
  tier_too_low: ['receiver_tier_too_low'],
  country_not_allowed: ['receiver_country_not_allowed'],
  wallet_not_registered: ['receiver_not_verified', 'receiver_suspended'],
  kyc_expired: ['receiver_expired'],
};

const KYC_CURES: Record<string, string> = {
  kyc_required: 'Open a KYC case and have it approved.',
  kyc_expired: 'Open a new KYC case and have it approved.',
  sanctions_match: 'Nothing but an officer’s other decision on the match cures this.',
};

const TOO_LITTLE = obstacle(
  'amount_too_small',
  'The amount buys less than one base unit of the token.',
  'Order more.',
);

function aboutWallet({ state, label }: WalletFacts): RefusalView[] {
  if (state === 'registered') return [];
  const [sentence, cure] =
    state === 'frozen'
      ? ['is frozen.', 'Use another wallet, or have compliance release it.']
      : [`is ${state}, not registered.`, 'Have compliance register it first.'];
  return [obstacle('wallet_not_registered', `The wallet ${label} ${sentence}`, cure)];
}

/** Most money that a channel takes, base units of payment. */
export const capOf = ({ terms }: Offering, channel: Channel): bigint =>
  channel === 'bank' ? BigInt(terms.bankCapBaseUnits) : contractCap(terms);

/** A cent in base units of the payment token. */
export const centOf = ({ paymentDecimals }: Pick<Offering, 'paymentDecimals'>): bigint =>
  10n ** BigInt(paymentDecimals - 2);
