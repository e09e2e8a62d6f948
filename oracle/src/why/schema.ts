import { isAddress } from 'ethers';
import { z } from 'zod';

/** What a bundle calls itself; another layout is another number. */
export const FORMAT = 'cadastre-why/1';

const address = z.string().refine(isAddress, 'must be an address');
const hex = (bytes: number) => z.string().regex(new RegExp(`^0x[0-9a-f]{${bytes * 2}}$`));
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const whole = z.string().regex(/^-?(0|[1-9][0-9]{0,77})$/);
const seconds = z.int().min(0).max(0xffff_ffff);

/** `manifest.json`: what the bundle is about, and the SHA-256 of every other file. */
export const manifestSchema = z.strictObject({
  format: z.literal(FORMAT),
  feed: address,
  kind: z.enum(['nav', 'reserve']),
  round: z.int().min(1),
  files: z.record(z.string(), sha256),
});

/** `round.json`: what was decided on the round, in order. */
export const roundSchema = z.looseObject({
  feed: address,
  kind: z.enum(['nav', 'reserve']),
  assetId: z.uuid(),
  token: address,
  round: z.int().min(1),
  decisions: z.array(z.looseObject({ action: z.string(), code: z.string(), reason: z.string() })),
});

/** `valuations/ID.json`: exact inputs, the arithmetic, both values, and the documents behind them. */
export const valuationSchema = z.looseObject({
  id: z.uuid(),
  inputs: z.record(z.string(), z.unknown()),
  inputsSha256: sha256,
  nav: z.strictObject({ value: whole, valuationTime: seconds }),
  reserve: z.strictObject({ value: whole, valuationTime: seconds }),
  lines: z.array(z.string()),
  documents: z.array(
    z.strictObject({ source: z.string(), sha256, fetchedAt: z.iso.datetime(), file: z.string() }),
  ),
});
export type BundledValuation = z.output<typeof valuationSchema>;

/** `reports/DIGEST.json`: a report with its signatures, its proof and its transactions. */
export const reportSchema = z.looseObject({
  chainId: whole,
  committee: address,
  epoch: z.int().min(0),
  reports: z
    .array(
      z.strictObject({
        feed: address,
        epoch: z.int().min(0),
        round: z.int().min(1),
        answer: whole,
        valuationTime: seconds,
        expiry: seconds,
      }),
    )
    .min(1),
  digest: hex(32),
  state: z.string(),
  valuation: z.uuid(),
  signings: z.array(
    z.looseObject({
      signer: address,
      outcome: z.string(),
      signature: hex(64).nullable(),
      derived: z.array(z.strictObject({ feed: address, value: whole, valuationTime: seconds })),
    }),
  ),
  proof: z
    .strictObject({
      bitmap: z.string().regex(/^[1-9][0-9]{0,9}$/),
      bytes: z.string().regex(/^0x([0-9a-f]{2})+$/),
    })
    .nullable(),
  transactions: z.array(
    z.looseObject({
      hash: hex(32),
      raw: z.string().regex(/^0x([0-9a-f]{2})+$/),
      state: z.string(),
      block: z.int().min(0).nullable(),
    }),
  ),
});
export type BundledReport = z.output<typeof reportSchema>;
