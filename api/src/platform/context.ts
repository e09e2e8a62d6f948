import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { Claim } from './idempotency.js';

export const ROLES = ['issuer', 'investor', 'compliance', 'auditor', 'operator'] as const;
export type Role = (typeof ROLES)[number];

/** What a program may do in a person's name: it brings the key instead of a session. */
export interface ApiKeyGrant {
  id: string;
  /** For example `assets:read`. */
  scopes: readonly string[];
}

/** Who acts: a user in one role for one organisation. Absent on public routes and in workers. */
export interface Actor {
  userId: string;
  organisationId: string;
  role: Role;
  /** null where an API key acts. */
  sessionId: string | null;
  apiKey?: ApiKeyGrant;
}

/** Passed first to every service verb: who asks, and the id that follows the request to the chain. */
export interface Ctx {
  actor: Actor | null;
  correlationId: string;
  /** On `@Grouped` routes: under which key the request is accepted, and its answer's status. */
  claim?: Claim & { status: number };
}

export interface RequestWithCtx extends Request {
  ctx: Ctx;
}

export const systemCtx = (correlationId: string): Ctx => ({ actor: null, correlationId });

/** The signed-in actor; a programming error (never a user's) where a route forgot to require one. */
export function actorOf(ctx: Ctx): Actor {
  if (!ctx.actor) throw new Error('this verb needs a signed-in actor');
  return ctx.actor;
}

/** Of what organisations own, an actor sees: an issuer its own, staff all. A condition for a query. */
export function seenBy(ctx: Ctx): { organisationId?: string } {
  const { role, organisationId } = actorOf(ctx);
  return role === 'issuer' ? { organisationId } : {};
}

/** The request's context, put there by the access guard. */
export const RequestCtx = createParamDecorator(
  (_: unknown, host: ExecutionContext): Ctx => host.switchToHttp().getRequest<RequestWithCtx>().ctx,
);
