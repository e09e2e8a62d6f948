/** A JSON-RPC call to a node. @throws Error with the node's own message, or when it does not answer */
export async function rpc<T>(
  url: string,
  method: string,
  params: unknown[] = [],
  timeoutMs = 10_000,
): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!response.ok) throw new Error(`${method}: HTTP ${response.status}`);
  const answer = (await response.json()) as { result?: T; error?: { message: string } };
  if (answer.error) throw new Error(`${method}: ${answer.error.message}`);
  return answer.result as T;
}

export interface BlockHead {
  number: number;
  hash: string;
  /** Unix seconds. */
  timestamp: number;
}

/** Number, hash and time of a block (`pending` shows the node's clock). Null where there is none. */
export async function blockHead(url: string, block: string | number): Promise<BlockHead | null> {
  const tag = typeof block === 'number' ? `0x${block.toString(16)}` : block;
  const found = await rpc<{ number: string; hash: string; timestamp: string } | null>(
    url,
    'eth_getBlockByNumber',
    [tag, false],
  );
  if (!found) return null;
  return {
    number: Number(found.number),
    hash: found.hash,
    timestamp: Number(found.timestamp),
  };
}
