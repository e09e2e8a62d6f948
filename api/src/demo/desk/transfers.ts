import type { PreflightView } from '../views.js';
import { addressOf } from '../people.js';
import type { World } from '../world.js';
import type { Holder } from './sales.js';
import { ledgerReaches, type Product } from './tokens.js';
import { signAndSend } from './wallets.js';

/** Asks whether a transfer may be. Amount in base units of the token. */
export async function preflightTransfer(
  world: World,
  { tokenId }: Product,
  from: Holder,
  to: Holder,
  amount: bigint,
): Promise<PreflightView> {
  const client = await world.as(from.investor);
  return client.post(
    `/tokens/${tokenId}/transfers/preflight`,
    {
      from: addressOf(from.investor),
      to: addressOf(to.investor),
      amountBaseUnits: amount.toString(),
    },
    { repeatable: true },
  );
}

/** One holder's wallet sends tokens to another's. @throws Error with the reason of a refusal */
export async function transferTokens(
  world: World,
  product: Product,
  from: Holder,
  to: Holder,
  amount: bigint,
): Promise<void> {
  const { transaction, reason } = await preflightTransfer(world, product, from, to, amount);
  if (!transaction) throw new Error(`the preflight refuses: ${reason?.sentence ?? 'no reason'}`);
  const { blockNumber } = await signAndSend(world, from.investor, [transaction]);
  await ledgerReaches(world, product.tokenId, blockNumber);
}
