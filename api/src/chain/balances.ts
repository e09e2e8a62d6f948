import { Injectable, Logger } from '@nestjs/common';
import { formatEther, parseEther } from 'ethers';
import { Config } from '../platform/config.js';
import { logLine } from '../platform/logger.js';
import type { SignerRole } from './outbox/command.js';
import { Node } from './rpc/node.js';
import { Signers } from './signers.js';

export interface SignerBalance {
  role: SignerRole;
  address: string;
  balanceWei: bigint;
  low: boolean;
}

/** What each key still has to pay gas with; one that runs low is told once, and again when it is not. */
@Injectable()
export class Balances {
  private readonly logger = new Logger('balances');
  private readonly low = new Set<SignerRole>();
  /** A signer with less is low, wei. */
  readonly thresholdWei: bigint;

  constructor(
    config: Config,
    private readonly node: Node,
    private readonly signers: Signers,
  ) {
    this.thresholdWei = parseEther(config.env.LOW_BALANCE_ETH);
  }

  /**
   * Of every key but the deployer's, which only works when contracts are deployed or roles change
   * hands. @throws RpcUnreachable
   */
  async check(): Promise<SignerBalance[]> {
    const roles = this.signers.roles.filter((role) => role !== 'deployer');
    const balances = await Promise.all(
      roles.map(async (role): Promise<SignerBalance> => {
        const address = this.signers.address(role);
        const balanceWei = await this.node.balance(address);
        return { role, address, balanceWei, low: balanceWei < this.thresholdWei };
      }),
    );
    for (const balance of balances) this.tell(balance);
    return balances;
  }

  /** One line for each crossing of the threshold, however often it is asked. */
  private tell({ role, address, balanceWei, low }: SignerBalance): void {
    if (low === this.low.has(role)) return;
    const fields = {
      role,
      address,
      ether: formatEther(balanceWei),
      threshold: formatEther(this.thresholdWei),
    };
    if (low) {
      this.low.add(role);
      this.logger.warn(logLine('signer_balance_low', fields));
    } else {
      this.low.delete(role);
      this.logger.log(logLine('signer_balance_restored', fields));
    }
  }
}
