import { SetMetadata, applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension, ApiHeader } from '@nestjs/swagger';
import type { Role } from './context.js';

export const ACCESS = 'cadastre:access';
export const IDEMPOTENT = 'cadastre:idempotent';
export const PEOPLE_ONLY = 'cadastre:people-only';
export const GROUPED = 'cadastre:grouped';
export const OWN_TRANSACTION = 'cadastre:own-transaction';

/** `public`, or the roles that may call the route. A route without it stops the start-up. */
export type Access = 'public' | readonly Role[];

/**
 * Only these roles may call the route; a program with an API key also needs the route's scope (see
 * `scopeOf`). Whose rows they see is the service's affair.
 */
export const Allow = (...roles: [Role, ...Role[]]) =>
  applyDecorators(
    SetMetadata(ACCESS, roles satisfies Access),
    ApiBearerAuth(),
    ApiExtension('x-roles', roles),
  );

/** Anybody may call the route, signed in or not. */
export const Public = () => SetMetadata(ACCESS, 'public' satisfies Access);

/** No API key may call the route, whatever its scopes: here a person decides, or gives rights away. */
export const PeopleOnly = () =>
  applyDecorators(SetMetadata(PEOPLE_ONLY, true), ApiExtension('x-people-only', true));

/**
 * Value moves here: the route needs an `Idempotency-Key`. Same key and body give the same answer,
 * for ever; same key and another body are refused with 422.
 */
export const Idempotent = () =>
  applyDecorators(
    SetMetadata(IDEMPOTENT, true),
    ApiHeader({ name: 'Idempotency-Key', required: true, description: '1 to 200 characters' }),
  );

/**
 * `@Idempotent`, and the handler writes nothing itself: it hands what it wants written to `Accepts`,
 * which commits it together with what arrives at the same time.
 */
export const Grouped = () => applyDecorators(Idempotent(), SetMetadata(GROUPED, true));

/** The handler streams or must outlive a refusal: it opens its own transactions. */
export const OwnTransaction = () => SetMetadata(OWN_TRANSACTION, true);
