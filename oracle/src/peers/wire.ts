import { getAddress, isAddress } from 'ethers';
import { z } from 'zod';
import type { Report } from '../report/report.js';

/** Rounds that may be asked about in one message. */
const MOST = 256;
const INT128 = 1n << 127n;

const address = z.string().refine(isAddress).transform(getAddress);
const uint32 = z.number().int().min(0).max(0xffff_ffff);

const reportSchema = z.strictObject({
  feed: address,
  epoch: uint32,
  round: uint32,
  answer: z
    .string()
    .regex(/^-?\d{1,39}$/)
    .transform(BigInt)
    .refine((answer) => answer >= -INT128 && answer < INT128, 'must fit int128'),
  valuationTime: uint32,
  expiry: uint32,
});

/** Body of `/peer/sign`, in the order in which the reports are signed. */
export const signRequest = z.strictObject({ reports: z.array(reportSchema).min(1).max(MOST) });

/** Body of `/peer/promised`. */
export const promisedRequest = z.strictObject({
  rounds: z
    .array(z.strictObject({ feed: address, epoch: uint32, round: uint32 }))
    .min(1)
    .max(MOST),
});

/** Answer of `/peer/promised`. */
export const reportsAnswer = z.object({ reports: z.array(reportSchema).max(MOST) });

/** Reports as JSON can hold them. */
export const reportsToJson = (reports: readonly Report[]) =>
  reports.map((report) => ({ ...report, answer: report.answer.toString() }));
