import { z } from 'zod';

export const roundWhyView = z
  .looseObject({
    feed: z.string(),
    kind: z.string(),
    round: z.number().int(),
    decisions: z.array(z.looseObject({ action: z.string(), reason: z.string() })),
    reports: z.array(z.looseObject({})),
    valuations: z.array(z.looseObject({})),
  })
  .meta({ id: 'RoundWhy' })
  .describe(
    'as the oracle keeps it: decisions, inputs, arithmetic, documents with hashes, signatures, transaction',
  );
export type RoundWhyView = z.output<typeof roundWhyView>;
