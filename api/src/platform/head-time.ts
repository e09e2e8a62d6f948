import { z } from 'zod';

const answer = z.object({ result: z.object({ timestamp: z.string().regex(/^0x[0-9a-f]+$/) }) });

/**
 * The chain's time now, Unix seconds: the pending block's, as an idle chain's newest block is old. Of
 * several nodes the first that answers is asked.
 * @throws Error or AggregateError where no node answers
 */
export function headTime(rpcUrls: string[]): Promise<number> {
  return rpcUrls.length === 1 ? timeOf(rpcUrls[0] ?? '') : Promise.any(rpcUrls.map(timeOf));
}

async function timeOf(rpcUrl: string): Promise<number> {
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
