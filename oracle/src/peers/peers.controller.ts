import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { NodeKey } from '../platform/keys.js';
import { Journal } from '../signers/journal.js';
import { OwnSigner } from '../signers/own-signer.js';
import { answer, read } from './answer.js';
import { Door } from './door.js';
import { promisedRequest, reportsToJson, signRequest } from './wire.js';

/** What the other nodes of the committee may ask of this one. */
@Controller('peer')
export class PeersController {
  constructor(
    private readonly door: Door,
    private readonly key: NodeKey,
    private readonly signer: OwnSigner,
    private readonly journal: Journal,
  ) {}

  /** Who this is; open to everybody. */
  @Get()
  who() {
    return { address: this.key.address };
  }

  /** This node's signature under reports, when it derives the same itself. */
  @Post('sign')
  @HttpCode(200)
  async sign(@Body() message: unknown) {
    return answer(async () => {
      const { reports } = read(signRequest, await this.door.open('/peer/sign', message));
      return this.signer.sign(reports);
    });
  }

  /** What this node has promised to sign for rounds, so that a new leader proposes the same. */
  @Post('promised')
  @HttpCode(200)
  async promised(@Body() message: unknown) {
    return answer(async () => {
      const { rounds } = read(promisedRequest, await this.door.open('/peer/promised', message));
      const reports = rounds.flatMap(({ feed, epoch, round }) => {
        const standing = this.journal.standing(feed, epoch, round);
        return standing ? [standing] : [];
      });
      return { reports: reportsToJson(reports) };
    });
  }
}
