import { keccak256 } from 'ethers';
import type { Endpoint } from './endpoint.js';
import { RpcError, RpcUnreachable } from './rpc.js';

export const isSend = (method: string): boolean => method === 'eth_sendRawTransaction';

const KNOWN = /already (known|imported)|known transaction/i;

/**
 * Hands bytes to every endpoint at once; the first that takes them is the answer, and the others go on
 * by themselves. That one has them already (from us, or from a neighbour) is as good.
 * @throws the refusal of the endpoint that is furthest along; RpcUnreachable where none answers
 */
export async function broadcast<T>(
  endpoints: Endpoint[],
  raw: unknown,
  send: (endpoint: Endpoint) => Promise<T>,
): Promise<T> {
  const sends = endpoints.map(async (endpoint) => {
    try {
      return await send(endpoint);
    } catch (error) {
      if (typeof raw === 'string' && error instanceof RpcError && KNOWN.test(error.message)) {
        return keccak256(raw) as T;
      }
      throw error;
    }
  });
  try {
    return await Promise.any(sends);
  } catch (error) {
    const failures = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
    const refusal = failures.find((failure) => failure instanceof RpcError);
    if (refusal) throw refusal;
    const [failure] = failures.filter((one) => one instanceof RpcUnreachable);
    throw failure ?? new RpcUnreachable('eth_sendRawTransaction: no endpoint can be asked');
  }
}
