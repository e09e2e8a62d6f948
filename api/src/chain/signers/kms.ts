import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { getBytes, Transaction, TypedDataEncoder } from 'ethers';
import { addressOfSpki, signatureFromDer } from './ecdsa.js';
import { SIGNER_TIMEOUT_MS, type Signer, SignerError } from './signer.js';

export interface KmsKey {
  /** Key id, ARN, or `alias/name`. */
  keyId: string;
  /** Left out: of the ARN, or the SDK's own (AWS_REGION, profile). */
  region?: string | undefined;
  /** Another place that speaks KMS: a VPC endpoint, or a test's. */
  endpoint?: string | undefined;
  timeoutMs?: number;
}

const ATTEMPTS = 3;

/**
 * A key that never leaves AWS KMS: asymmetric, key spec ECC_SECG_P256K1, usage SIGN_VERIFY. Who may
 * use it is IAM's affair: `kms:GetPublicKey` and `kms:Sign`, credentials from the SDK's default chain.
 * @throws SignerError
 */
export async function openKms({ keyId, region, endpoint, timeoutMs }: KmsKey): Promise<Signer> {
  const patience = Math.floor((timeoutMs ?? SIGNER_TIMEOUT_MS) / ATTEMPTS);
  const ofArn = /^arn:[^:]+:kms:([^:]+):/.exec(keyId)?.[1];
  const client = new KMSClient({
    ...((region ?? ofArn) && { region: region ?? ofArn }),
    ...(endpoint && { endpoint }),
    maxAttempts: ATTEMPTS,
    requestHandler: {
      connectionTimeout: patience,
      requestTimeout: patience,
      throwOnRequestTimeout: true,
    },
  });
  const { PublicKey } = await told(client.send(new GetPublicKeyCommand({ KeyId: keyId })));
  if (!PublicKey) throw new SignerError('answered no public key');
  const address = addressOfSpki(PublicKey);
  const signatureOf = async (digest: string) => {
    const { Signature: der } = await told(
      client.send(
        new SignCommand({
          KeyId: keyId,
          Message: getBytes(digest),
          MessageType: 'DIGEST',
          SigningAlgorithm: 'ECDSA_SHA_256',
        }),
      ),
    );
    if (!der) throw new SignerError('AWS KMS answered no signature');
    return signatureFromDer(der, digest, address);
  };
  return {
    address,
    sign: async (transaction) => {
      const unsigned = Transaction.from({ ...transaction, from: null, signature: null });
      unsigned.signature = await signatureOf(unsigned.unsignedHash);
      return unsigned.serialized;
    },
    signTyped: async ({ domain, types, message }) =>
      (await signatureOf(TypedDataEncoder.hash(domain, types, message))).serialized,
  };
}

/** The SDK's errors carry the request with its credentials; ours carry name, status and words. */
async function told<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof Error)) throw new SignerError('AWS KMS did not answer');
    const status = '$metadata' in error && (error.$metadata as { httpStatusCode?: number });
    const http = status && status.httpStatusCode ? ` (HTTP ${status.httpStatusCode})` : '';
    throw new SignerError(`AWS KMS: ${error.name}${http} ${error.message.slice(0, 200)}`.trim());
  }
}
