import { Body, Controller, Post } from '@nestjs/common';
import { z } from 'zod';
import { OwnTransaction, Public } from '../platform/access.js';
import { Config } from '../platform/config.js';
import { NotFound } from '../platform/problem.js';
import { Returns } from '../platform/returns.js';

/** What a wallet needs to send one transaction and see it mined; nothing that changes the node. */
const METHODS = [
  'eth_chainId',
  'eth_blockNumber',
  'eth_getBalance',
  'eth_getTransactionCount',
  'eth_gasPrice',
  'eth_maxPriorityFeePerGas',
  'eth_feeHistory',
  'eth_estimateGas',
  'eth_getBlockByNumber',
  'eth_sendRawTransaction',
  'eth_getTransactionByHash',
  'eth_getTransactionReceipt',
] as const;

export const rpcBody = z.strictObject({
  jsonrpc: z.literal('2.0'),
  id: z.union([z.number(), z.string()]),
  method: z.enum(METHODS),
  params: z.array(z.unknown()).max(4).default([]),
});
export type RpcBody = z.output<typeof rpcBody>;

export const rpcView = z
  .object({
    jsonrpc: z.string(),
    id: z.union([z.number(), z.string()]).nullable(),
    result: z.unknown().optional(),
    error: z.unknown().optional(),
  })
  .meta({ id: 'DemoRpcAnswer' });
export type RpcView = z.output<typeof rpcView>;

/**
 * The local chain's JSON-RPC on the product's own port, so that the demonstration's wallets can send
 * their own transfers from a browser. Exists only where the demonstration does.
 */
@Controller('public/demo/rpc')
export class DemoRpcController {
  constructor(private readonly config: Config) {}

  @Post()
  @Public()
  @OwnTransaction()
  @Returns(200, rpcView)
  async call(@Body({ schema: rpcBody }) body: RpcBody): Promise<RpcView> {
    const [url] = this.config.rpcUrls;
    if (!this.config.env.DEMO || this.config.production || !url)
      throw new NotFound('demonstration');
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    return (await answer.json()) as RpcView;
  }
}
