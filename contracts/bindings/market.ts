import { TypedDataEncoder, type Signer, type TypedDataDomain, type TypedDataField } from 'ethers';
import type { ISettlement } from './generated/interfaces/ISettlement.js';

/** Why a subscription cannot be delivered, by the number of the contract's `Obstacle` enum. */
export const DELIVERY_OBSTACLES = [
  'NONE',
  'NOTHING_SUBSCRIBED',
  'NOT_YET_VALUED',
  'MINIMUM_OUT_MISSED',
  'TOKEN_CAP_EXCEEDED',
  'MINT_REFUSED',
] as const;
export type DeliveryObstacle = (typeof DELIVERY_OBSTACLES)[number];

/** What each obstacle means to a person, with the way out. */
export const DELIVERY_OBSTACLE_SENTENCES: Readonly<Record<DeliveryObstacle, string>> = {
  NONE: 'Nothing stands against the delivery.',
  NOTHING_SUBSCRIBED: 'This wallet has nothing in escrow. Subscribe first.',
  NOT_YET_VALUED: 'No price was taken since the subscription. Wait for the next valuation.',
  MINIMUM_OUT_MISSED:
    'The price gives fewer tokens than the subscriber accepts. Wait for another price, or take the money back after the delivery period.',
  TOKEN_CAP_EXCEEDED:
    'The sale’s token cap leaves too little. Wait for a higher price, or take the money back after the delivery period.',
  MINT_REFUSED:
    'The token refuses the mint to this wallet. Ask `explainMint` why and cure it, or take the money back after the delivery period.',
};

/** The name of an obstacle. @throws RangeError for a number that is none */
export function deliveryObstacleName(code: bigint | number): DeliveryObstacle {
  const name = DELIVERY_OBSTACLES[Number(code)];
  if (name === undefined) throw new RangeError(`No obstacle has number ${code}`);
  return name;
}

/** What stands in the way of a trade, by the number of the contract's `Hindrance` enum. */
export const HINDRANCES = [
  'NONE',
  'PAUSED',
  'NOT_AN_ASSET',
  'MALFORMED',
  'EXPIRED',
  'CANCELLED',
  'NONCE_TAKEN',
  'WRONG_TAKER',
  'BEYOND_ORDER',
  'BELOW_MINIMUM_FILL',
  'SIGNATURE',
  'TOKEN_SIDE',
  'PAYMENT_SIDE',
] as const;
export type HindranceName = (typeof HINDRANCES)[number];

/** The name of a hindrance. @throws RangeError for a number that is none */
export function hindranceName(code: bigint | number): HindranceName {
  const name = HINDRANCES[Number(code)];
  if (name === undefined) throw new RangeError(`No hindrance has number ${code}`);
  return name;
}

/** An order of the OTC board; amounts are base units, `price` is for the whole amount, `deadline` in seconds. */
export type Order = ISettlement.OrderStruct;

const orderTypes: Record<string, TypedDataField[]> = {
  Order: [
    { name: 'maker', type: 'address' },
    { name: 'taker', type: 'address' },
    { name: 'token', type: 'address' },
    { name: 'payment', type: 'address' },
    { name: 'sells', type: 'bool' },
    { name: 'amount', type: 'uint112' },
    { name: 'price', type: 'uint128' },
    { name: 'minFill', type: 'uint112' },
    { name: 'nonce', type: 'uint256' },
    { name: 'deadline', type: 'uint40' },
  ],
};

/** EIP-712 domain of the OTC board. */
export function settlementDomain(chainId: bigint | number, settlement: string): TypedDataDomain {
  return { name: 'Cadastre Settlement', version: '1', chainId, verifyingContract: settlement };
}

/** The hash that the maker of an order signs; the same as `Settlement.hashOf`. */
export function orderHash(domain: TypedDataDomain, order: Order): string {
  return TypedDataEncoder.hash(domain, orderTypes, order);
}

/** Signs an order. */
export function signOrder(signer: Signer, domain: TypedDataDomain, order: Order): Promise<string> {
  return signer.signTypedData(domain, orderTypes, order);
}
