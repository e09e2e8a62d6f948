import { onchainTable, primaryKey } from 'ponder';

/** What our ledger keeps too: the present balance, and every transfer. */
export const account = onchainTable('account', (t) => ({
  address: t.hex().primaryKey(),
  balance: t.bigint().notNull(),
}));

export const transferEvent = onchainTable('transfer_event', (t) => ({
  id: t.text().primaryKey(),
  amount: t.bigint().notNull(),
  timestamp: t.integer().notNull(),
  from: t.hex().notNull(),
  to: t.hex().notNull(),
}));

/** The balance after each block that changed it. */
export const balanceChange = onchainTable(
  'balance_change',
  (t) => ({
    address: t.hex().notNull(),
    block: t.bigint().notNull(),
    balance: t.bigint().notNull(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.address, table.block] }) }),
);
