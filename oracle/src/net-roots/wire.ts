import { getAddress, isAddress } from 'ethers';
import { z } from 'zod';

/** The most holders of one distribution: as many as its tree was tried with. */
const MOST = 100_000;

const whole = z
  .string()
  .regex(/^\d{1,39}$/)
  .transform(BigInt);
const address = z.string().refine(isAddress).transform(getAddress);

/** One account: `[account, balance, rate]`, balance in base units of the asset, rate in parts of ten thousand. */
const line = z
  .tuple([z.string().regex(/^0x[0-9a-f]{40}$/), whole, z.int().min(0).max(10_000)])
  .transform(([account, balance, rateBps]) => ({ account, balance, rateBps }));

export const netLines = z.array(line).min(1).max(MOST);
export type NetLines = z.output<typeof netLines>;

/** Body of `POST /net-roots`: the lines of a distribution that the API knows under this id. */
export const netRootRequest = z.strictObject({
  distributionId: z.uuid().lowercase(),
  lines: netLines,
});
export type NetRootRequest = z.output<typeof netRootRequest>;

/** Body of `/peer/sign-net-root`: the same, and until when the root may be proposed. */
export const signNetRootRequest = netRootRequest.extend({
  epoch: z.int().min(0).max(0xffff_ffff),
  /** Unix seconds, of the chain. */
  expiry: z.int().min(0).max(0xffff_ffff),
});
export type SignNetRootRequest = z.output<typeof signNetRootRequest>;

/** What the API says was approved; fields we do not know are left alone. */
export const approvedCalculation = z.object({
  assetId: z.uuid().lowercase(),
  tokenAddress: address,
  distributor: address,
  chainNumber: whole,
  recordNumber: whole,
  amountBaseUnits: whole,
  excluded: z.array(address).max(32),
  linesHash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type ApprovedCalculation = z.output<typeof approvedCalculation>;

/** A request as JSON can hold it. */
export const requestToJson = ({ lines, ...rest }: SignNetRootRequest) => ({
  ...rest,
  lines: lines.map(({ account, balance, rateBps }) => [account, balance.toString(), rateBps]),
});
