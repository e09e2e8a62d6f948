import type { z } from 'zod';

/**
 * Where a schema refuses a value by a pattern or a condition and has no words for it: what nobody can guess from
 * outside. Names of the fields, from the root.
 */
export function wordless(schema: z.ZodType, path = ''): string[] {
  const { def } = schema._zod as unknown as { def: Def };
  const own = [def, ...(def.checks ?? []).map((check) => check._zod.def)].some(
    ({ format, type, error }) => (format === 'regex' || type === 'custom') && !error,
  );
  const inner = [def.innerType, def.in, def.out, ...(def.options ?? []), ...(def.items ?? [])];
  return [
    ...(own ? [path || '/'] : []),
    ...inner.flatMap((one) => (one ? wordless(one, path) : [])),
    ...[def.element, def.keyType, def.valueType].flatMap((one) =>
      one ? wordless(one, `${path}/*`) : [],
    ),
    ...Object.entries(def.shape ?? {}).flatMap(([name, one]) => wordless(one, `${path}/${name}`)),
  ];
}

/** As much of a schema's definition as has others in it. */
interface Def {
  type?: string;
  format?: string;
  error?: unknown;
  checks?: { _zod: { def: Def } }[];
  innerType?: z.ZodType;
  in?: z.ZodType;
  out?: z.ZodType;
  options?: z.ZodType[];
  items?: z.ZodType[];
  element?: z.ZodType;
  keyType?: z.ZodType;
  valueType?: z.ZodType;
  shape?: Record<string, z.ZodType>;
}
