import { Refusal } from '../platform/refusal.js';
import type { SignedBy } from '../report/report.js';
import type { Signed } from '../signers/signer.js';
import type { Signing } from '../storage/signings.js';

const PATIENCE_MS = 1_000;

/** Why a signer did not sign. */
export interface SignerRefusal {
  signer: string;
  code: string;
  reason: string;
}

/** A member of the committee, and what it is asked to sign. */
export interface Asked {
  /** Checksummed address. */
  readonly address: string;
  /** @throws Refusal with its reason */
  sign(): Promise<Signed>;
}

/** Something to be signed on its round through the committee. */
export class Asking {
  readonly signatures: SignedBy[] = [];
  readonly refusals: SignerRefusal[] = [];
  readonly answers: Signing[] = [];

  /** @param patienceMs another one is asked when those that were asked first have not answered by then */
  constructor(
    private readonly threshold: number,
    private readonly patienceMs = PATIENCE_MS,
  ) {}

  /** @throws whatever is not a refusal */
  async ask(signer: Asked): Promise<void> {
    try {
      const { signature, derived } = await signer.sign();
      this.answers.push(signedBy(signer.address, signature, derived));
      if (this.missing > 0) this.signatures.push({ signer: signer.address, signature });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.answers.push(refusedBy(signer.address, error));
      this.refusals.push({ signer: signer.address, code: error.code, reason: error.message });
    }
  }

  /** Those who are still asked when there are enough are not waited for. */
  async askUntilEnough(signers: readonly Asked[]): Promise<void> {
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
    const timer = setInterval(another, this.patienceMs);
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
