import { ABIS, type Fact, type Ledger, type LedgerContract } from '@cadastre/api/chain';

type Em = Parameters<Parameters<Ledger['onRollback']>[0]>[0];

/** Writes down every fact given and taken back, in the ledger's own transaction, as a domain would. */
export function watchFacts(ledger: Ledger): void {
  const write = (verb: 'apply' | 'retract') => async (em: Em, fact: Fact) => {
    await em.query(
      `INSERT INTO faults.fact (verb, event, block_number, block_hash, log_index)
       VALUES ($1, $2, $3, $4, $5)`,
      [verb, fact.event, fact.blockNumber, fact.blockHash, fact.logIndex],
    );
  };
  for (const [contract, abi] of Object.entries(ABIS)) {
    const names = new Set<string>();
    abi.forEachEvent(({ name }) => names.add(name));
    for (const event of names) {
      ledger.on(contract as LedgerContract, event, {
        apply: write('apply'),
        retract: write('retract'),
      });
    }
  }
}
