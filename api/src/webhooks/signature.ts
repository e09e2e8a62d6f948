import { createHmac, randomBytes } from 'node:crypto';

export const SIGNATURE_HEADER = 'cadastre-signature';

/** 256 bits, as text that says what it is where it should not be found. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64url')}`;

/**
 * The signature header: `t=<Unix seconds>,v1=<hex>`, one `v1` for each valid secret. Each is
 * HMAC-SHA256, keyed by the secret's text, over `<t>.<body>` with the body's exact bytes. A receiver
 * accepts where one `v1` is its own and `t` is at most some minutes old.
 */
export function signatureOf(secrets: readonly string[], unixSeconds: number, body: string): string {
  const marks = secrets.map((secret) => {
    const hmac = createHmac('sha256', secret).update(`${unixSeconds}.${body}`);
    return `v1=${hmac.digest('hex')}`;
  });
  return [`t=${unixSeconds}`, ...marks].join(',');
}
