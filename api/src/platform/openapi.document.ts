import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';
import { withExamples } from './openapi.examples.js';
import { scopeOf } from './routes.js';

const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string().describe('Stable: programs may rely on it.'),
  detail: z.string().describe('What to do, for people.'),
  instance: z.string(),
  correlationId: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});

interface Converted {
  schema: unknown;
  components: Record<string, unknown>;
}

/** A schema with `.meta({ id })` becomes a named component; anything else is written in place. */
function convert(schema: unknown, schemaType: 'input' | 'output'): Converted | undefined {
  if (!(schema instanceof z.ZodType)) return undefined;
  const {
    $schema: _,
    $defs,
    definitions,
    ...body
  } = z.toJSONSchema(schema, {
    target: 'openapi-3.0',
    io: schemaType,
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      delete jsonSchema.id;
    },
  });
  return { schema: body, components: { ...$defs, ...(definitions as object | undefined) } };
}

/** The OpenAPI document of the application, with the problem+json answer on every operation. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Cadastre')
    .setVersion('1')
    .setDescription(
      'Real-world assets as tokens that regulated people can own. ' +
        'Quantities are whole numbers as text in the unit named by the field. ' +
        'Errors are RFC 9457 problem+json with a stable `code`.',
    )
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      description:
        'An access token from POST /auth/login, or an API key with the scope named by `x-scope`; ' +
        'where `x-people-only` is set, no API key will do.',
    })
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    standardSchemaConverter: (schema, { schemaType }) => convert(schema, schemaType),
    operationIdFactory: (controller, method) =>
      `${controller.replace(/Controller$/, '').replace(/^./, (c) => c.toLowerCase())}_${method}`,
  });
  return withExamples(withProblems(document));
}

function withProblems(document: OpenAPIObject): OpenAPIObject {
  const { $schema: _, ...schema } = z.toJSONSchema(problemSchema, { target: 'openapi-3.0' });
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: schema as object },
  };
  const refused = {
    description: 'Refused, with the reason',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item as Record<string, unknown>)) {
      if (!isOperation(operation)) continue;
      operation.responses['default'] = refused;
      if (!operation['x-roles'] || operation['x-people-only']) continue;
      operation['x-scope'] = scopeOf(method.toUpperCase(), path);
    }
  }
  return document;
}

interface Operation extends Record<string, unknown> {
  responses: Record<string, unknown>;
}

const isOperation = (value: unknown): value is Operation =>
  typeof value === 'object' && value !== null && 'responses' in value;
