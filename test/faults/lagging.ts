/** A request of JSON-RPC. */
export interface RpcOne {
  id: number;
  method: string;
  params: unknown[];
}
export type RpcBody = RpcOne | RpcOne[];
export interface RpcAnswer {
  id: number;
  result?: unknown;
  error?: { code: number; message: string };
}
export type RpcReply = RpcAnswer | RpcAnswer[];

type Ask = (body: RpcBody) => Promise<RpcReply>;

/** Where the block tag stands among a method's parameters. */
const TAG_AT: Record<string, number> = {
  eth_getBlockByNumber: 0,
  eth_call: 1,
  eth_estimateGas: 1,
  eth_getTransactionCount: 1,
  eth_getBalance: 1,
};

const hex = (number: number): string => `0x${number.toString(16)}`;

/**
 * Answers as a node would that is some blocks behind: what is above its head does not exist. With
 * `headOnly` it only says that its head is older, and knows the rest.
 */
export async function lagging(
  headOnly: boolean,
  blocks: number,
  body: RpcBody,
  ask: Ask,
): Promise<RpcReply> {
  const latest = (await ask({ id: 0, method: 'eth_blockNumber', params: [] })) as RpcAnswer;
  const head = Math.max(0, Number(latest.result) - blocks);
  const one = (single: RpcOne) =>
    headOnly ? olderHead(single, head, ask) : behind(single, head, ask);
  return Array.isArray(body) ? Promise.all(body.map(one)) : one(body);
}

async function olderHead(single: RpcOne, head: number, ask: Ask): Promise<RpcAnswer> {
  const asksHead = single.method === 'eth_getBlockByNumber' && single.params[0] === 'latest';
  if (single.method === 'eth_blockNumber') return { ...frame(single), result: hex(head) };
  const params = asksHead ? [hex(head), ...single.params.slice(1)] : single.params;
  return (await ask({ ...single, params })) as RpcAnswer;
}

async function behind(single: RpcOne, head: number, ask: Ask): Promise<RpcAnswer> {
  const { method } = single;
  if (method === 'eth_blockNumber') return { ...frame(single), result: hex(head) };
  if (method === 'eth_getLogs') return logs(single, head, ask);
  const at = TAG_AT[method];
  const params = [...single.params];
  if (at !== undefined) {
    const tag = params[at];
    const number = typeof tag === 'string' && tag.startsWith('0x') ? Number(tag) : head;
    if (number > head) return nothingThere(single);
    params[at] = hex(number);
  }
  const answer = (await ask({ ...single, params })) as RpcAnswer;
  return isAbove(answer.result, head) ? unseen(method, answer) : answer;
}

async function logs(single: RpcOne, head: number, ask: Ask): Promise<RpcAnswer> {
  const [filter] = single.params as [{ fromBlock: string; toBlock: string }];
  if (Number(filter.fromBlock) > head) return { ...frame(single), result: [] };
  const toBlock = hex(Math.min(Number(filter.toBlock), head));
  return (await ask({ ...single, params: [{ ...filter, toBlock }] })) as RpcAnswer;
}

const frame = ({ id }: { id: number }) => ({ jsonrpc: '2.0', id });

const nothingThere = (single: RpcOne): RpcAnswer =>
  single.method === 'eth_getBlockByNumber'
    ? { ...frame(single), result: null }
    : { ...frame(single), error: { code: -32000, message: 'header not found' } };

function isAbove(result: unknown, head: number): boolean {
  if (!result || typeof result !== 'object' || !('blockNumber' in result)) return false;
  return Number(result.blockNumber) > head;
}

/** A transaction of a block it has not seen still waits; a receipt is not there. */
const unseen = (method: string, answer: RpcAnswer): RpcAnswer =>
  method === 'eth_getTransactionByHash'
    ? {
        ...answer,
        result: { ...(answer.result as object), blockNumber: null, blockHash: null },
      }
    : { ...answer, result: null };
