import { formatDecimal, instantPayout, paymentFor } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { toAddress } from '../chain/bytes.js';
import { Deployed } from '../chain/deployed.js';
import { encodeApprove } from '../chain/erc20.js';
import { withCure } from '../chain/outbox/revert-reason.js';
import { ContractReader } from '../chain/rpc/contract-reader.js';
import type { Ctx } from '../platform/context.js';
import type { RefusalView } from '../tokens/token.schema.js';
import { type TokenFacts, Tokens } from '../tokens/tokens.service.js';
import { Wallets } from '../wallets/wallets.service.js';
import {
  type ControllerNow,
  type PriceNow,
  QueueChain,
  type QueueNow,
} from './queue-chain.service.js';
import {
  encodeCancel,
  encodeClaim,
  encodeInstant,
  encodeRequest,
  encodeReturn,
} from './queue.contract.js';
import { dealingView, type LiveQueue, QueueStore } from './queue-store.service.js';
import type { PreflightBody, PreflightView } from './redemption.schema.js';

/** Everything an answer is made of, read once. */
interface Scene {
  queue: LiveQueue;
  at: string;
  token: TokenFacts;
  wallet: string;
  now: QueueNow;
  mine: ControllerNow;
  price: PriceNow | null;
}

interface Step {
  what: string;
  to: string;
  data: string;
}

/** What an action would move, what stands against it, and the calls that do it. */
interface Plan {
  shares: bigint;
  obstacles: RefusalView[];
  steps: Step[];
}

/** What a holder's wallet would do with a queue: every obstacle and its cure beforehand, and the calls to sign. */
@Injectable()
export class RedemptionPreflight {
  constructor(
    private readonly store: QueueStore,
    private readonly chain: QueueChain,
    private readonly reader: ContractReader,
    private readonly tokens: Tokens,
    private readonly wallets: Wallets,
    private readonly deployed: Deployed,
  ) {}

  /**
   * Asks the contracts; changes nothing. No obstacle means that the calls succeed now, one after the other.
   * @throws NotFound for another's queue or wallet; Conflict `queue_not_open`
   */
  async check(ctx: Ctx, queueId: string, body: PreflightBody): Promise<PreflightView> {
    const scene = await this.scene(ctx, queueId, body.walletId);
    const plan = await this.plan(scene, body);
    const { chainId } = this.deployed.deployment;
    const obstacles = plan.obstacles;
    // What nobody thought of above, in the contract's own words.
    if (obstacles.length === 0) {
      const reason = await this.reader.refuses(scene.wallet, plan.steps);
      if (reason) obstacles.push(withCure(reason));
    }
    const steps = obstacles.length === 0 ? plan.steps : [];
    const asks = body.action === 'request';
    return {
      allowed: obstacles.length === 0,
      obstacles,
      dealing: asks ? dealingView(this.store.nextDealing(scene.queue)) : null,
      shares: plan.shares.toString(),
      estimate: this.estimate(scene, body),
      transactions: steps.map((step) => ({ ...step, chainId })),
    };
  }

  private async scene(ctx: Ctx, queueId: string, walletId: string): Promise<Scene> {
    const queue = this.store.live(await this.store.find(ctx, queueId));
    const { address: wallet } = await this.wallets.require(ctx, walletId);
    const token = await this.tokens.require(queue.tokenId);
    const at = toAddress(queue.address);
    return {
      queue,
      at,
      token,
      wallet,
      now: await this.chain.queue(at),
      mine: await this.chain.controller(at, wallet),
      price: await this.chain.price(token.navFeed),
    };
  }

  private plan(scene: Scene, body: PreflightBody): Promise<Plan> | Plan {
    switch (body.action) {
      case 'request':
        return this.request(scene, BigInt(body.shares));
      case 'redeem_instantly':
        return this.instantly(scene, BigInt(body.shares));
      case 'cancel':
        return this.cancel(scene);
      case 'claim':
        return this.claim(scene);
    }
  }

  private async request(scene: Scene, shares: bigint): Promise<Plan> {
    const { at, wallet, now } = scene;
    const obstacles = await this.entry(scene, shares);
    const open = await this.store.openDealing(scene.queue, now.open);
    if (open && open.cutOff <= this.store.seconds()) {
      const next = this.store.nextDealing(scene.queue);
      obstacles.push({
        code: 'after_cut_off',
        sentence: `The cut-off of the dealing day ${open.date} has passed and its epoch is not closed yet.`,
        cure: `Ask again once it is closed; the request then deals on ${next.date}, cut-off ${new Date(next.cutOff * 1000).toISOString()}.`,
      });
    }
    const steps = await this.allowed(scene, shares);
    steps.push({ what: 'request the redemption', to: at, data: encodeRequest(shares, wallet) });
    return { shares, obstacles, steps };
  }

  private async instantly(scene: Scene, shares: bigint): Promise<Plan> {
    const { at, wallet, now, queue, token } = scene;
    const obstacles = await this.entry(scene, shares);
    const payout = scene.price && this.payout(scene, shares, scene.price);
    const money = (amount: bigint) =>
      `${formatDecimal(amount, queue.paymentDecimals, { minDecimals: 2 })} ${queue.paymentSymbol}`;
    if (!payout) {
      obstacles.push({
        code: 'nav_missing',
        sentence: `No NAV has been published for ${token.symbol} yet.`,
        cure: 'Wait for the oracle’s first round.',
      });
    } else if (payout.net > now.lane.leftToday) {
      obstacles.push({
        code: 'daily_limit_reached',
        sentence: `The instant lane pays at most ${money(now.lane.leftToday)} more today; this needs ${money(payout.net)}.`,
        cure: 'Redeem less, come back after midnight UTC, or request a redemption at the next NAV.',
      });
    } else if (payout.net > now.buffer) {
      obstacles.push({
        code: 'buffer_too_small',
        sentence: `The queue holds ${money(now.buffer)}; this needs ${money(payout.net)}.`,
        cure: 'Redeem less, or request a redemption at the next NAV.',
      });
    }
    const steps = await this.allowed(scene, shares);
    const data = encodeInstant(shares, payout?.net ?? 0n, wallet);
    steps.push({ what: 'redeem at once', to: at, data });
    return { shares, obstacles, steps };
  }

  private cancel({ at, wallet, mine }: Scene): Plan {
    const steps: Step[] = [];
    if (mine.pending > 0n) {
      steps.push({ what: 'cancel the request', to: at, data: encodeCancel(wallet) });
    }
    if (mine.pending > 0n || mine.cancelled > 0n) {
      steps.push({ what: 'fetch the shares', to: at, data: encodeReturn(wallet) });
    }
    const obstacles = steps.length > 0 ? [] : [NOTHING_TO_CANCEL];
    return { shares: mine.pending + mine.cancelled, obstacles, steps };
  }

  private claim({ at, wallet, mine }: Scene): Plan {
    const data = encodeClaim(mine.claimableShares, wallet);
    const steps = [{ what: 'claim the payment', to: at, data }];
    const obstacles = mine.claimableShares > 0n ? [] : [NOTHING_TO_CLAIM];
    return { shares: mine.claimableShares, obstacles, steps };
  }

  /** What stands against handing shares in, whichever lane they take. */
  private async entry(scene: Scene, shares: bigint): Promise<RefusalView[]> {
    const { queue, token, wallet, at, now } = scene;
    const obstacles: RefusalView[] = [];
    if (now.paused) obstacles.push(PAUSED);
    const refused = await this.tokens.refusesTransfer(token.address, wallet, at, shares);
    if (refused) obstacles.push(refused);
    const least = queue.minShares;
    if (shares < least && shares !== (await this.reader.balanceOf(token.address, wallet))) {
      obstacles.push({
        code: 'below_minimum',
        sentence: `The minimum is ${formatDecimal(least, token.decimals)} ${token.symbol}.`,
        cure: 'Redeem more, or everything the wallet can move.',
      });
    }
    return obstacles;
  }

  /** The approval of the shares where the allowance is too small. */
  private async allowed({ token, wallet, at }: Scene, shares: bigint): Promise<Step[]> {
    if ((await this.reader.allowance(token.address, wallet, at)) >= shares) return [];
    const data = encodeApprove(at, shares);
    return [{ what: 'let the queue take the shares', to: token.address, data }];
  }

  private estimate(scene: Scene, body: PreflightBody): PreflightView['estimate'] {
    const { price } = scene;
    if (!price || !('shares' in body)) return null;
    const instant = body.action === 'redeem_instantly';
    const shares = BigInt(body.shares);
    const gross = paymentFor(shares, price, scaleOf(scene));
    const { fee, net } = instant ? this.payout(scene, shares, price) : { fee: 0n, net: gross };
    return {
      navRound: price.round.toString(),
      nav: price.value.toString(),
      gross: gross.toString(),
      fee: fee.toString(),
      net: net.toString(),
      binding: instant,
    };
  }

  private payout(scene: Scene, shares: bigint, price: PriceNow) {
    return instantPayout(shares, price, scaleOf(scene), BigInt(scene.now.lane.feeBps));
  }
}

const scaleOf = ({ token, queue }: Scene) => ({
  shareDecimals: token.decimals,
  assetDecimals: queue.paymentDecimals,
});

const PAUSED: RefusalView = {
  code: 'queue_is_paused',
  sentence: 'The queue is paused.',
  cure: 'Wait until it is released; cancelling and claiming go on.',
};

const NOTHING_TO_CANCEL: RefusalView = {
  code: 'nothing_to_cancel',
  sentence: 'This wallet has no request in the queue.',
  cure: 'Name the wallet that asked.',
};

const NOTHING_TO_CLAIM: RefusalView = {
  code: 'nothing_to_claim',
  sentence: 'Nothing is set aside for this wallet.',
  cure: 'Wait until its epoch is settled.',
};
