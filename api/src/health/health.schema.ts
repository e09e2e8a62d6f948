import { z } from 'zod';

export const partHealth = z.object({
  state: z.enum(['ok', 'degraded', 'starting', 'down']),
  detail: z.string().optional(),
  figures: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .optional(),
});

export const healthView = z
  .object({
    status: z.enum(['ok', 'degraded', 'starting', 'down']).describe('The worst of the parts.'),
    parts: z.record(z.string(), partHealth),
  })
  .meta({ id: 'Health' });
export type HealthView = z.output<typeof healthView>;
