import { decodeRevert } from '@cadastre/contracts';
import type { RpcError } from './rpc.js';

/** Why a call was refused on-chain, in a sentence led by the error's name. */
export function explainRevert(error: RpcError): string {
  if (error.data === null) return error.message;
  const { name, sentence } = decodeRevert(error.data);
  return `${name}: ${sentence}`;
}
