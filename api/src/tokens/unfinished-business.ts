import { Injectable } from '@nestjs/common';
import { rows } from '../chain/rows.js';
import { Database } from '../platform/database.js';

/** What a room has to do with an asset, and when it is done. */
export interface Business {
  /** As a sentence names it: "vote". */
  what: string;
  /** The states of the room's rows about a token, as SQL: one column `state`, the token's id is $1. */
  states: string;
  /** States in which nobody waits for anything any more; what was only drafted counts among them. */
  done: readonly string[];
  /** Whether it brings new tokens into the world. */
  sells?: boolean;
}

/** So much of one kind that is in one state. */
export interface Unfinished {
  what: string;
  state: string;
  count: number;
  /** Whether it brings new tokens into the world: the wind-down itself waits for its end. */
  sells: boolean;
  /** "Not finished: 1 × vote, state voting." */
  said: string;
}

/** What is still under way around a token, told by each room of its own. */
@Injectable()
export class UnfinishedBusiness {
  private readonly all: Business[] = [];

  constructor(private readonly db: Database) {}

  /** Called by each room's module as it is made. */
  add(business: Business): void {
    this.all.push(business);
  }

  /** One for each kind and state; empty when nothing is left. */
  async of(tokenId: string): Promise<Unfinished[]> {
    const left: Unfinished[] = [];
    for (const { what, states, done, sells = false } of this.all) {
      const found = await rows<{ state: string; n: number }>(
        this.db.em,
        `SELECT state, count(*)::int AS n FROM (${states}) AS one
         WHERE state <> ALL($2) GROUP BY state ORDER BY state`,
        [tokenId, done],
      );
      for (const { state, n: count } of found) {
        const said = `Not finished: ${count} × ${what}, state ${state}.`;
        left.push({ what, state, count, sells, said });
      }
    }
    return left;
  }
}
