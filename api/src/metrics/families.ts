import { Gauge, type Registry } from 'prom-client';

/** One value of a metric. Whole numbers below 2^53: a scrape shows them exactly. */
export interface Sample {
  labels: Record<string, string>;
  value: number;
}

/** What is exported. Everything is a gauge: what now is, read from the rows at the scrape. */
export const FAMILIES = {
  commands: {
    name: 'cadastre_outbox_commands',
    help: 'Commands that are not settled yet, by key and state',
    labels: ['signer', 'state'],
  },
  oldest: {
    name: 'cadastre_outbox_oldest_seconds',
    help: 'Since the command that has not moved for longest did, by key; wall-clock time',
    labels: ['signer'],
  },
  inFlight: {
    name: 'cadastre_outbox_in_flight',
    help: 'Transactions signed, sent or mined and not final, by address',
    labels: ['address'],
  },
  leading: {
    name: 'cadastre_outbox_leading',
    help: '1 while this process dispatches for the key',
    labels: ['signer'],
  },
  ledgerBlock: { name: 'cadastre_ledger_block', help: 'Last block of the ledger', labels: [] },
  ledgerLag: {
    name: 'cadastre_ledger_lag_blocks',
    help: 'Blocks between the chain’s head and the ledger',
    labels: [],
  },
  ledgerState: {
    name: 'cadastre_ledger_state',
    help: '1 for what the ledger’s follower does',
    labels: ['state'],
  },
  chain: {
    name: 'cadastre_chain_answers',
    help: '0 while the chain does not answer',
    labels: [],
  },
  balance: {
    name: 'cadastre_signer_balance_gwei',
    help: 'What a key has left for gas, rounded down',
    labels: ['signer', 'address'],
  },
  balanceLow: {
    name: 'cadastre_signer_balance_low',
    help: '1 while a key has less than LOW_BALANCE_ETH',
    labels: ['signer', 'address'],
  },
  jobs: {
    name: 'cadastre_jobs',
    help: 'Jobs by queue and state; the dead-letter queue holds those that failed at every try',
    labels: ['queue', 'state'],
  },
  oldestJob: {
    name: 'cadastre_jobs_oldest_seconds',
    help: 'Since the oldest job of a queue that waits was due',
    labels: ['queue'],
  },
} as const satisfies Record<string, { name: string; help: string; labels: readonly string[] }>;

export type Told = Record<keyof typeof FAMILIES, Sample[]>;

/** Puts every metric into a registry that lives as long as one scrape. */
export function putAll(registry: Registry, told: Told): void {
  for (const [key, { name, help, labels }] of Object.entries(FAMILIES)) {
    const gauge = new Gauge({ name, help, labelNames: [...labels], registers: [registry] });
    for (const sample of told[key as keyof Told]) gauge.set(sample.labels, sample.value);
  }
}
