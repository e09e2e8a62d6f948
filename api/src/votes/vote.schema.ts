import { VOTE_CHOICES, voteMachine, type VoteState } from '@cadastre/core';
import { z } from 'zod';
import { instant, isoDate, line, uuid, wholeText } from '../platform/fields.js';
import { pageOf, pageQuery } from '../platform/page.js';
import { address, refusalView } from '../tokens/token.schema.js';

const time = z.iso.datetime().transform((text) => new Date(text));

export const voteBody = z.strictObject({
  title: line(200).meta({ example: 'Refinance the building' }),
  documentId: uuid.describe('the paper that says what is voted on'),
  recordDate: isoDate.describe('UTC; who holds when it is opened on that day may vote'),
  opensAt: time.describe('first second of voting').meta({ example: '2026-04-20T08:00:00.000Z' }),
  closesAt: time
    .describe('voting is over from then on; a day after the opening at least')
    .meta({ example: '2026-04-27T08:00:00.000Z' }),
  quorumBps: z
    .int()
    .min(0)
    .max(10_000)
    .describe('part of the eligible weight that must take part, of 10,000'),
  majorityBps: z
    .int()
    .min(5_000)
    .max(10_000)
    .default(5_000)
    .describe('part of the votes for and against that must be for, of 10,000; a tie never carries'),
});
export type VoteBody = z.output<typeof voteBody>;

export const voteState = z.enum(voteMachine.states as [VoteState, ...VoteState[]]);
export const voteChoice = z.enum(VOTE_CHOICES);

export const tallyView = z
  .object({
    votesFor: wholeText,
    votesAgainst: wholeText,
    abstentions: wholeText,
    eligible: wholeText,
    quorumMet: z.boolean(),
    closed: z.boolean().describe('no vote can change it any more'),
    passed: z.boolean().describe('only meaningful once closed'),
    agrees: z.boolean().describe('the votes in our ledger add up to what the contract has counted'),
  })
  .meta({ id: 'Tally' });
export type TallyView = z.output<typeof tallyView>;

export const voteView = z
  .object({
    id: uuid,
    assetId: uuid,
    tokenId: uuid,
    state: voteState,
    title: z.string(),
    documentId: uuid,
    subject: z.string().describe('hash of what is voted on, as the contract keeps it'),
    recordDate: isoDate,
    opensAt: instant,
    closesAt: instant,
    quorumBps: z.number().int(),
    majorityBps: z.number().int(),
    record: z
      .object({ number: wholeText, block: z.number().int(), time: instant })
      .nullable()
      .describe('where on the chain the record date was opened'),
    eligibleBaseUnits: wholeText.nullable().describe('weight of all who may vote'),
    holders: z.number().int().nullable(),
    approvalId: uuid.nullable(),
    operationId: uuid.nullable(),
    ballot: z.string().nullable(),
    chainNumber: wholeText.nullable().describe('its number at the ballot'),
    failureCode: z.string().nullable(),
    failure: z.string().nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Vote' });
export type VoteView = z.output<typeof voteView>;

export const votePage = pageOf(voteView);
export const votesQuery = pageQuery.extend({ state: voteState.optional() });
export type VotesQuery = z.output<typeof votesQuery>;

export const voteAnswer = z.object({ vote: voteView, approvalId: uuid }).meta({ id: 'VoteAnswer' });
export type VoteAnswer = z.output<typeof voteAnswer>;

export const castView = z
  .object({
    account: z.string(),
    choice: voteChoice,
    weight: wholeText,
    by: z.string().describe('another wallet only where this one was replaced'),
    castAt: instant,
    transactionHash: z.string(),
  })
  .meta({ id: 'VoteCast' });
export type CastView = z.output<typeof castView>;
export const castPage = pageOf(castView);

/** What anybody may know of a motion that was put to the vote. */
export const publicVote = z
  .object({
    id: uuid,
    assetId: uuid,
    state: voteState,
    title: z.string(),
    subject: z.string(),
    recordDate: isoDate,
    opensAt: instant,
    closesAt: instant,
    quorumBps: z.number().int(),
    majorityBps: z.number().int(),
    ballot: z.string(),
    chainNumber: wholeText,
    tally: tallyView,
  })
  .meta({ id: 'PublicVote' });
export type PublicVote = z.output<typeof publicVote>;

export const votingRight = z
  .object({
    voteId: uuid,
    assetId: uuid,
    title: z.string(),
    documentId: uuid,
    state: voteState,
    opensAt: instant,
    closesAt: instant,
    walletId: uuid,
    account: z.string(),
    weight: wholeText.describe('base units held at the record date: what the vote weighs'),
    choice: voteChoice.nullable().describe('null until it was cast'),
  })
  .meta({ id: 'VotingRight' });
export type VotingRight = z.output<typeof votingRight>;
export const votingRightPage = pageOf(votingRight);

export const voteOrderBody = z.strictObject({
  walletId: uuid.describe('the wallet that signs'),
  choice: voteChoice,
  account: address
    .optional()
    .describe('the wallet that held at the record date, where the registry has replaced it'),
});
export type VoteOrderBody = z.output<typeof voteOrderBody>;

export const voteOrderView = z
  .object({
    allowed: z.boolean(),
    obstacles: z.array(refusalView),
    weight: wholeText,
    transaction: z
      .object({ to: z.string(), data: z.string(), chainId: z.number().int() })
      .nullable()
      .describe('for the wallet to sign; null where something stands against it'),
  })
  .meta({ id: 'VoteOrder' });
export type VoteOrderView = z.output<typeof voteOrderView>;
