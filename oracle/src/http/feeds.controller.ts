import {
  Controller,
  Get,
  NotFoundException,
  Param,
  ParseIntPipe,
  Res,
  StreamableFile,
} from '@nestjs/common';
import type { Response } from 'express';
import { getAddress, isAddress } from 'ethers';
import { FeedView } from '../decide/feed-view.js';
import { FeedStore } from '../storage/feeds.js';
import { Trace, whyView, type TracedRound } from '../storage/trace.js';
import { bundleOf } from '../why/bundle.js';

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

  /** Why a round was or was not published: decisions, inputs, arithmetic, documents, signatures, transaction. */
  @Get(':address/rounds/:round/why')
  async why(@Param('address') address: string, @Param('round', ParseIntPipe) round: number) {
    return whyView(await this.traced(address, round));
  }

  /** The same with every byte behind it, as a zip that anybody can check (`check-why`). */
  @Get(':address/rounds/:round/why.zip')
  async bundle(
    @Param('address') address: string,
    @Param('round', ParseIntPipe) round: number,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StreamableFile> {
    const { fileName, bytes } = await bundleOf(await this.traced(address, round), this.trace);
    response.setHeader('cache-control', 'no-store');
    return new StreamableFile(bytes, {
      type: 'application/zip',
      length: bytes.length,
      disposition: `attachment; filename="${fileName}"`,
    });
  }

  private async traced(address: string, round: number): Promise<TracedRound> {
    const sound = isAddress(address) && Number.isSafeInteger(round);
    const traced = sound ? await this.trace.round(getAddress(address), round) : null;
    if (traced) return traced;
    throw new NotFoundException('There is no such feed, or nothing was decided on that round.');
  }
}
