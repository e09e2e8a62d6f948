import { Controller, Get, NotFoundException, Param, ParseIntPipe } from '@nestjs/common';
import { getAddress, isAddress } from 'ethers';
import { FeedView } from '../decide/feed-view.js';
import { FeedStore } from '../storage/feeds.js';
import { Trace } from '../storage/trace.js';

/** What is served, within which limits, and where every number comes from. */
@Controller('feeds')
export class FeedsController {
  constructor(
    private readonly feeds: FeedStore,
    private readonly view: FeedView,
    private readonly trace: Trace,
  ) {}

  @Get()
  async list() {
    return { items: await this.feeds.all() };
  }

  /** A feed as it stands, with its whole policy: what the plan says and what holds on-chain. */
  @Get(':address')
  async show(@Param('address') address: string) {
    const view = isAddress(address) ? await this.view.of(getAddress(address)) : null;
    if (!view) throw new NotFoundException('There is no such feed.');
    return view;
  }

  /** Why a round was or was not published: decisions, inputs, arithmetic, documents, transaction. */
  @Get(':address/rounds/:round/why')
  async why(@Param('address') address: string, @Param('round', ParseIntPipe) round: number) {
    const why = isAddress(address) ? await this.trace.why(getAddress(address), round) : null;
    if (!why)
      throw new NotFoundException('There is no such feed, or nothing was decided on that round.');
    return why;
  }
}
