import { Injectable } from '@nestjs/common';
import { Committee } from '../chain/committee.js';
import { Refusal } from '../platform/refusal.js';
import { assembleProof, type Proof, type Report, type SignedBy } from '../report/report.js';
import { Peers } from '../peers/peers.js';
import { OwnSigner } from '../signers/own-signer.js';
import type { ReportSigner } from '../signers/signer.js';

/** Why a signer did not sign. */
export interface SignerRefusal {
  signer: string;
  code: string;
  reason: string;
}

/** The proof, or null and why there are too few signatures. */
export interface Collected {
  proof: Proof | null;
  refusals: SignerRefusal[];
}

/** Another node is asked when those that were asked first have not answered by then. */
const PATIENCE_MS = 300;

/**
 * Asks this node first, for nobody is bothered with what it would not sign itself; then as many others at once as the
 * threshold needs, and another one for each that refuses or keeps it waiting.
 */
@Injectable()
export class Quorum {
  constructor(
    private readonly committee: Committee,
    private readonly own: OwnSigner,
    private readonly peers: Peers,
  ) {}

  /** Exactly as many signatures as the threshold asks for. @throws RpcError, RpcUnreachable */
  async collect(reports: readonly Report[]): Promise<Collected> {
    const { signers: members, threshold } = await this.committee.state();
    const round = new Asking(reports, threshold);
    if (members.includes(this.own.address)) await round.ask(this.own);
    // Who is bound to another report for this round may still ask for the others' signatures.
    if (round.refusals.every(({ code }) => code === 'SIGNED_ANOTHER')) {
      await round.askUntilEnough(
        this.peers.inOrder().filter(({ address }) => members.includes(address)),
      );
    }
    return { proof: assembleProof(members, threshold, round.signatures), refusals: round.refusals };
  }
}

/** One report on its round through the committee. */
class Asking {
  readonly signatures: SignedBy[] = [];
  readonly refusals: SignerRefusal[] = [];

  constructor(
    private readonly reports: readonly Report[],
    private readonly threshold: number,
  ) {}

  /** @throws whatever is not a refusal */
  async ask(signer: ReportSigner): Promise<void> {
    try {
      const signature = await signer.sign(this.reports);
      if (this.missing > 0) this.signatures.push({ signer: signer.address, signature });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.refusals.push({ signer: signer.address, code: error.code, reason: error.message });
    }
  }

  /** Those who are still asked when there are enough are not waited for. */
  async askUntilEnough(signers: readonly ReportSigner[]): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const left = signers.values();
    let asked = 0;
    const another = (): boolean => {
      const next = left.next();
      if (next.done) return false;
      asked += 1;
      this.ask(next.value)
        .finally(() => (asked -= 1))
        .then(goOn, reject);
      return true;
    };
    const goOn = () => {
      while (asked < this.missing && another());
      if (this.missing === 0 || asked === 0) resolve();
    };
    const timer = setInterval(another, PATIENCE_MS);
    goOn();
    try {
      await promise;
    } finally {
      clearInterval(timer);
    }
  }

  private get missing(): number {
    return this.threshold - this.signatures.length;
  }
}
