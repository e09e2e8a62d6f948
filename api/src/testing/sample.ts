import { randomUUID } from 'node:crypto';
import { z } from 'zod';

/** The parts of JSON Schema that our request schemas use. */
interface Schema {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  exclusiveMinimum?: number;
  minItems?: number;
  items?: Schema;
  prefixItems?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

/** Texts that fit the patterns in use; the first that fits is taken. */
const TEXTS = [
  'x',
  '1',
  'US',
  'USD',
  '2026-04-15',
  '2026-04-15T20:30:00.000Z',
  'somebody@cadastre.test',
  'a long enough text',
  '99.500000',
  '12:00',
  '912797TH0',
  '5493001KJTIIGC8Y1R12',
  'a'.repeat(64),
  `0x${'1'.repeat(40)}`,
  `0x${'1'.repeat(64)}`,
  `0x${'1'.repeat(130)}`,
  'https://cadastre.test/x',
  'assets:read',
  '*',
];

/** The smallest value a request schema accepts, as far as JSON Schema can tell. */
export function sampleOf(schema: z.ZodType): unknown {
  return sample(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema);
}

function sample(schema: Schema, name = ''): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const [choice] = schema.anyOf ?? schema.oneOf ?? [];
  if (choice) return sample(choice, name);
  if (schema.allOf) return sample(Object.assign({}, schema, ...schema.allOf, { allOf: undefined }));
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        (schema.required ?? []).map((key) => [key, sample(schema.properties?.[key] ?? {}, key)]),
      );
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => sample(schema.items ?? {}));
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 1, (schema.exclusiveMinimum ?? 0) + 1, 1);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return text(schema, name);
  }
}

function text(schema: Schema, name: string): string {
  const { format, pattern, minLength = 0, maxLength = Infinity } = schema;
  // Their form is checked by a transform, which JSON Schema cannot tell.
  if (/(cents|baseunits|shares|amount|limit|oz)$/i.test(name)) return '1000';
  if (format === 'uuid') return randomUUID();
  const shape = new RegExp(pattern ?? '', 'u');
  const fits = (one: string) =>
    shape.test(one) && one.length >= minLength && one.length <= maxLength;
  const found = TEXTS.find(fits) ?? ['x'.repeat(minLength)].find(fits);
  if (found === undefined) throw new Error(`no sample text fits ${pattern}: add one to TEXTS`);
  return found;
}
