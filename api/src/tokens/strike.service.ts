import type { FeedStatusName } from '@cadastre/contracts';
import { Injectable } from '@nestjs/common';
import { toAddress } from '../chain/bytes.js';
import { type FeedRound, LedgerReader } from '../chain/ledger/reader.js';
import type { LiveToken } from './token-store.service.js';
import { TokenChain } from './token-chain.service.js';
import type { RefusalView } from './token.schema.js';

const UNUSABLE: Partial<Record<FeedStatusName, RefusalView>> = {
  EMPTY: missing(),
  PARKED: {
    code: 'nav_parked',
    sentence: 'A new NAV moved too far and waits for approval.',
    cure: 'Have the parked report approved or rejected first.',
  },
  PAUSED: {
    code: 'nav_paused',
    sentence: 'The NAV feed is paused.',
    cure: 'Wait until it is released.',
  },
  PUBLICATION_STALE: stale(),
  VALUATION_STALE: stale(),
};

function missing(): RefusalView {
  return {
    code: 'nav_missing',
    sentence: 'No NAV has been published for this token yet.',
    cure: 'Wait for the oracle’s first round.',
  };
}

function stale(): RefusalView {
  return {
    code: 'nav_stale',
    sentence: 'The newest NAV is too old to deal at.',
    cure: 'Wait until the oracle has published a newer one.',
  };
}

/** The price to deal at, or why there is none. */
export type Strike = { round: FeedRound; refusal: null } | { round: null; refusal: RefusalView };

/** Shares are created and redeemed at the newest final NAV round of the ledger, and at no other. */
@Injectable()
export class NavStrike {
  constructor(
    private readonly reader: LedgerReader,
    private readonly chain: TokenChain,
  ) {}

  /** The feed judges staleness, pause and parking itself; the number comes from the ledger. */
  async strike(token: LiveToken): Promise<Strike> {
    const feed = toAddress(token.navFeed);
    const round = await this.reader.latestRound(feed);
    if (!round) return { round: null, refusal: missing() };
    const parked = await this.reader.parkedReport(feed);
    const refusal = parked ? UNUSABLE.PARKED : UNUSABLE[await this.chain.feedStatus(feed)];
    return refusal ? { round: null, refusal } : { round, refusal: null };
  }
}
