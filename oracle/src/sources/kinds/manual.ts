import { formatDecimal, parseDecimal } from '@cadastre/core';
import { z } from 'zod';
import { Refusal } from '../../platform/refusal.js';
import { about, newestDocument, whereabouts } from '../document-source.js';
import {
  iso,
  registeredKey,
  signatureHex,
  signerOf,
  type TypedStatement,
} from '../signed-statement.js';
import { source } from '../source.js';
import { instantText, readStatement, sha256Hex } from '../statement-schema.js';

const options = z.strictObject({
  from: whereabouts,
  chainId: z.int().positive(),
  /** What the number is called: a statement about another name is refused. */
  name: z.string().min(1),
  unit: z.string().min(1),
  scale: z.int().min(0).max(18),
  maxAge: z.int().positive(),
  people: z.array(registeredKey).min(2),
});
type Options = z.output<typeof options>;

const schema = z.strictObject({
  name: z.string(),
  value: z.string().regex(/^-?(0|[1-9][0-9]*)(\.[0-9]+)?$/, 'must be a plain decimal number'),
  unit: z.string(),
  asOf: instantText,
  reason: z.string().min(10, 'must say why, in at least 10 characters'),
  evidenceSha256: sha256Hex,
  enteredBy: z.string(),
  enteredSignature: signatureHex,
  approvedBy: z.string(),
  approvedSignature: signatureHex,
});
type Entry = z.output<typeof schema>;

/** What both people sign (EIP-712): the one `role: "entered"`, the other `role: "approved"`. */
export const MANUAL_TYPES = {
  ManualValue: [
    { name: 'role', type: 'string' },
    { name: 'name', type: 'string' },
    { name: 'value', type: 'string' },
    { name: 'unit', type: 'string' },
    { name: 'asOf', type: 'uint64' },
    { name: 'reason', type: 'string' },
    { name: 'evidence', type: 'bytes32' },
  ],
};
export const manualDomain = (chainId: number) => ({
  name: 'Cadastre Manual Value',
  version: '1',
  chainId,
});

/** `manual`: a number typed by one person and approved by another, over the hash of its evidence. */
export const manual = source({
  kind: 'manual',
  about: 'A number that one person typed and another approved, each over a signature.',
  options,
  async read(from, { now }) {
    const document = await newestDocument(from.from, now);
    return about(document, () => {
      const entry = readStatement(document, schema);
      refuseOther(entry, from, now);
      const times = { asOf: entry.asOf, now };
      const sign = (role: 'entered' | 'approved', by: string, signature: string) =>
        signerOf(typed(entry, role, from.chainId), signature, by, from.people, times);
      const maker = sign('entered', entry.enteredBy, entry.enteredSignature);
      const checker = sign('approved', entry.approvedBy, entry.approvedSignature);
      if (maker.address === checker.address) {
        throw new Refusal('SAME_PERSON', 'Whoever typed the number cannot approve it.');
      }
      const value = parseDecimal(entry.value, { scale: from.scale, allowNegative: true });
      return {
        figures: { value: { value, scale: from.scale, unit: from.unit, at: entry.asOf } },
        inputs: { name: from.name, sha256: document.sha256 },
        lines: [
          `${from.name} at ${iso(entry.asOf)}: ${formatDecimal(value, from.scale)} ${from.unit}`,
          `typed by ${entry.enteredBy}, approved by ${entry.approvedBy}: ${entry.reason}`,
          `evidence ${entry.evidenceSha256}`,
        ],
        warnings: [],
        documents: [document],
      };
    });
  },
});

function refuseOther(entry: Entry, from: Options, now: number): void {
  if (entry.name !== from.name || entry.unit !== from.unit) {
    throw new Refusal(
      'OTHER_VALUE',
      `It gives ${entry.name} in ${entry.unit}, not ${from.name} in ${from.unit}.`,
    );
  }
  const decimals = entry.value.split('.')[1]?.length ?? 0;
  if (decimals > from.scale) {
    throw new Refusal(
      'SOURCE_NUMBER',
      `It has ${decimals} decimals, at most ${from.scale} are taken.`,
    );
  }
  if (entry.asOf > now) {
    throw new Refusal('FROM_THE_FUTURE', `It is of ${iso(entry.asOf)}, which is not yet.`);
  }
  if (now - entry.asOf > from.maxAge) {
    throw new Refusal('STALE', `It is ${now - entry.asOf} s old: at most ${from.maxAge}.`);
  }
}

function typed(entry: Entry, role: string, chainId: number): TypedStatement {
  const { name, value, unit, asOf, reason, evidenceSha256 } = entry;
  const message = { role, name, value, unit, asOf, reason, evidence: `0x${evidenceSha256}` };
  return { domain: manualDomain(chainId), types: MANUAL_TYPES, message };
}
