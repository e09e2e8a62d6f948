import { Injectable } from '@nestjs/common';
import { type FinalBlock, LedgerReader } from '../../chain/ledger/reader.js';
import { Refused } from '../../platform/problem.js';

/** A time and the last block that is not later. */
export interface AsOf {
  time: Date;
  block: FinalBlock;
}

/** Which block a report is as of. */
@Injectable()
export class ReportAsOf {
  constructor(private readonly reader: LedgerReader) {}

  /**
   * The last block not later than `time`, to the block: those without a log of ours count too. Without a time,
   * the newest final block and its own.
   * @throws Refused `as_of_not_final` for a time after the newest final block, `block_before_deployment`
   */
  async at(time?: Date): Promise<AsOf> {
    const newest = await this.reader.finalBlock();
    if (time === undefined) return { time: newest.time, block: newest };
    if (time > newest.time) {
      throw new Refused(
        'as_of_not_final',
        `The newest final block is of ${newest.time.toISOString()}: ask for that time or an earlier one.`,
        { newestFinalTime: newest.time.toISOString() },
      );
    }
    let low = await this.reader.blockAt(time);
    let high = newest;
    if (high.time <= time) return { time, block: high };
    // The ledger keeps headers of blocks with its logs; the node has those between.
    while (high.number - low.number > 1) {
      const middle = await this.reader.finalBlock((high.number + low.number) >> 1);
      if (middle.time <= time) low = middle;
      else high = middle;
    }
    return { time, block: low };
  }
}
