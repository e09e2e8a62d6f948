import { Injectable } from '@nestjs/common';
import { Committee } from '../chain/committee.js';
import { Refusal } from '../platform/refusal.js';
import { assembleProof, type Proof, type SignedBy } from '../report/report.js';
import type { ReportSigner, RoundToSign } from '../signers/signer.js';
import { FeedDirectory } from '../discovery/directory.js';
import type { OpenReport } from '../storage/reports.js';
import { SigningStore, type Signing } from '../storage/signings.js';
import { Clock } from '../platform/clock.js';

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
    private readonly signings: SigningStore,
    private readonly clock: Clock,
  ) {}

  /** The proof, or null and why there are too few signatures. */
  async collect(report: OpenReport): Promise<{ proof: Proof | null; refusals: SignerRefusal[] }> {
    const { signers: members, threshold } = await this.committee.state();
    const rounds = this.present(report);
    const signatures: SignedBy[] = [];
    const refusals: SignerRefusal[] = [];
    const answers: Signing[] = [];
    for (const signer of rounds ? this.signers.all : []) {
      if (!members.includes(signer.address)) continue;
      try {
        const { signature, derived } = await signer.sign({ rounds: rounds ?? [] });
        signatures.push({ signer: signer.address, signature });
        answers.push(signedBy(signer.address, signature, derived));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        refusals.push({ signer: signer.address, code: error.code, reason: error.message });
        answers.push(refusedBy(signer.address, error));
      }
      if (signatures.length === threshold) break;
    }
    await this.signings.keep(report.id, answers, this.clock.date());
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

const signedBy = (signer: string, signature: string, derived: Signing['derived']): Signing => ({
  signer,
  outcome: 'SIGNED',
  signature,
  reason: null,
  derived,
});

const refusedBy = (signer: string, { code, message, derived }: Refusal): Signing => ({
  signer,
  outcome: code,
  signature: null,
  reason: message,
  derived,
});
