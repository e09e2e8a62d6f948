import { z } from 'zod';
import { ROLES } from '../platform/context.js';

const persona = z.object({
  name: z.string(),
  email: z.string(),
  password: z.string(),
  role: z.enum(ROLES),
  organisationName: z.string(),
  about: z.string().describe('who this is in the story'),
  wallet: z
    .object({ address: z.string(), privateKey: z.string() })
    .nullable()
    .describe('a key everybody can derive: for the local chain only'),
});

export const demoView = z.object({ personas: z.array(persona) }).meta({ id: 'Demo' });
export type DemoView = z.output<typeof demoView>;
export type Persona = z.output<typeof persona>;
