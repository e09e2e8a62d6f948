import type { OpenAPIObject } from '@nestjs/swagger';

/** The parts of a JSON Schema (OpenAPI 3.0) that our schemas come to. */
interface Schema {
  $ref?: string;
  example?: unknown;
  type?: string;
  enum?: unknown[];
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  exclusiveMinimum?: boolean | number;
  minItems?: number;
  nullable?: boolean;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

type Components = Record<string, Schema>;

const HASH = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const ADDRESS = '0x5FbDB2315678afecb367f032d93F642f64180aa3';

/** What a field of such a name holds; the first that its schema takes is the example. */
const BY_NAME: readonly (readonly [RegExp, string])[] = [
  [/(cents|baseunits|shares|amount|limit|price|tokens?)$/i, '1000000'],
  [/oz$/i, '400.000'],
  [/fineness/i, '995.0'],
  [/(percent|per100)$/i, '4.250000'],
  [/sha256|linesHash|payloadHash/i, HASH],
  [/hash|digest|root|transaction|subject|titleId/i, `0x${HASH}`],
  [
    /address|account|token|holder|bidder|feed|vault|distributor|ballot|signer|^to$|^by$|contract|receiver/i,
    ADDRESS,
  ],
  [/data|signature/i, '0xa9059cbb'],
  [/email/i, 'somebody@cadastre.example'],
  [/url|uri|link/i, 'https://cadastre.example/hook'],
  [/lei/i, '5493001KJTIIGC8Y1R12'],
  [/cusip/i, '912797TH0'],
  [/symbol/i, 'EXTF'],
  [/password|secret/i, 'a long enough passphrase'],
  [/filename|^file$/i, 'deed.pdf'],
  [/dateofbirth|birth|asof/i, '1979-05-21'],
  [/legalname|issuername|organisationname/i, 'Example Issuer Ltd'],
  [/fullname|^name$|payer|buyer|seller/i, 'Anna Example'],
  [/title/i, 'Refinance the building'],
  [/reason|note|detail|description|sentence|cure|message|text/i, 'As agreed with the holders.'],
  [/reference/i, 'EX-2026-0001'],
  [/cursor/i, 'MDE5MDAwMDAtMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDAx'],
  [/number|folio|serial|postalcode/i, '1004510021'],
];

/** What is left: by form alone. */
const BY_FORM: readonly string[] = [
  '01900000-0000-7000-8000-000000000001',
  '2026-04-15T20:30:00.000Z',
  '2026-04-15',
  '12:00',
  'US',
  'USD',
  '1',
  'Example',
  '99.500000',
  '5493001KJTIIGC8Y1R12',
  ADDRESS,
  HASH,
  `0x${HASH}`,
  `0x${HASH}${HASH}1b`,
  'assets:read',
  '*',
  'https://cadastre.example/hook',
  'somebody@cadastre.example',
];

/**
 * Gives every JSON body and every 2xx answer of the document an example, made of its own schema: what a schema says
 * of itself (`.meta({ example })`) as it is, all else by a field's name and form. Bodies have what they must have,
 * answers all they can have.
 * @throws Error naming the field for which no text is known
 */
export function withExamples(document: OpenAPIObject): OpenAPIObject {
  const components = (document.components?.schemas ?? {}) as Components;
  for (const item of Object.values(document.paths)) {
    for (const operation of Object.values(item as Record<string, Operation | undefined>)) {
      if (!operation?.responses) continue;
      illustrate(operation.requestBody, new Examples(components, false));
      for (const [status, answer] of Object.entries(operation.responses)) {
        if (status.startsWith('2')) illustrate(answer, new Examples(components, true));
      }
    }
  }
  return document;
}

interface Content {
  content?: Record<string, { schema?: Schema; example?: unknown }>;
}

interface Operation {
  requestBody?: Content;
  responses?: Record<string, Content>;
}

function illustrate(said: Content | undefined, examples: Examples): void {
  for (const [type, media] of Object.entries(said?.content ?? {})) {
    if (!media.schema || type === 'application/octet-stream') continue;
    media.example = examples.of(media.schema);
  }
}

class Examples {
  constructor(
    private readonly components: Components,
    /** Whether what may be left out is shown too. */
    private readonly whole: boolean,
  ) {}

  /** @param within components that are being shown: one that holds itself is shown once */
  of(schema: Schema, name = '', within: readonly string[] = []): unknown {
    if (schema.example !== undefined) return schema.example;
    if (schema.$ref) {
      const id = schema.$ref.split('/').at(-1) ?? '';
      const component = this.components[id];
      if (!component || within.includes(id)) return null;
      return this.of(component, name, [...within, id]);
    }
    if (schema.enum) return schema.enum[0];
    const choice = (schema.anyOf ?? schema.oneOf ?? []).find((one) => one.enum?.[0] !== null);
    if (choice) return this.of(choice, name, within);
    if (schema.allOf) {
      const parts: Schema[] = [schema, ...schema.allOf, { allOf: undefined }];
      return this.of(Object.assign({}, ...parts) as Schema, name, within);
    }
    switch (schema.type) {
      case 'object':
        return this.object(schema, within);
      case 'array':
        return this.list(schema, name, within);
      case 'integer':
      case 'number': {
        const above = schema.exclusiveMinimum === true ? 1 : 0;
        return Math.max((schema.minimum ?? 1) + above, 1);
      }
      case 'boolean':
        return true;
      default:
        // What a transform makes of a text is written without a type.
        return textFor(schema, name);
    }
  }

  private object({ properties = {}, required = [] }: Schema, within: readonly string[]): object {
    const shown = Object.keys(properties).filter((key) => this.whole || required.includes(key));
    return Object.fromEntries(
      shown.map((key) => [key, this.of(properties[key] ?? {}, key, within)]),
    );
  }

  private list({ items = {}, minItems = 0 }: Schema, name: string, within: readonly string[]) {
    const id = items.$ref?.split('/').at(-1);
    const again = id !== undefined && within.includes(id);
    const length = Math.max(minItems, this.whole && !again ? 1 : 0);
    return Array.from({ length }, () => this.of(items, name.replace(/s$/, ''), within));
  }
}

function textFor(schema: Schema, name: string): string {
  const { format, pattern, minLength = 0, maxLength = Infinity } = schema;
  const shape = new RegExp(pattern ?? '', 'u');
  const fits = (text: string) =>
    shape.test(text) && text.length >= minLength && text.length <= maxLength;
  const named = BY_NAME.flatMap(([names, text]) => (names.test(name) ? [text] : []));
  const free = format === undefined && pattern === undefined ? ['Example'] : [];
  const found = [...named, ...free, ...BY_FORM].find(fits);
  if (found === undefined) {
    throw new Error(
      `no example fits ${name} (${pattern}): give its schema one by .meta({ example })`,
    );
  }
  return found;
}
