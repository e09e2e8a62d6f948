import { Injectable } from '@nestjs/common';
import { Committee } from '../chain/committee.js';
import { Refusal } from '../platform/refusal.js';
import { assembleProof, type Proof, type SignedBy } from '../report/report.js';
import type { ReportSigner, RoundToSign } from '../signers/signer.js';
import { FeedDirectory } from '../discovery/directory.js';
import type { OpenReport } from '../storage/reports.js';

/** The signers that can be asked. */
export class Signers {
  constructor(readonly all: readonly ReportSigner[]) {}
}

/** Asks signers one after the other until there are enough. */
@Injectable()
export class Quorum {
  constructor(
    private readonly committee: Committee,
    private readonly signers: Signers,
    private readonly directory: FeedDirectory,
  ) {}

  /** The proof, or why there are too few signatures. */
  async collect(report: OpenReport): Promise<Proof | { refusals: string[] }> {
    const { signers: members, threshold } = await this.committee.state();
    const rounds = this.present(report);
    if (!rounds) return { refusals: ['a feed of this report is no longer listed'] };
    const signatures: SignedBy[] = [];
    const refusals: string[] = [];
    for (const signer of this.signers.all) {
      if (!members.includes(signer.address)) continue;
      try {
        const signature = await signer.sign({ rounds });
        signatures.push({ signer: signer.address, signature });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        refusals.push(`${signer.address} ${error.code} ${error.message}`);
      }
      if (signatures.length === threshold) break;
    }
    const proof = assembleProof(members, threshold, signatures);
    if (proof) return proof;
    return { refusals: [`${signatures.length} of ${threshold} signed`, ...refusals] };
  }

  private present(report: OpenReport): RoundToSign[] | null {
    const rounds = report.rounds.map(({ report: round }) => {
      const listed = this.directory.find(round.feed);
      return listed && { report: round, ...listed };
    });
    return rounds.every((round) => round !== undefined) ? rounds : null;
  }
}
