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

/** Why a signer did not sign. */
export interface SignerRefusal {
  signer: string;
  code: string;
  reason: string;
}

/** Asks signers one after the other until there are enough. */
@Injectable()
export class Quorum {
  constructor(
    private readonly committee: Committee,
    private readonly signers: Signers,
    private readonly directory: FeedDirectory,
  ) {}

  /** The proof, or null and why there are too few signatures. */
  async collect(report: OpenReport): Promise<{ proof: Proof | null; refusals: SignerRefusal[] }> {
    const { signers: members, threshold } = await this.committee.state();
    const rounds = this.present(report);
    const signatures: SignedBy[] = [];
    const refusals: SignerRefusal[] = [];
    for (const signer of rounds ? this.signers.all : []) {
      if (!members.includes(signer.address)) continue;
      try {
        const signature = await signer.sign({ rounds: rounds ?? [] });
        signatures.push({ signer: signer.address, signature });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        refusals.push({ signer: signer.address, code: error.code, reason: error.message });
      }
      if (signatures.length === threshold) break;
    }
    return { proof: assembleProof(members, threshold, signatures), refusals };
  }

  private present(report: OpenReport): RoundToSign[] | null {
    const rounds = report.rounds.map(({ report: round }) => {
      const listed = this.directory.find(round.feed);
      return listed && { report: round, ...listed };
    });
    return rounds.every((round) => round !== undefined) ? rounds : null;
  }
}
