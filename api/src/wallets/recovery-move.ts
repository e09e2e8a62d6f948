import { AssetToken__factory } from '@cadastre/contracts';
import { encodeBytes32String } from 'ethers';
import { toHex } from '../chain/bytes.js';
import type { NewCommand } from '../chain/outbox/command.js';
import type { Ctx } from '../platform/context.js';
import type { WalletRecovery } from './wallet-recovery.entity.js';

/** Commands that move what a lost wallet holds on one token. */
export const MOVE = 'wallet.recover';
/** The reason code of the contract's event; the paper is the approval, by its hash. */
const LOST = encodeBytes32String('lost-wallet');
const TOKEN = AssetToken__factory.createInterface();

/** Moves everything that `lost` holds on a token to `heir`, on the paper of the recovery. */
export const moveCommand = (
  ctx: Ctx,
  recovery: WalletRecovery,
  { token, lost, heir }: { token: string; lost: string; heir: string },
): NewCommand => ({
  ctx,
  kind: MOVE,
  signer: 'compliance',
  to: token,
  data: TOKEN.encodeFunctionData('recover', [lost, heir, LOST, toHex(recovery.paperHash)]),
  subject: { type: 'wallet_recovery', id: recovery.id },
  organisationId: recovery.organisationId,
});
