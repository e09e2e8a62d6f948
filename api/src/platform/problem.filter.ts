import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  Logger,
} from '@nestjs/common';
import { CoreError, IllegalTransition } from '@cadastre/core';
import type { Request, Response } from 'express';
import { QueryFailedError } from 'typeorm';
import type { RequestWithCtx } from './context.js';
import { logLine } from './logger.js';
import { Conflict, Malformed, Problem } from './problem.js';

/** Turns every failure into problem+json (RFC 9457). What we did not foresee says nothing of itself. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request & Partial<RequestWithCtx>>();
    const response = host.switchToHttp().getResponse<Response>();
    const problem = wasCutShort(request) ? cutShort() : asProblem(error);
    const correlationId = request.ctx?.correlationId;
    if (problem.status >= 500) {
      const reason = error instanceof Error ? error.stack : String(error);
      const line = logLine('request_failed', { path: request.path, correlation: correlationId });
      this.logger.error(`${line}\n${reason}`);
    }
    if (response.headersSent) {
      // Half an answer must not look like a whole one.
      response.destroy();
      return;
    }
    const { retryAfterSeconds } = problem.extra;
    if (typeof retryAfterSeconds === 'number') {
      response.setHeader('Retry-After', String(retryAfterSeconds));
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

/** Whoever asked hung up before the body was whole: nobody's fault here. */
const wasCutShort = (request: Request) => request.destroyed && !request.complete;

const cutShort = () => new Malformed('request_cut_short', 'Send the whole request again.');

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HttpException) return fromHttp(error);
  if (error instanceof IllegalTransition) {
    return new Conflict(error.code, error.message, { state: error.state, allowed: error.allowed });
  }
  // Errors of core carry a stable code and a sentence for people: they pass as they are.
  if (error instanceof CoreError) return new Problem(422, error.code, 'Refused', error.message);
  return fromDatabase(error) ?? unforeseen();
}

function fromHttp(error: HttpException): Problem {
  const status = error.getStatus();
  const codes: Record<number, [string, string]> = {
    400: ['malformed_request', 'The request is malformed'],
    404: ['no_such_route', 'Not found'],
    405: ['method_not_allowed', 'Method not allowed'],
  };
  const [code, title] = codes[status] ?? ['http_error', error.message];
  return new Problem(status, code, title, error.message);
}

/** Two requests at once can pass a check together; the database's constraint then decides. */
function fromDatabase(error: unknown): Problem | undefined {
  if (!(error instanceof QueryFailedError)) return undefined;
  const { code } = error.driverError as { code?: string };
  if (code === '23505') {
    return new Conflict('duplicate', 'This exists already; read it and decide again.');
  }
  if (code === '40P01' || code === '40001') {
    return new Conflict('busy', 'Somebody changed the same thing just now. Repeat the request.');
  }
  return undefined;
}

const unforeseen = () =>
  new Problem(
    500,
    'internal_error',
    'Something failed here',
    'Nothing was changed. Repeat the request; if it fails again, tell the operator the correlationId.',
  );
