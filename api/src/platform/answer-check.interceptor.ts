import { type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { map, type Observable } from 'rxjs';
import { z } from 'zod';
import { RETURNS, type Returned } from './returns.js';

/**
 * Tests only: an answer that is not what the OpenAPI document promises, down to an unknown field,
 * fails the request.
 */
export class AnswerCheckInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(host: ExecutionContext, next: CallHandler): Observable<unknown> {
    const returned = this.reflector.get<Returned | undefined>(RETURNS, host.getHandler());
    const schema = returned?.schema;
    if (!schema) return next.handle();
    const where = `${host.getClass().name}.${host.getHandler().name}`;
    return next.handle().pipe(map((body: unknown) => checked(body, schema, where)));
  }
}

function checked(body: unknown, schema: z.ZodType, where: string): unknown {
  const wire: unknown = JSON.parse(JSON.stringify(body ?? null));
  const parsed = schema.safeParse(wire);
  if (!parsed.success) {
    throw new Error(`${where} answers what it does not declare: ${z.prettifyError(parsed.error)}`);
  }
  const extra = undeclared(wire, parsed.data, '');
  if (extra.length > 0) {
    throw new Error(`${where} answers fields it does not declare: ${extra.join(', ')}`);
  }
  return body;
}

/** Fields the schema dropped: they would reach people though no document names them. */
function undeclared(wire: unknown, declared: unknown, path: string): string[] {
  if (typeof wire !== 'object' || wire === null) return [];
  if (typeof declared !== 'object' || declared === null) return [];
  const known = declared as Record<string, unknown>;
  return Object.entries(wire).flatMap(([key, value]) =>
    key in known ? undeclared(value, known[key], `${path}/${key}`) : [`${path}/${key}`],
  );
}
