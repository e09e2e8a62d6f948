import { forContract, type Report } from '../report/report.js';
import { COMMITTEE } from './abi.js';
import type { Rpc } from './rpc.js';

/** Who signs now. */
export interface CommitteeState {
  /** In the order of the bitmap's bits. */
  signers: string[];
  threshold: number;
  epoch: number;
}

/** The committee's contract as this service uses it. */
export class Committee {
  constructor(
    private readonly rpc: Rpc,
    readonly address: string,
  ) {}

  /** @throws RpcError, RpcUnreachable */
  async state(): Promise<CommitteeState> {
    const [signers, threshold, epoch] = await Promise.all([
      this.signers(),
      this.number('threshold'),
      this.number('epoch'),
    ]);
    return { signers, threshold, epoch };
  }

  /** Call data that delivers one report, or several under one set of signatures. */
  callData(reports: readonly Report[], bitmap: bigint, proof: string): string {
    const [only] = reports;
    return reports.length === 1 && only
      ? COMMITTEE.encodeFunctionData('submit', [forContract(only), bitmap, proof])
      : COMMITTEE.encodeFunctionData('submitBatch', [reports.map(forContract), bitmap, proof]);
  }

  private async signers(): Promise<string[]> {
    const answer = await this.rpc.read(this.address, COMMITTEE.encodeFunctionData('signers'));
    const [signers] = COMMITTEE.decodeFunctionResult('signers', answer) as unknown as [string[]];
    return [...signers];
  }

  private async number(name: 'threshold' | 'epoch'): Promise<number> {
    const answer = await this.rpc.read(this.address, COMMITTEE.encodeFunctionData(name));
    return Number(COMMITTEE.decodeFunctionResult(name, answer)[0]);
  }
}
