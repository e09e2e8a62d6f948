import type { IncomingMessage } from 'node:http';
import { formatDecimal } from '@cadastre/core';
import { Controller, Post, Req, Res } from '@nestjs/common';
import { getAddress, isAddress } from 'ethers';
import type { Response } from 'express';
import { z } from 'zod';
import { RpcError, RpcUnreachable } from '../chain/rpc.js';
import { Refusal } from '../platform/refusal.js';
import { CarriedValues, type CarriedValue, type Wanted } from './value.js';

const MAX_BODY_BYTES = 16_384;
/** What Chainlink's own helper answers to a request without an id. */
const NO_ID = '1';

const kind = z.enum(['nav', 'reserve']);
const wanted = z.union([
  z.strictObject({
    feed: z.string().refine(isAddress, 'must be an address').transform(getAddress),
  }),
  z.strictObject({ asset: z.uuid().lowercase(), kind }),
]);

/** A request of a Chainlink node's bridge; `meta` and `responseURL` are the node's own. */
const requestSchema = z.strictObject({
  id: z.union([z.string().max(100), z.int()]).nullish(),
  data: wanted,
  meta: z.unknown().optional(),
  responseURL: z.unknown().optional(),
});

const idOnly = z.looseObject({ id: z.union([z.string().max(100), z.int()]).nullish() });

/**
 * Chainlink's external-adapter protocol: an existing Chainlink network carries our numbers through a
 * bridge to `POST /adapter`, or to `POST /` where a bridge has room for a host only.
 * https://docs.chain.link/chainlink-nodes/external-adapters/developers
 */
@Controller(['adapter', ''])
export class ExternalAdapterController {
  constructor(private readonly values: CarriedValues) {}

  @Post()
  async answer(
    @Req() request: IncomingMessage,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    let jobRunID: string = NO_ID;
    try {
      const body = await bodyOf(request);
      jobRunID = String(idOnly.safeParse(body).data?.id ?? NO_ID);
      const told = found(await this.values.of(read(body)), jobRunID);
      response.status(200);
      return told;
    } catch (error) {
      const { statusCode, name, message } = problemOf(error);
      response.status(statusCode);
      return { jobRunID, status: 'errored', statusCode, error: { name, message } };
    }
  }
}

/** The decimal text is exact; Chainlink's `jsonparse` and `multiply` read it without a float. */
function found(value: CarriedValue, jobRunID: string): object {
  const { feed, asset, kind: of, answer, decimals, valuationTime, round } = value;
  const result = formatDecimal(answer, decimals);
  const data = {
    result,
    feed,
    asset,
    kind: of,
    answer: answer.toString(),
    decimals,
    round,
    valuationTime,
  };
  const timestamps = { providerIndicatedTimeUnixMs: valuationTime * 1000 };
  return { jobRunID, statusCode: 200, data, result, timestamps };
}

class BadRequest extends Error {}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES)
      throw new BadRequest(`The request has more than ${MAX_BODY_BYTES} bytes.`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new BadRequest('The request is not JSON.');
  }
}

function read(body: unknown): Wanted {
  const parsed = requestSchema.safeParse(body);
  if (parsed.success) return parsed.data.data;
  const extra = parsed.error.issues.find(({ code }) => code === 'unrecognized_keys');
  const what = extra ? ` ${extra.message}.` : '';
  throw new BadRequest(
    `Send {"id", "data": {"feed": "0x…"}} or {"id", "data": {"asset": "UUID", "kind": "nav" | "reserve"}}.${what}`,
  );
}

function problemOf(error: unknown): { statusCode: number; name: string; message: string } {
  if (error instanceof BadRequest)
    return { statusCode: 400, name: 'BAD_REQUEST', message: error.message };
  if (error instanceof Refusal) {
    const statusCode = error.code === 'UNKNOWN_FEED' ? 404 : 503;
    return { statusCode, name: error.code, message: error.message };
  }
  if (error instanceof RpcError || error instanceof RpcUnreachable)
    return { statusCode: 502, name: 'CHAIN_UNREADABLE', message: error.message };
  throw error;
}
