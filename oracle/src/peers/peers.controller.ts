import { Body, Controller, Get, HttpCode, HttpException, Post } from '@nestjs/common';
import { RpcError, RpcUnreachable } from '../chain/rpc.js';
import { NodeKey } from '../platform/keys.js';
import { Refusal } from '../platform/refusal.js';
import { Journal } from '../signers/journal.js';
import { OwnSigner } from '../signers/own-signer.js';
import { Door, MessageRefused } from './door.js';
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
      return { signature: await this.signer.sign(reports) };
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

type Schema<T> = {
  safeParse(given: unknown): { success: true; data: T } | { success: false; error: Error };
};

function read<T>(schema: Schema<T>, given: unknown): T {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new Refusal('MALFORMED', parsed.error.message);
}

/** Refusals become answers that a node understands: `{code, reason}`. */
async function answer<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) {
      const status = error instanceof MessageRefused ? 403 : 409;
      throw new HttpException({ code: error.code, reason: error.message }, status);
    }
    if (error instanceof RpcUnreachable || error instanceof RpcError) {
      throw new HttpException({ code: 'CHAIN_UNREACHABLE', reason: error.message }, 503);
    }
    throw error;
  }
}
