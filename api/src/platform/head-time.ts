import { z } from 'zod';

const answer = z.object({ result: z.object({ timestamp: z.string().regex(/^0x[0-9a-f]+$/) }) });

/**
 * The chain's time now, Unix seconds: the pending block's, as an idle chain's newest block is old.
 * @throws Error where the node does not answer
 */
export async function headTime(rpcUrl: string): Promise<number> {
  const response = await fetch(rpcUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'eth_getBlockByNumber',
      params: ['pending', false],
    }),
    signal: AbortSignal.timeout(10_000),
  });
  return Number(answer.parse(await response.json()).result.timestamp);
}
