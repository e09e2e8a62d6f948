import type { ContractTransactionResponse, TransactionReceipt } from 'ethers';
import { decodeRevert, revertDataOf, type DecodedRevert } from '@cadastre/contracts';

/** The receipt of a transaction that must succeed; where it is refused, the contract says why. */
export async function mined(
  sending: Promise<ContractTransactionResponse>,
): Promise<TransactionReceipt> {
  try {
    const receipt = await (await sending).wait();
    if (receipt !== null) return receipt;
  } catch (error) {
    const data = revertDataOf(error);
    if (data === null) throw error;
    const { name, sentence } = decodeRevert(data);
    throw new Error(`${name}: ${sentence}`, { cause: error });
  }
  throw new Error('The transaction was not mined');
}

/** What a call that must be refused says. */
export async function refusal(call: Promise<unknown>): Promise<DecodedRevert> {
  const outcome = await call.then(
    () => null,
    (error: unknown) => ({ error }),
  );
  if (outcome === null) throw new Error('The call was not refused');
  const data = revertDataOf(outcome.error);
  if (data === null) throw outcome.error;
  return decodeRevert(data);
}
