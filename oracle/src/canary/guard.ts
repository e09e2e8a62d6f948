import { mintStopName, SecureMint__factory, type MintStop } from '@cadastre/contracts';
import type { Rpc } from '../chain/rpc.js';

const GUARD = SecureMint__factory.createInterface();

/** A mint guard as it stands at a block; ages in seconds. */
export interface Guard {
  address: string;
  rules: {
    feed: string;
    marginBps: number;
    maxPublicationAge: number;
    maxValuationAge: number;
  };
  /** Base units of the token; zero where it stops. */
  cover: { stop: MintStop; usable: bigint; headroom: bigint };
}

interface Rules {
  feed: string;
  marginBps: bigint;
  maxPublicationAge: bigint;
  maxValuationAge: bigint;
}

/** @throws RpcError for an address that is no guard; RpcUnreachable */
export async function readGuards(
  rpc: Rpc,
  addresses: readonly string[],
  block: number,
): Promise<Guard[]> {
  return Promise.all(
    addresses.map(async (address) => {
      const [[rules], [cover]] = (await Promise.all([
        ask(rpc, address, 'reserveRules', block),
        ask(rpc, address, 'cover', block),
      ])) as [[Rules], [{ stop: bigint; usable: bigint; headroom: bigint }]];
      return {
        address,
        rules: {
          feed: rules.feed,
          marginBps: Number(rules.marginBps),
          maxPublicationAge: Number(rules.maxPublicationAge),
          maxValuationAge: Number(rules.maxValuationAge),
        },
        cover: {
          stop: mintStopName(cover.stop),
          usable: cover.usable,
          headroom: cover.headroom,
        },
      };
    }),
  );
}

async function ask(
  rpc: Rpc,
  guard: string,
  name: 'reserveRules' | 'cover',
  block: number,
): Promise<unknown[]> {
  const answer = await rpc.read(guard, GUARD.encodeFunctionData(name as 'cover'), block);
  return GUARD.decodeFunctionResult(name as 'cover', answer).toArray() as unknown[];
}
