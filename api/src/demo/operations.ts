import type { OperationView } from './views.js';
import type { World } from './world.js';

/** Where an operation ended on the chain: transaction and block. */
export async function onChain(world: World, operationId: string | null): Promise<string> {
  if (!operationId) return 'no operation';
  const auditor = await world.as(world.cast.auditor);
  const { transactionHash, blockNumber, state } = await auditor.get<OperationView>(
    `/operations/${operationId}`,
  );
  return `${state}, transaction ${transactionHash ?? '-'} in block ${blockNumber ?? '-'}`;
}
