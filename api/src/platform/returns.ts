import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';

export const RETURNS = 'cadastre:returns';

/**
 * What a route answers when it succeeds: status and body schema. Goes into the OpenAPI document;
 * in tests every answer is checked against it. `null`: no body.
 */
export const Returns = (status: number, schema: z.ZodType | null, description = '') =>
  applyDecorators(
    HttpCode(status),
    (_target: object, _key: string | symbol, descriptor: PropertyDescriptor) => {
      const returned: Returned = { status, schema };
      Reflect.defineMetadata(RETURNS, returned, descriptor.value as object);
    },
    ApiResponse({ status, description, ...(schema ? { standardSchema: schema } : {}) }),
  );

export interface Returned {
  status: number;
  schema: z.ZodType | null;
}
