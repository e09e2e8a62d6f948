import { z } from 'zod';
import { instant, uuid, wholeText } from '../../platform/fields.js';

// The oracle's own words: what it keeps beyond these stays in the answer.
const decision = z.looseObject({
  action: z.string().describe('propose, wait, refuse …'),
  code: z.string(),
  reason: z.string(),
  value: wholeText.nullable(),
  lastAt: instant,
  times: z.int(),
});

const signing = z.looseObject({
  signer: z.string(),
  outcome: z.string().describe('`SIGNED`, or the code of the refusal'),
  reason: z.string().nullable(),
  derived: z
    .array(z.looseObject({ feed: z.string(), value: wholeText }))
    .describe('what the signer found itself, in the feed’s units'),
  lastAt: instant,
});

const report = z.looseObject({
  digest: z.string(),
  state: z.string(),
  answer: wholeText,
  valuationTime: instant,
  signings: z.array(signing),
  transaction: z
    .looseObject({ hash: z.string(), state: z.string(), block: z.int().nullable() })
    .nullable(),
});

const voice = z.looseObject({
  feed: z.string(),
  provider: z.string(),
  outcome: z.string().describe('`USED`, or why it was dropped'),
  reason: z.string().optional(),
  value: z.string().optional().describe('decimal text in `unit`'),
  unit: z.string().optional(),
  observedAt: z.int().optional().describe('Unix seconds'),
});

const valuation = z.looseObject({
  id: uuid,
  lines: z.array(z.string()).describe('the arithmetic, line by line'),
  warnings: z.array(z.string()),
  voices: z.array(voice),
  inputsSha256: z.string(),
  documents: z.array(z.looseObject({ source: z.string(), sha256: z.string(), fetchedAt: instant })),
});

export const roundWhyView = z
  .looseObject({
    feed: z.string(),
    kind: z.string(),
    round: z.number().int(),
    corrects: z.int().nullable().describe('the round that this one puts right'),
    correctedBy: z.int().nullable(),
    decisions: z.array(decision),
    reports: z.array(report),
    valuations: z.array(valuation),
  })
  .meta({ id: 'RoundWhy' })
  .describe(
    'as the oracle keeps it: decisions, inputs, arithmetic, documents with hashes, signatures, transaction',
  );
export type RoundWhyView = z.output<typeof roundWhyView>;
