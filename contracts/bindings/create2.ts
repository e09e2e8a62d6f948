import { parseEther, Transaction, type Signer } from 'ethers';

/** The canonical CREATE2 deployer (Arachnid's), at one address on every chain; local nodes have it from genesis. */
export const CREATE2_DEPLOYER = '0x4e59b44847b379578588920cA78FbF26c0B4956C';

/** The transaction that its keyless deployer account signed once for all chains. */
const KEYLESS_TRANSACTION =
  '0xf8a58085174876e800830186a08080b853604580600e600039806000f350fe7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf31ba02222222222222222222222222222222222222222222222222222222222222222a02222222222222222222222222222222222222222222222222222222222222222';
/** 100,000 gas at the 100 gwei that the transaction fixes. */
const KEYLESS_COST = parseEther('0.01');

/** Puts the CREATE2 deployer on a chain that lacks it, for at most 0.01 ether. */
export async function ensureCreate2Deployer(payer: Signer): Promise<void> {
  const provider = payer.provider;
  if (provider === null) throw new Error('The signer is not connected to a node');
  if ((await provider.getCode(CREATE2_DEPLOYER)) !== '0x') return;
  const keyless = Transaction.from(KEYLESS_TRANSACTION).from;
  if (keyless === null) throw new Error('The transaction of the CREATE2 deployer is unsigned');
  const missing = KEYLESS_COST - (await provider.getBalance(keyless));
  if (missing > 0n) {
    const sent = await payer.sendTransaction({ to: keyless, value: missing });
    await sent.wait();
  }
  const created = await provider.broadcastTransaction(KEYLESS_TRANSACTION);
  await created.wait();
}
