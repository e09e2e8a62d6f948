import { distributionMachine, type DistributionState } from '@cadastre/core';
import { z } from 'zod';
import { instant, isoDate, positiveNumber, reason, uuid, wholeText } from '../platform/fields.js';
import { pageOf, pageQuery } from '../platform/page.js';
import { address } from '../tokens/token.schema.js';

export const incomeKind = z.enum(['income', 'rent', 'coupon']);
export type IncomeKind = z.output<typeof incomeKind>;

export const taxation = z
  .enum(['at_source', 'by_holder'])
  .describe(
    'at_source: paid net under a root that the oracle committee signs, the tax to taxAccount; ' +
      'by_holder: paid gross, and the lines state what each holder is to be taxed',
  );
export type Taxation = z.output<typeof taxation>;

/** Payments are counted in 128 bits by the contract. */
const MOST = 1n << 128n;

export const distributionBody = z
  .strictObject({
    kind: incomeKind,
    taxation: taxation.default('by_holder'),
    taxAccount: address
      .nullable()
      .default(null)
      .describe('where withheld tax is paid; for at_source, fixed for ever once it is funded'),
    paymentToken: address.meta({ example: '0x5FbDB2315678afecb367f032d93F642f64180aa3' }),
    amountBaseUnits: positiveNumber
      .refine((amount) => amount < MOST, { error: 'does not fit 128 bits' })
      .describe('gross, base units of the payment token'),
    recordDate: isoDate.describe('UTC; who holds when it is opened on that day gets its part'),
    claimYears: z.int().min(3).max(20).default(3).describe('how long claims stay open'),
    documentId: uuid.describe('the resolution or statement it rests on'),
  })
  .refine(({ taxation: how, taxAccount }) => (how === 'at_source') === (taxAccount !== null), {
    path: ['taxAccount'],
    error: 'is given where tax is withheld at source, and only there',
  });
export type DistributionBody = z.output<typeof distributionBody>;

export const distributionState = z.enum(
  distributionMachine.states as [DistributionState, ...DistributionState[]],
);

export const lineState = z
  .enum(['due', 'pushing', 'skipped', 'set_aside', 'paid'])
  .describe(
    'pushing: a payout is on its way; skipped: the chain passed it over, see obstacle; ' +
      'set_aside: left to its holder’s claim',
  );
export type LineState = z.output<typeof lineState>;

export const distributionView = z
  .object({
    id: uuid,
    assetId: uuid,
    tokenId: uuid,
    state: distributionState,
    kind: incomeKind,
    taxation,
    taxAccount: z.string().nullable(),
    paymentToken: z.string(),
    paymentSymbol: z.string(),
    paymentDecimals: z.number().int(),
    amountBaseUnits: wholeText,
    recordDate: isoDate,
    claimYears: z.number().int(),
    documentId: uuid,
    record: z
      .object({ number: wholeText, block: z.number().int(), time: instant })
      .nullable()
      .describe('where on the chain the record date was opened'),
    recordOperationId: uuid.nullable(),
    calculation: z
      .object({
        eligibleBaseUnits: wholeText.describe('base units of the asset that take part'),
        carriedIn: wholeText.describe('left by earlier distributions in this money'),
        allocated: wholeText.describe('amount and what was carried in'),
        gross: wholeText,
        withheld: wholeText.describe('tax by the withholding table'),
        net: wholeText,
        remainder: wholeText.describe('what rounding gives to nobody; carried to the next'),
        holders: z.number().int(),
        unrated: z.number().int().describe('holders whose country the table does not name'),
        linesHash: z.string().describe('SHA-256 of all lines; the approval is bound to it'),
        calculatedAt: instant,
      })
      .nullable(),
    approvalId: uuid.nullable(),
    operationId: uuid.nullable(),
    distributor: z.string().nullable(),
    chainNumber: wholeText.nullable().describe('its number at the distributor'),
    root: z
      .object({
        root: z.string().describe('of all lines, net of tax'),
        operationId: uuid.nullable(),
        effectiveAt: instant.nullable().describe('it pays from then on; null until it is proposed'),
        rejectedAt: instant.nullable().describe('compliance refused it: ask for another'),
      })
      .nullable()
      .describe('of a distribution taxed at source, once the committee has signed it'),
    expiresAt: instant.nullable(),
    claimsEndAt: instant.nullable().describe('once the expiry was announced'),
    progress: z
      .object({
        lines: z.record(z.string(), z.number().int()).describe('how many are in which state'),
        paid: wholeText,
        due: wholeText,
        taxPaid: wholeText.describe('withheld and paid to the tax account'),
        taxDue: wholeText.describe('withheld and not paid yet'),
        carried: wholeText,
        balanced: z.boolean().describe('allocated = paid + due + taxPaid + taxDue + carried'),
      })
      .nullable()
      .describe('once it is payable'),
    failureCode: z.string().nullable(),
    failure: z.string().nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Distribution' });
export type DistributionView = z.output<typeof distributionView>;

export const distributionPage = pageOf(distributionView);
export const distributionsQuery = pageQuery.extend({ state: distributionState.optional() });
export type DistributionsQuery = z.output<typeof distributionsQuery>;

export const lineView = z
  .object({
    account: z.string(),
    investorNumber: wholeText.nullable(),
    country: z.number().int().nullable().describe('ISO 3166-1 numeric, of the register then'),
    form: z.string().nullable().describe('the form on file that lowers the rate'),
    rateBps: z.number().int().nullable().describe('null where the table names no rate'),
    balanceBaseUnits: wholeText,
    gross: wholeText,
    withheld: wholeText,
    net: wholeText,
    state: lineState,
    obstacle: z.string().nullable(),
    operationId: uuid.nullable(),
    paid: wholeText.nullable(),
    payee: z.string().nullable().describe('another wallet only where this one was replaced'),
    transactionHash: z.string().nullable(),
  })
  .meta({ id: 'DistributionLine' });
export type LineView = z.output<typeof lineView>;

export const linePage = pageOf(lineView);
export const linesQuery = pageQuery.extend({ state: lineState.optional() });
export type LinesQuery = z.output<typeof linesQuery>;

export const distributionAnswer = z
  .object({ distribution: distributionView, approvalId: uuid })
  .meta({ id: 'DistributionAnswer' });
export type DistributionAnswer = z.output<typeof distributionAnswer>;

export const reasonBody = z.strictObject({ reason });
export type ReasonBody = z.output<typeof reasonBody>;

/** What a node of the committee holds lines against before it signs their root; no holder is in it. */
export const approvedCalculation = z
  .object({
    distributionId: uuid,
    assetId: uuid,
    tokenAddress: z.string(),
    distributor: z.string(),
    chainNumber: wholeText,
    recordNumber: wholeText,
    amountBaseUnits: wholeText,
    excluded: z.array(z.string()),
    linesHash: z.string(),
  })
  .meta({ id: 'ApprovedCalculation' });
export type ApprovedCalculation = z.output<typeof approvedCalculation>;

export const carriedBody = z.strictObject({
  paymentToken: address,
  to: address.describe('who gets what is left'),
  reason,
});
export type CarriedBody = z.output<typeof carriedBody>;

export const carriedAnswer = z
  .object({ amountBaseUnits: wholeText, approvalId: uuid })
  .meta({ id: 'CarriedRelease' });
export type CarriedAnswer = z.output<typeof carriedAnswer>;

export const incomeView = z
  .object({
    distributionId: uuid,
    assetId: uuid,
    kind: incomeKind,
    recordDate: isoDate.describe('UTC; who held on that day has a part'),
    paymentToken: z.string(),
    paymentSymbol: z.string(),
    paymentDecimals: z.number().int(),
    account: z.string(),
    gross: wholeText,
    withheld: wholeText,
    state: lineState,
    paid: wholeText.nullable().describe('base units of the payment token, after tax if withheld'),
    paidAt: instant.nullable().describe('time of the block that paid it'),
    claim: z
      .object({ to: z.string(), data: z.string(), chainId: z.number().int() })
      .nullable()
      .describe('the transaction that claims it; null where nothing can be claimed any more'),
  })
  .meta({ id: 'Income' });
export type IncomeView = z.output<typeof incomeView>;
export const incomePage = pageOf(incomeView);

/** What an asset has paid its holders, for anybody: no holder is in it. */
export const paidIncomeView = z
  .object({
    distributionId: uuid,
    kind: incomeKind,
    recordDate: isoDate,
    paymentToken: z.string(),
    paymentSymbol: z.string(),
    paymentDecimals: z.number().int(),
    gross: wholeText.describe('to all holders, base units of the payment token, before tax'),
    perToken: wholeText.describe('for one whole token, before tax, rounded down'),
    openedBlock: z.int().describe('in which it became payable'),
  })
  .meta({ id: 'PaidIncome' });
export type PaidIncomeView = z.output<typeof paidIncomeView>;
export const paidIncomePage = pageOf(paidIncomeView);
