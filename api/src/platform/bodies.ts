import type { NestExpressApplication } from '@nestjs/platform-express';
import express, { type NextFunction, type Request, type Response } from 'express';
import { Malformed, Problem } from './problem.js';
import { API_PREFIX } from './routes.js';

/** Uploads read the request themselves, as a stream. */
const STREAMED = `/${API_PREFIX}/documents`;

/** JSON everywhere, `text/csv` where a schema takes a string; 1 MiB at most; nothing else. */
export function acceptBodies(app: NestExpressApplication): void {
  const json = express.json({ limit: '1mb' });
  const csv = express.text({ type: 'text/csv', limit: '1mb' });
  const unless =
    (parser: typeof json) => (request: Request, response: Response, next: NextFunction) => {
      if (request.path === STREAMED) next();
      else parser(request, response, next);
    };
  app.use(unless(json), unless(csv), refuseOthers, refuseNonsense, explain);
}

function refuseOthers(request: Request, _response: Response, next: NextFunction): void {
  const announced = Number(request.header('content-length') ?? 0) > 0;
  const body = announced || request.header('transfer-encoding') !== undefined;
  if (body && request.path !== STREAMED && !request.is(['application/json', 'text/csv'])) {
    throw new Problem(
      415,
      'unsupported_media_type',
      'The request is malformed',
      'Send JSON with the header Content-Type: application/json.',
    );
  }
  next();
}

/** Deeper than anything a request of ours has. */
const MAX_DEPTH = 64;

/** What parses and yet has no meaning: no end of brackets, halves of characters, zero bytes; in the query too. */
function refuseNonsense(request: Request, _response: Response, next: NextFunction): void {
  let level: unknown[] = [request.body, request.query];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) throw tooDeep();
    if (level.some(isBroken)) throw brokenText();
    level = level.flatMap((value) =>
      typeof value === 'object' && value !== null
        ? Object.values(value as Record<string, unknown>)
        : [],
    );
  }
  next();
}

/** Half of a surrogate pair, which no encoding can write, or U+0000, which the database cannot keep. */
const unkept = (text: string): boolean => !text.isWellFormed() || text.includes('\0');

/** A text, or an object with the name of a field, that cannot be kept. */
function isBroken(value: unknown): boolean {
  if (typeof value === 'string') return unkept(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.keys(value).some(unkept);
}

/** Turns the parsers' own errors into ours. */
function explain(error: unknown, _request: Request, _response: Response, next: NextFunction): void {
  const type = error instanceof Error && 'type' in error ? error.type : undefined;
  if (type === undefined) next(error);
  else if (type === 'entity.too.large') next(tooLarge());
  else next(malformedJson());
}

const tooLarge = () =>
  new Problem(413, 'body_too_large', 'The body is too large', 'Send at most 1 MiB of JSON.');

const tooDeep = () =>
  new Malformed(
    'body_too_deep',
    'The body is nested in more than 64 levels; no request of this API needs that.',
  );

const brokenText = () =>
  new Malformed(
    'broken_text',
    'A text of the request has half of a character (a lone surrogate) or U+0000: send whole characters, in UTF-8.',
  );

const malformedJson = () =>
  new Malformed(
    'malformed_json',
    'The body is not valid JSON; check quotes, commas and encoding (UTF-8).',
  );
