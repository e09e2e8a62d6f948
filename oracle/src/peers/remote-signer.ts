import { recoverAddress, Signature } from 'ethers';
import { z } from 'zod';
import type { Counters } from '../platform/counters.js';
import { Refusal } from '../platform/refusal.js';
import { signingDigest, type Report, type ReportDomain } from '../report/report.js';
import type { ReportSigner, Signed } from '../signers/signer.js';
import type { Caller } from './caller.js';
import { derivedAnswer, reportsAnswer, reportsToJson } from './wire.js';

const signed = z.object({
  signature: z.string().regex(/^0x[0-9a-f]{128}$/i),
  derived: derivedAnswer,
});

/** A node of the committee behind its URL. What it answers is believed only as far as it can be checked. */
export class RemoteSigner implements ReportSigner {
  constructor(
    readonly address: string,
    readonly url: string,
    private readonly caller: Caller,
    private readonly domain: ReportDomain,
    private readonly counters: Counters,
  ) {}

  /** Unix milliseconds until which it is asked after the others: it was silent a moment ago. */
  get silentUntil(): number {
    return this.caller.silentUntil(this.url);
  }

  /** @throws Refusal of its own, or `PEER_SILENT`, `PEER_MALFORMED`, `WRONG_SIGNATURE` */
  async sign(reports: readonly Report[]): Promise<Signed> {
    const body = { reports: reportsToJson(reports) };
    const said = signed.safeParse(await this.caller.ask(this, this.url, '/peer/sign', body));
    if (said.success && this.isOurs(reports, said.data.signature)) return said.data;
    this.counters.add('oracle_peer_wrong_signature_total', { peer: this.address });
    throw new Refusal('WRONG_SIGNATURE', 'Its signature is not of its key over these reports.');
  }

  /**
   * What it has promised to sign for these rounds, as far as it has promised anything.
   * @throws Refusal as `sign`
   */
  async promised(rounds: readonly Pick<Report, 'feed' | 'epoch' | 'round'>[]): Promise<Report[]> {
    const asked = rounds.map(({ feed, epoch, round }) => ({ feed, epoch, round }));
    const said = await this.caller.ask(this, this.url, '/peer/promised', { rounds: asked });
    const answer = reportsAnswer.safeParse(said);
    if (answer.success) return answer.data.reports;
    throw new Refusal('PEER_MALFORMED', 'Its answer is not understood.');
  }

  /** Whether anybody answers there under this address. */
  async isThere(): Promise<boolean> {
    return this.caller.isThere(this.url, this.address);
  }

  private isOurs(reports: readonly Report[], signature: string): boolean {
    try {
      const digest = signingDigest(this.domain, reports);
      return recoverAddress(digest, Signature.from(signature)) === this.address;
    } catch {
      return false;
    }
  }
}
