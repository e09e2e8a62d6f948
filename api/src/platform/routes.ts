import { Injectable, type OnModuleInit, RequestMethod } from '@nestjs/common';
import {
  METHOD_METADATA,
  PATH_METADATA,
  ROUTE_ARGS_METADATA,
  SSE_METADATA,
} from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { type Access, ACCESS, IDEMPOTENT, OWN_TRANSACTION, PEOPLE_ONLY } from './access.js';
import { z } from 'zod';
import { RETURNS, type Returned } from './returns.js';

export const API_PREFIX = 'api/v1';
/** Paths that live outside the prefix. */
export const UNPREFIXED = ['health', 'metrics'];

/**
 * What an API key needs for a request: to read or to write in the room that the path names, e.g.
 * `assets:read` for `GET /api/v1/assets/:id`.
 */
export function scopeOf(method: string, path: string): string {
  const [room = ''] = path.replace(`/${API_PREFIX}`, '').split('/').filter(Boolean);
  return `${room}:${method === 'GET' || method === 'HEAD' ? 'read' : 'write'}`;
}

export interface Route {
  method: string;
  /** As in `/api/v1/assets/:id`. */
  path: string;
  access: Access;
  /** What an API key needs for it; null where it needs none (public) or none will do (`@PeopleOnly`). */
  scope: string | null;
  idempotent: boolean;
  returns: Returned | null;
  /** Schema of the JSON body; null where the route takes none. */
  body: z.ZodType | null;
  /** `Controller.method`, for messages. */
  handler: string;
}

/** Every route of the application. Start-up fails where one does not say who may call it. */
@Injectable()
export class Routes implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  onModuleInit(): void {
    this.list();
  }

  /** @throws Error naming every route without `@Allow`/`@Public`, or a body without a schema */
  list(): Route[] {
    const problems: string[] = [];
    const routes = this.discovery
      .getControllers()
      .flatMap(({ metatype }) => (metatype ? this.ofController(metatype, problems) : []));
    if (problems.length > 0) throw new Error(`routes are not sound:\n${problems.join('\n')}`);
    return routes;
  }

  private ofController(controller: object, problems: string[]): Route[] {
    const prototype = (controller as { prototype: Record<string, object> }).prototype;
    const base = (read(PATH_METADATA, controller) ?? '') as string;
    return this.scanner.getAllMethodNames(prototype).flatMap((name) => {
      const handler = prototype[name];
      const path = handler && (read(PATH_METADATA, handler) as string | undefined);
      if (!handler || path === undefined) return [];
      const label = `${(controller as { name: string }).name}.${name}`;
      const access = read(ACCESS, handler) as Access | undefined;
      if (!access) problems.push(`${label}: carries neither @Allow nor @Public`);
      const body = schemaOf(controller, name, BODY);
      if (read(SSE_METADATA, handler)) problems.push(`${label}: @Sse, use EventStreams instead`);
      if (read(IDEMPOTENT, handler) && read(OWN_TRANSACTION, handler)) {
        problems.push(`${label}: @Idempotent needs the request's transaction, not @OwnTransaction`);
      }
      if (body === undefined) problems.push(`${label}: @Body without a schema`);
      if (schemaOf(controller, name, QUERY) === undefined) {
        problems.push(`${label}: @Query without a schema`);
      }
      const verb = (read(METHOD_METADATA, handler) ?? RequestMethod.GET) as RequestMethod;
      const [method, whole] = [RequestMethod[verb], fullPath(base, path)];
      const keyless = access === 'public' || read(PEOPLE_ONLY, handler) === true;
      return {
        method,
        path: whole,
        access: access ?? [],
        scope: keyless ? null : scopeOf(method, whole),
        idempotent: read(IDEMPOTENT, handler) === true,
        returns: (read(RETURNS, handler) ?? null) as Returned | null,
        body: body ?? null,
        handler: label,
      };
    });
  }
}

const read = (key: string, target: object): unknown => Reflect.getMetadata(key, target);

function fullPath(base: string, path: string): string {
  const own = [base, path].map((part) => part.replace(/^\/|\/$/g, '')).filter(Boolean);
  const first = own[0] ?? '';
  return `/${(UNPREFIXED.includes(first) ? own : [API_PREFIX, ...own]).join('/')}`;
}

const BODY = `${RouteParamtypes.BODY}:`;
const QUERY = `${RouteParamtypes.QUERY}:`;

/** The schema of a handler's body or query, null where it takes none, undefined where it is unchecked. */
function schemaOf(controller: object, method: string, part: string): z.ZodType | null | undefined {
  const parameters =
    (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) as
      Record<string, { schema?: unknown }> | undefined) ?? {};
  const found = Object.entries(parameters).find(([key]) => key.startsWith(part))?.[1];
  if (!found) return null;
  return found.schema instanceof z.ZodType ? found.schema : undefined;
}
