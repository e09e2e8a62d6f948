import { type Order, Settlement__factory } from '@cadastre/contracts';
import type { Interface } from 'ethers';
import { toAddress } from '../chain/bytes.js';
import type { OtcOrder } from './otc.entity.js';

/** What the board says to, and reads from, its contracts. */
export const BOARD: Interface = Settlement__factory.createInterface();

export const ANYBODY = `0x${'0'.repeat(40)}`;

/** EIP-712 types of an order, for a wallet that signs. */
export const ORDER_FIELDS = [
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
];

/** An order as its maker has signed it. */
export const structOf = (o: OtcOrder, token: string): Order => ({
  maker: toAddress(o.maker),
  taker: o.taker ? toAddress(o.taker) : ANYBODY,
  token,
  payment: toAddress(o.paymentToken),
  sells: o.sells,
  amount: o.amount,
  price: o.price,
  minFill: o.minFill,
  nonce: o.nonce,
  deadline: Math.floor(o.deadline.getTime() / 1000),
});
