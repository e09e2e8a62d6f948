import { verify, type Check, type Verdict, type VerifyOptions } from '@cadastre/verify';

/** What the page asks. */
export interface Asked {
  bytes: Uint8Array;
  options: Pick<VerifyOptions, 'rpcUrl' | 'holder' | 'signer' | 'custodians'>;
}

/** What it hears: each check, then the verdict; or that the verifier itself broke. */
export type Told =
  | { kind: 'check'; check: Check }
  | { kind: 'verdict'; verdict: Verdict }
  | { kind: 'broken'; why: string };

// The verifier beside the page: a hundred thousand holders must not freeze it. Of all that this site
// serves, only this file may connect elsewhere (see the API's security headers), and it does so for
// the node's address alone.
const tell = (told: Told) => self.postMessage(told);

self.onmessage = ({ data }: MessageEvent<Asked>) => {
  verify(data.bytes, { ...data.options, onCheck: (check) => tell({ kind: 'check', check }) }).then(
    (verdict) => tell({ kind: 'verdict', verdict }),
    (error: unknown) =>
      tell({ kind: 'broken', why: error instanceof Error ? error.message : String(error) }),
  );
};
