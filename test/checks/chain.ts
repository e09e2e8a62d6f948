import { Contract, Interface, type JsonRpcProvider } from 'ethers';

/*
 * The chain as an outsider reads it: a plain node and the few lines of ABI that the standards and the
 * contracts' documentation give. Nothing of the product's own bindings is used here.
 */
export const TOKEN_ABI = new Interface([
  'function balanceOf(address) view returns (uint256)',
  'function totalSupply() view returns (uint256)',
  'function decimals() view returns (uint8)',
  'function holderCount() view returns (uint256)',
  'function maxSupply() view returns (uint256)',
  'function isCountryAllowed(uint16) view returns (bool)',
  'function rules() view returns (tuple(uint112 maxBalance, uint32 maxHolders, uint8 minTier, uint32 lockUntil))',
  'function identityRegistry() view returns (address)',
  'function transfer(address to, uint256 amount) returns (bool)',
  'function explain(address spender, address from, address to, uint256 amount) view returns (uint8 reason, string message)',
  'event Transfer(address indexed from, address indexed to, uint256 value)',
  'event Minted(uint256 indexed operationId, address indexed to, uint256 amount)',
  'error TransferRefused(uint8 reason, address from, address to, uint256 amount)',
]);

export const REGISTRY_ABI = new Interface(['function isVerified(address) view returns (bool)']);

export const FEED_ABI = new Interface([
  'function latestRoundData() view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)',
  'function decimals() view returns (uint8)',
]);

/** The reasons of refusal in the order of their ERC-1404 numbers, as the token documents them. */
export const REASONS = [
  'ok',
  'insufficient_balance',
  'insufficient_unfrozen_balance',
  'insufficient_allowance',
  'invalid_sender',
  'invalid_receiver',
  'paused',
  'locked_up',
  'sender_not_verified',
  'sender_expired',
  'sender_suspended',
  'sender_frozen',
  'receiver_not_verified',
  'receiver_expired',
  'receiver_suspended',
  'receiver_frozen',
  'receiver_country_not_allowed',
  'receiver_tier_too_low',
  'max_balance_exceeded',
  'max_holders_exceeded',
  'max_supply_exceeded',
  'spender_frozen',
];

/** One view call, decoded; `block` is a number or a tag. */
export async function view(
  rpc: JsonRpcProvider,
  abi: Interface,
  address: string,
  call: string,
  args: unknown[] = [],
  block: number | 'latest' = 'latest',
): Promise<unknown[]> {
  const contract = new Contract(address, abi, rpc);
  const data = contract.interface.encodeFunctionData(call, args);
  const answer = await rpc.call({ to: address, data, blockTag: block });
  return [...abi.decodeFunctionResult(call, answer)];
}

export async function whole(
  rpc: JsonRpcProvider,
  abi: Interface,
  address: string,
  call: string,
  args: unknown[] = [],
  block: number | 'latest' = 'latest',
): Promise<bigint> {
  const [value] = await view(rpc, abi, address, call, args, block);
  return value as bigint;
}

export interface Round {
  id: bigint;
  answer: bigint;
  valuationTime: number;
  updatedAt: number;
}

export async function latestRound(
  rpc: JsonRpcProvider,
  feed: string,
  block: number | 'latest' = 'latest',
): Promise<Round> {
  const [id, answer, startedAt, updatedAt] = await view(
    rpc,
    FEED_ABI,
    feed,
    'latestRoundData',
    [],
    block,
  );
  return {
    id: id as bigint,
    answer: answer as bigint,
    valuationTime: Number(startedAt),
    updatedAt: Number(updatedAt),
  };
}

/** Every address that ever received the token, from its Transfer logs. */
export async function everHolders(rpc: JsonRpcProvider, token: string, toBlock: number) {
  const topic = TOKEN_ABI.getEvent('Transfer')?.topicHash ?? null;
  const logs = await rpc.getLogs({ address: token, topics: [topic], fromBlock: 0, toBlock });
  const to = logs.map((log) => String(TOKEN_ABI.parseLog(log)?.args.to));
  return [...new Set(to)].filter((address) => !/^0x0+$/.test(address));
}

export interface Minted {
  amount: bigint;
  to: string;
  block: number;
  /** Unix seconds of its block. */
  time: number;
}

export async function mints(rpc: JsonRpcProvider, token: string): Promise<Minted[]> {
  const topic = TOKEN_ABI.getEvent('Minted')?.topicHash ?? null;
  const logs = await rpc.getLogs({ address: token, topics: [topic], fromBlock: 0 });
  return Promise.all(
    logs.map(async (log) => {
      const { args } = TOKEN_ABI.parseLog(log) ?? {};
      const block = await rpc.getBlock(log.blockNumber);
      return {
        amount: args?.amount as bigint,
        to: String(args?.to),
        block: log.blockNumber,
        time: block?.timestamp ?? 0,
      };
    }),
  );
}
