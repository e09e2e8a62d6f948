import { createPublicKey } from 'node:crypto';
import { N as ORDER, SigningKey, toBeArray } from 'ethers';
import { type Heard, HttpDouble, type Said } from './http-double.js';

/** What the double does instead of what KMS would; each answers one request. */
export type KmsFault = (heard: Heard, asKms: () => Said) => Said;

/**
 * AWS KMS as the SDK sees it: the JSON 1.1 protocol over HTTP, `x-amz-target: TrentService.*`, with
 * one asymmetric key of spec ECC_SECG_P256K1. Like KMS it answers DER and, half of the time, a high s.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html
 */
export class KmsDouble {
  fault: KmsFault | null = null;
  private high = false;
  private readonly http: HttpDouble;

  constructor(
    private readonly key: SigningKey,
    readonly arn = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  ) {
    this.http = new HttpDouble((heard) => {
      const asKms = () => this.asKms(heard);
      return this.fault ? this.fault(heard, asKms) : asKms();
    });
  }

  async start(): Promise<this> {
    await this.http.start();
    return this;
  }

  stop(): Promise<void> {
    return this.http.stop();
  }

  get url(): string {
    return this.http.url;
  }

  get heard(): Heard[] {
    return this.http.heard;
  }

  private asKms({ headers, body }: Heard): Said {
    const signed = /^AWS4-HMAC-SHA256 Credential=\S+\/eu-central-1\/kms\/aws4_request/;
    if (!signed.test(headers.authorization ?? '')) {
      return refusal(400, 'MissingAuthenticationTokenException', 'Missing Authentication Token');
    }
    if (headers['content-type'] !== 'application/x-amz-json-1.1') {
      return refusal(400, 'SerializationException', 'not AWS JSON 1.1');
    }
    if (body['KeyId'] !== this.arn) {
      return refusal(400, 'NotFoundException', `Key '${String(body['KeyId'])}' does not exist`);
    }
    switch (headers['x-amz-target']) {
      case 'TrentService.GetPublicKey':
        return json({
          KeyId: this.arn,
          PublicKey: spki(this.key).toString('base64'),
          KeySpec: 'ECC_SECG_P256K1',
          KeyUsage: 'SIGN_VERIFY',
          SigningAlgorithms: ['ECDSA_SHA_256'],
        });
      case 'TrentService.Sign':
        return this.sign(body);
      default:
        return refusal(400, 'UnknownOperationException', 'unknown operation');
    }
  }

  private sign(body: Heard['body']): Said {
    const digest = Buffer.from(String(body['Message']), 'base64');
    const { MessageType, SigningAlgorithm } = body;
    if (MessageType !== 'DIGEST' || SigningAlgorithm !== 'ECDSA_SHA_256' || digest.length !== 32) {
      return refusal(400, 'ValidationException', 'Digest is invalid length for algorithm');
    }
    const { r, s } = this.key.sign(digest);
    this.high = !this.high;
    const given = this.high ? ORDER - BigInt(s) : BigInt(s);
    return json({
      KeyId: this.arn,
      Signature: der(BigInt(r), given).toString('base64'),
      SigningAlgorithm,
    });
  }
}

export const json = (body: unknown): Said => ({ body, type: 'application/x-amz-json-1.1' });

export const refusal = (status: number, name: string, message: string): Said => ({
  status,
  type: 'application/x-amz-json-1.1',
  body: { __type: name, message },
});

/** ECDSA-Sig-Value of RFC 3279: a SEQUENCE of two INTEGERs. */
export function der(r: bigint, s: bigint): Buffer {
  const integers = [r, s].map((value) => {
    const bytes = Buffer.from(toBeArray(value));
    const whole = (bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
    return Buffer.concat([Buffer.of(2, whole.length), whole]);
  });
  const content = Buffer.concat(integers);
  return Buffer.concat([Buffer.of(0x30, content.length), content]);
}

/** SubjectPublicKeyInfo of a key on secp256k1. */
export function spki(key: SigningKey): Buffer {
  const point = Buffer.from(key.publicKey.slice(4), 'hex');
  const part = (from: number) => point.subarray(from, from + 32).toString('base64url');
  const jwk = { kty: 'EC', crv: 'secp256k1', x: part(0), y: part(32) };
  return createPublicKey({ key: jwk, format: 'jwk' }).export({ format: 'der', type: 'spki' });
}
