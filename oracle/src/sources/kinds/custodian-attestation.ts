import { CUSTODIAN_TYPES, custodianDomain, formatDecimal } from '@cadastre/core';
import { z } from 'zod';
import { Refusal } from '../../platform/refusal.js';
import { about, newestDocument, whereabouts } from '../document-source.js';
import {
  iso,
  registeredKey,
  signatureHex,
  signerOf,
  statementDigest,
  type TypedStatement,
} from '../signed-statement.js';
import { source, type SourceContext } from '../source.js';
import { instantText, readStatement, sha256Hex, whole } from '../statement-schema.js';

const options = z.strictObject({
  from: whereabouts,
  chainId: z.int().positive(),
  custodian: z.string().min(1),
  account: z.string().min(1),
  unit: z.string().min(1),
  scale: z.int().min(0).max(18),
  /** Older statements are refused, seconds. */
  maxAge: z.int().positive(),
  keys: z.array(registeredKey).min(1),
});
type Options = z.output<typeof options>;

const schema = z.strictObject({
  custodian: z.string(),
  account: z.string(),
  assetClass: z.string().min(1),
  quantity: whole,
  scale: z.int().min(0).max(18),
  unit: z.string(),
  encumbered: whole,
  asOf: instantText,
  nonce: whole,
  expiry: instantText,
  documentHash: sha256Hex,
  keyId: z.string(),
  signature: signatureHex,
});
type Attestation = z.output<typeof schema>;

/** `custodian-attestation`: what a custodian holds and states over its signature. */
export const custodianAttestation = source({
  kind: 'custodian-attestation',
  about: 'A quantity that a custodian states over its EIP-712 signature.',
  options,
  async read(from, context) {
    const document = await newestDocument(from.from, context.now);
    return about(document, async () => {
      const stated = readStatement(document, schema);
      refuseOther(stated, from);
      refuseUntimely(stated, from, context.now);
      const typed = typedStatement(stated, from.chainId);
      const times = { asOf: stated.asOf, now: context.now };
      signerOf(typed, stated.signature, stated.keyId, from.keys, times);
      await refuseReplayed(stated, statementDigest(typed), context);
      const free = stated.quantity - stated.encumbered;
      const show = (value: bigint) => `${formatDecimal(value, stated.scale)} ${stated.unit}`;
      const figure = (value: bigint) => ({
        value,
        scale: stated.scale,
        unit: stated.unit,
        at: stated.asOf,
      });
      return {
        figures: { quantity: figure(stated.quantity), free: figure(free) },
        inputs: { custodian: stated.custodian, account: stated.account, sha256: document.sha256 },
        lines: [
          `${stated.custodian}, account ${stated.account}, ${iso(stated.asOf)}: ${show(stated.quantity)}`,
          `encumbered ${show(stated.encumbered)}, free ${show(free)}; document ${stated.documentHash}`,
        ],
        warnings: stated.encumbered > 0n ? [`${show(stated.encumbered)} are encumbered.`] : [],
        documents: [document],
      };
    });
  },
});

function typedStatement(stated: Attestation, chainId: number): TypedStatement {
  const { signature: _signature, documentHash, ...rest } = stated;
  const message = { ...rest, documentHash: `0x${documentHash}` };
  return { domain: custodianDomain(chainId), types: CUSTODIAN_TYPES, message };
}

function refuseOther(stated: Attestation, from: Options): void {
  if (stated.custodian !== from.custodian || stated.account !== from.account) {
    throw new Refusal(
      'OTHER_ACCOUNT',
      `It speaks of ${stated.custodian}, account ${stated.account}, not of ${from.custodian}, ${from.account}.`,
    );
  }
  if (stated.unit !== from.unit || stated.scale !== from.scale) {
    throw new Refusal(
      'OTHER_UNIT',
      `It counts in 10^-${stated.scale} ${stated.unit}; this source counts in 10^-${from.scale} ${from.unit}.`,
    );
  }
  if (stated.encumbered > stated.quantity) {
    throw new Refusal('ENCUMBERED_BEYOND', 'More is encumbered than there is.');
  }
}

function refuseUntimely(stated: Attestation, from: Options, now: number): void {
  if (stated.asOf > now) {
    throw new Refusal('FROM_THE_FUTURE', `It is of ${iso(stated.asOf)}, which is not yet.`);
  }
  if (stated.expiry <= now) throw new Refusal('EXPIRED', `It expired on ${iso(stated.expiry)}.`);
  if (now - stated.asOf > from.maxAge) {
    throw new Refusal('STALE', `It is ${now - stated.asOf} s old: at most ${from.maxAge}.`);
  }
}

/** The newest statement may be read again and again; none under its number or a lower one replaces it. */
async function refuseReplayed(
  stated: Attestation,
  digest: string,
  { memory }: SourceContext,
): Promise<void> {
  const name = `custodian-attestation/${stated.custodian}/${stated.account}`;
  const [nonce, known] = (await memory.recall(name))?.split(' ') ?? [];
  if (known === digest) return;
  if (nonce !== undefined && stated.nonce <= BigInt(nonce)) {
    throw new Refusal(
      'NONCE_REPLAYED',
      `Its number ${stated.nonce} is not above ${nonce}, the last that was taken.`,
    );
  }
  await memory.remember(name, `${stated.nonce} ${digest}`);
}
