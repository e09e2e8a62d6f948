import { Injectable } from '@nestjs/common';
import { Leader } from '../publish/leader.js';
import { Archive } from '../storage/archive.js';

/** What the next round of a feed has to correct, as of one lead. */
interface Known {
  term: string;
  nextRound: number;
  corrects: number | null;
}

/**
 * Published rounds whose valuation has turned out otherwise since, for each feed's next round. They are looked up
 * once in a lead: while it lasts nobody else finds any, and a new round has none to begin with.
 */
@Injectable()
export class Corrections {
  private readonly known = new Map<string, Known>();

  constructor(
    private readonly leader: Leader,
    private readonly archive: Archive,
  ) {}

  /** The round that the next one has to correct; null where there is none. */
  async of(feed: string, nextRound: number): Promise<number | null> {
    const known = this.known.get(feed);
    if (known?.term === this.leader.term && known.nextRound <= nextRound) {
      return known.nextRound === nextRound ? known.corrects : null;
    }
    const corrects = await this.archive.corrected(feed, nextRound);
    this.found(feed, nextRound, corrects);
    return corrects;
  }

  /** A look at the published round's own valuation was written down: it differs, or agrees again. */
  found(feed: string, nextRound: number, corrects: number | null): void {
    this.known.set(feed, { term: this.leader.term, nextRound, corrects });
  }
}
