import { considerationForShares } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { dayOf, daysAsked } from '../chain/ledger/days.js';
import { LedgerHistory } from '../chain/ledger/history.js';
import { LedgerReader } from '../chain/ledger/reader.js';
import { DAY_MS } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Malformed } from '../platform/problem.js';
import { Wallets } from '../wallets/wallets.service.js';
import {
  type HoldingsHistoryQuery,
  type HoldingsHistoryView,
  MOST_DAYS,
} from './holdings-history.schema.js';
import { Tokens } from './tokens.service.js';

const before = (day: string, days: number): string =>
  dayOf(new Date(Date.parse(day) - days * DAY_MS));

/** What an investor's holdings were worth, day by day. */
@Injectable()
export class HoldingsHistory {
  constructor(
    private readonly reader: LedgerReader,
    private readonly history: LedgerHistory,
    private readonly wallets: Wallets,
    private readonly tokens: Tokens,
  ) {}

  /**
   * The actor's own holdings over all their wallets at the end of each day (UTC), US cents, as of final
   * blocks; the day the books have reached as they stand now, which is what `Tokens.holdings` says.
   * @throws Malformed `period_backwards`, `period_too_long`; Refused `period_in_future`, `ledger_starting`
   */
  async daily(ctx: Ctx, query: HoldingsHistoryQuery): Promise<HoldingsHistoryView> {
    const newest = await this.reader.finalBlock();
    const { from, to } = daysAsked(query, newest.time, (last) => before(last, 364));
    const asked = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
    if (asked > MOST_DAYS) {
      throw new Malformed(
        'period_too_long',
        `The period has ${asked} days: ask for at most ${MOST_DAYS} at once.`,
      );
    }
    const reached = Math.floor((newest.time.getTime() - Date.parse(from)) / DAY_MS) + 1;
    const ends = Array.from(
      { length: Math.min(asked, reached) },
      (_, n) => new Date(Date.parse(from) + (n + 1) * DAY_MS),
    );
    const worth = await this.worth(ctx, await this.history.blocksBefore(ends, newest.number));
    const days = worth.map(({ valueCents, unpriced }, n) => ({
      day: before(from, -n),
      valueCents: valueCents.toString(),
      unpriced,
    }));
    const first = worth.findIndex(({ held }) => held > 0);
    return { from, to, block: newest.number, days: first < 0 ? [] : days.slice(first) };
  }

  /** What the actor's holdings were worth after each of these blocks. */
  private async worth(ctx: Ctx, blocks: readonly number[]): Promise<Worth[]> {
    const wallets = await this.wallets.everOf(actorOf(ctx).organisationId);
    const own = wallets.map(({ address }) => address);
    const tokens = await this.tokens.everHeldBy(own);
    const feeds = tokens.map(({ navFeed }) => navFeed);
    const navsOf = Map.groupBy(await this.history.answers(feeds, blocks), ({ feed }) => feed);
    const heldOf = Map.groupBy(await this.history.balances(own, blocks), ({ token }) => token);
    const all = blocks.map(() => ({ valueCents: 0n, held: 0, unpriced: 0 }));
    for (const { address, navFeed, decimals } of tokens) {
      const navs = inForce(navsOf.get(navFeed), blocks);
      const holders = Map.groupBy(heldOf.get(address) ?? [], ({ holder }) => holder);
      for (const steps of holders.values()) {
        inForce(steps, blocks).forEach((step, n) => {
          const [worth, nav, amount] = [all[n], navs[n], step?.amountBaseUnits];
          if (!worth || !amount) return;
          worth.held += 1;
          if (nav) worth.valueCents += considerationForShares(amount, nav.answer, decimals);
          else worth.unpriced += 1;
        });
      }
    }
    return all;
  }
}

interface Worth {
  valueCents: bigint;
  /** Tokens in wallets, and how many of them had no NAV yet. */
  held: number;
  unpriced: number;
}

/** After each block the step that is in force there: the newest at its place or before. */
function inForce<Step extends { place: number }>(
  steps: readonly Step[] = [],
  blocks: readonly number[],
): (Step | null)[] {
  const at = new Map(steps.map((step) => [step.place, step]));
  let now: Step | null = null;
  return blocks.map((_, place) => (now = at.get(place) ?? now));
}
