import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  Logger,
} from '@nestjs/common';
import type { Response } from 'express';
import type { RequestWithCtx } from './context.js';
import { Problem } from './problem.js';

/** Turns every failure into problem+json (RFC 9457). What we did not foresee says nothing of itself. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<RequestWithCtx>();
    const response = host.switchToHttp().getResponse<Response>();
    const problem = asProblem(error);
    const correlationId = request.ctx?.correlationId;
    if (problem.status >= 500) {
      const reason = error instanceof Error ? error.stack : String(error);
      this.logger.error(
        `request_failed path=${request.path} correlation=${correlationId}\n${reason}`,
      );
    }
    if (response.headersSent) {
      response.end();
      return;
    }
    response
      .status(problem.status)
      .type('application/problem+json')
      .send(
        JSON.stringify({
          type: `https://cadastre.dev/problems/${problem.code}`,
          title: problem.title,
          status: problem.status,
          code: problem.code,
          detail: problem.detail,
          instance: request.originalUrl.split('?')[0],
          correlationId,
          ...problem.extra,
        }),
      );
  }
}

interface CodedError {
  code: string;
  message: string;
}

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HttpException) return fromHttp(error);
  if (isBodyParserError(error)) return fromBodyParser(error);
  if (isDomainError(error)) return new Problem(422, error.code, 'Refused', error.message);
  return new Problem(
    500,
    'internal_error',
    'Something failed here',
    'Nothing was changed. Repeat the request; if it fails again, tell the operator the correlationId.',
  );
}

function fromHttp(error: HttpException): Problem {
  const status = error.getStatus();
  const codes: Record<number, [string, string]> = {
    400: ['malformed_request', 'The request is malformed'],
    404: ['no_such_route', 'Not found'],
    405: ['method_not_allowed', 'Method not allowed'],
    413: ['body_too_large', 'The body is too large'],
  };
  const [code, title] = codes[status] ?? ['http_error', error.message];
  return new Problem(status, code, title, error.message);
}

interface BodyParserError {
  type: string;
  statusCode: number;
}

const isBodyParserError = (error: unknown): error is BodyParserError =>
  error instanceof Error && 'type' in error && 'statusCode' in error;

function fromBodyParser(error: BodyParserError): Problem {
  if (error.type === 'entity.too.large') {
    return new Problem(
      413,
      'body_too_large',
      'The body is too large',
      'Send at most 1 MiB of JSON.',
    );
  }
  return new Problem(
    400,
    'malformed_json',
    'The request is malformed',
    'The body is not valid JSON; check quotes, commas and encoding (UTF-8).',
  );
}

/** Errors of @cadastre/core carry a stable code and a sentence for people: they pass as they are. */
const isDomainError = (error: unknown): error is CodedError =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  /^[a-z_]+$/.test(error.code);
