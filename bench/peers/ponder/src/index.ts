import { ponder } from 'ponder:registry';
import { account, balanceChange, transferEvent } from 'ponder:schema';
import { zeroAddress } from 'viem';

// Ponder's own example of an ERC-20 (reference-erc20), without allowances, with the balance by block.
ponder.on('AssetToken:Transfer', async ({ event, context }) => {
  const { from, to, value } = event.args;
  for (const [address, delta] of [
    [from, -value],
    [to, value],
  ] as const) {
    if (address === zeroAddress) continue;
    const { balance } = await context.db
      .insert(account)
      .values({ address, balance: delta })
      .onConflictDoUpdate((row) => ({ balance: row.balance + delta }));
    await context.db
      .insert(balanceChange)
      .values({ address, block: event.block.number, balance })
      .onConflictDoUpdate({ balance });
  }
  await context.db.insert(transferEvent).values({
    id: event.id,
    amount: value,
    timestamp: Number(event.block.timestamp),
    from,
    to,
  });
});
