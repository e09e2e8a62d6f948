import { AssetToken__factory, Distributor__factory } from '@cadastre/contracts';
import type { Interface } from 'ethers';
import type { Rpc } from '../chain/rpc.js';

const DISTRIBUTOR: Interface = Distributor__factory.createInterface();
const TOKEN: Interface = AssetToken__factory.createInterface();
/** `IDistributor.Mode`. */
const NET = 2n;

/** A distribution net of tax as its contract has it. */
export interface NetState {
  token: string;
  /** Opened net of tax, and not closed. */
  open: boolean;
  /** Money that lies there for it, base units. */
  allocated: bigint;
  /** Number of the last root that was proposed. */
  number: bigint;
  /** Unix seconds: when a root that waits takes effect; 0 when none waits. */
  effectiveAt: bigint;
}

/** @throws RpcError, RpcUnreachable */
export async function readNetState(rpc: Rpc, distributor: string, id: bigint): Promise<NetState> {
  const ask = async (name: string, ...args: unknown[]) => {
    const answer = await rpc.read(distributor, DISTRIBUTOR.encodeFunctionData(name, args));
    return DISTRIBUTOR.decodeFunctionResult(name, answer)[0] as unknown;
  };
  const [token, distribution, state] = (await Promise.all([
    ask('token'),
    ask('distributionOf', id),
    ask('netStateOf', id),
  ])) as [
    string,
    { mode: bigint; closed: boolean; allocated: bigint },
    { number: bigint; effectiveAt: bigint },
  ];
  const { mode, closed, allocated } = distribution;
  const { number, effectiveAt } = state;
  return { token, open: mode === NET && !closed, allocated, number, effectiveAt };
}

/** What an account held at a record date, base units. @throws RpcError, RpcUnreachable */
export async function readBalanceAt(
  rpc: Rpc,
  token: string,
  account: string,
  recordNumber: bigint,
): Promise<bigint> {
  return readAt(rpc, token, 'balanceAt', [account, recordNumber]);
}

/** What was in issue at a record date, base units. @throws RpcError, RpcUnreachable */
export async function readSupplyAt(rpc: Rpc, token: string, recordNumber: bigint): Promise<bigint> {
  return readAt(rpc, token, 'supplyAt', [recordNumber]);
}

async function readAt(rpc: Rpc, token: string, name: string, args: unknown[]): Promise<bigint> {
  const answer = await rpc.read(token, TOKEN.encodeFunctionData(name, args));
  return TOKEN.decodeFunctionResult(name, answer)[0] as bigint;
}
