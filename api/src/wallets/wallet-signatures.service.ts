import { Injectable } from '@nestjs/common';
import { hashMessage, Interface } from 'ethers';
import { fromChain } from '../chain/rpc/contract-reader.js';
import { Node } from '../chain/rpc/node.js';
import { RpcError } from '../chain/rpc/rpc.js';
import { Refused } from '../platform/problem.js';
import { isSigner } from './siwe.js';

/** ERC-1271. */
const ACCOUNT = new Interface([
  'function isValidSignature(bytes32 hash, bytes signature) view returns (bytes4)',
]);
const VALID = ACCOUNT.getFunction('isValidSignature')?.selector ?? '';

/** By its own key, or by the word of its contract (ERC-1271). */
export type ProofKind = 'key' | 'contract';

/** Whether an account signed a text (EIP-191), whatever kind of account it is. */
@Injectable()
export class WalletSignatures {
  constructor(private readonly node: Node) {}

  /**
   * @param text signed by `personal_sign`
   * @throws Refused `siwe_wrong_signer`, `siwe_contract_refused`; Problem 503 `chain_unreachable`
   */
  async require(text: string, signature: string, address: string): Promise<ProofKind> {
    if (isSigner(text, signature, address)) return 'key';
    if ((await fromChain(() => this.codeOf(address))) === '0x') {
      throw new Refused(
        'siwe_wrong_signer',
        `The signature was not made by ${address}: choose that account in the wallet and sign again.`,
      );
    }
    if (await fromChain(() => this.contractSays(text, signature, address))) return 'contract';
    throw new Refused(
      'siwe_contract_refused',
      `The contract at ${address} does not take the signature (ERC-1271): have its owners sign this very text.`,
    );
  }

  private codeOf(address: string): Promise<string> {
    return this.node.rpc.call<string>('eth_getCode', [address, 'latest']);
  }

  private async contractSays(text: string, signature: string, to: string): Promise<boolean> {
    const data = ACCOUNT.encodeFunctionData('isValidSignature', [hashMessage(text), signature]);
    try {
      const answer = await this.node.call({ to, data }, 'latest');
      // A whole word: a contract that answers less, or anything to everything, has not understood.
      return answer.toLowerCase() === VALID.padEnd(66, '0');
    } catch (error) {
      if (error instanceof RpcError) return false;
      throw error;
    }
  }
}
