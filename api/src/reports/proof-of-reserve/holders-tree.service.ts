import {
  type Holding,
  pageOfHolder,
  proveFromPage,
  type SumProof,
  type SumTreeIndex,
} from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { LedgerReader } from '../../chain/ledger/reader.js';
import { type HoldersTree, type Subject, treeOf, wide } from './holders-tree.js';

/** The Merkle sum tree over all holders after a block, and one holder's place in it. */
@Injectable()
export class HoldersTrees {
  constructor(private readonly reader: LedgerReader) {}

  /** @param token EIP-55 */
  async build(subject: Subject): Promise<HoldersTree> {
    const holdings: Holding[] = [];
    for await (const batch of this.reader.streamHolders(subject.token, subject.block)) {
      for (const { address, amountBaseUnits } of batch) {
        holdings.push({ holder: address, balance: amountBaseUnits });
      }
    }
    return treeOf(subject, holdings);
  }

  /**
   * A holder's proof from the index and one page of holders.
   * @throws MerkleError `holder_unknown`; TreeIndexError `page_differs` where the ledger no longer has what the report
   *   was made of
   */
  async prove(
    subject: Subject,
    index: SumTreeIndex,
    holder: string,
  ): Promise<{ holding: Holding; proof: SumProof }> {
    const page = pageOfHolder(index, holder);
    const before = `0x${(BigInt(page.from) - 1n).toString(16).padStart(40, '0')}`;
    const { token, block } = subject;
    const { holders } = await this.reader.holdersPage(token, block, page.limit, before);
    const holdings = holders.map(({ address, amountBaseUnits }) => ({
      holder: address.toLowerCase(),
      balance: amountBaseUnits,
    }));
    const proof = proveFromPage(wide(subject), index, page, holdings, holder);
    return { holding: holdings[proof.index % page.limit] as Holding, proof };
  }
}
