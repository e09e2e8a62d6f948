import { Injectable } from '@nestjs/common';
import { Committee } from '../chain/committee.js';
import { assembleProof, type Proof, type Report } from '../report/report.js';
import { Peers } from '../peers/peers.js';
import { OwnSigner } from '../signers/own-signer.js';
import type { ReportSigner } from '../signers/signer.js';
import type { Signing } from '../storage/signings.js';
import { Asking, type SignerRefusal } from './asking.js';

/** The proof, or null and why there are too few signatures. */
export interface Collected {
  proof: Proof | null;
  refusals: SignerRefusal[];
  /** Everybody's answer that came in time, with the own numbers of each. */
  answers: Signing[];
}

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
    const round = new Asking(threshold);
    const asked = (signer: ReportSigner) => ({
      address: signer.address,
      sign: () => signer.sign(reports),
    });
    if (members.includes(this.own.address)) await round.ask(asked(this.own));
    // Who is bound to another report for this round may still ask for the others' signatures.
    if (round.refusals.every(({ code }) => code === 'SIGNED_ANOTHER')) {
      await round.askUntilEnough(
        this.peers
          .inOrder()
          .filter(({ address }) => members.includes(address))
          .map(asked),
      );
    }
    const { signatures, refusals, answers } = round;
    const proof = assembleProof(members, threshold, signatures);
    return { proof, refusals, answers: [...answers] };
  }
}
