import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Config } from '../platform/config.js';

/** The node that is asked asks the others, and all of them read every balance. */
const TIMEOUT_MS = 120_000;

const hash = z.string().regex(/^0x[0-9a-f]{64}$/i);
const whole = z
  .string()
  .regex(/^\d{1,78}$/)
  .transform(BigInt);

/** A root as the committee signed it, with its proof. */
const signedNetRoot = z.object({
  number: z.int(),
  epoch: z.int(),
  expiry: z.int(),
  root: hash,
  net: whole,
  withheld: whole,
  documentHash: hash,
  bitmap: whole,
  proof: z.string().regex(/^0x[0-9a-f]+$/i),
});
export type SignedNetRoot = z.output<typeof signedNetRoot>;

const refusal = z.object({ code: z.string(), reason: z.string() });

/** One holder as the committee is told of it; it derives the amounts itself. */
export interface TaxedHolding {
  account: string;
  balance: bigint;
  rateBps: number;
}

/** The committee would not sign; asked again for the same, it would say the same. */
export class CommitteeRefused extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The oracle's committee, as the API asks it. */
@Injectable()
export class CommitteeClient {
  constructor(private readonly config: Config) {}

  /**
   * What a distribution pays net of tax, signed by as many nodes as the committee asks for.
   * @throws CommitteeRefused; Error where the oracle cannot be reached or is not understood
   */
  async netRoot(distributionId: string, lines: readonly TaxedHolding[]): Promise<SignedNetRoot> {
    const { ORACLE_URL } = this.config.env;
    if (!ORACLE_URL) throw new Error('ORACLE_URL is not set: nobody can be asked to sign');
    const body = {
      distributionId,
      lines: lines.map(({ account, balance, rateBps }) => [account, balance.toString(), rateBps]),
    };
    const response = await fetch(new URL('net-roots', ORACLE_URL), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const said: unknown = await response.json();
    if (response.ok) return signedNetRoot.parse(said);
    const refused = refusal.safeParse(said);
    if (response.status === 409 && refused.success) {
      throw new CommitteeRefused(refused.data.code.toLowerCase(), refused.data.reason);
    }
    throw new Error(`the oracle answered ${response.status}`);
  }
}
