import { unfit } from '@cadastre/core';
import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import { type FieldError, Malformed } from './problem.js';

/** Checks bodies and queries against the zod schema named in `@Body({ schema })`, `@Query({ schema })`. */
@Injectable()
export class SchemaPipe implements PipeTransform {
  transform(value: unknown, { schema, type }: ArgumentMetadata): unknown {
    if (!(schema instanceof z.ZodType)) return value;
    return parseOrRefuse(schema, value, type === 'query' ? 'query' : 'body');
  }
}

/** The parsed value. @throws Malformed `invalid_body` | `invalid_query` naming every broken field */
export function parseOrRefuse<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  part: 'body' | 'query',
): z.output<Schema> {
  const parsed = schema.safeParse(value, { error: unfit });
  if (parsed.success) return parsed.data;
  throw new Malformed(
    `invalid_${part}`,
    `The ${part} does not fit: see errors for each field.`,
    fieldErrors(parsed.error),
  );
}

/** Every issue with its JSON pointer (RFC 6901); unknown fields are named one by one. */
export function fieldErrors(error: z.ZodError): FieldError[] {
  return error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          pointer: pointer([...issue.path, key]),
          detail: 'is not a field of this request',
        }))
      : [{ pointer: pointer(issue.path), detail: issue.message }],
  );
}

const pointer = (path: PropertyKey[]) =>
  path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** A path parameter that must be a UUID; lower-cased. */
@Injectable()
export class UuidPipe implements PipeTransform<string, string> {
  transform(value: string, { data }: ArgumentMetadata): string {
    const parsed = z.guid().safeParse(value);
    if (!parsed.success) {
      throw new Malformed('bad_id', `"${data ?? 'id'}" in the address must be a UUID.`);
    }
    return parsed.data.toLowerCase();
  }
}
