import type { OpenAPIObject } from '@nestjs/swagger';
import { ROLES, type Role } from '../platform/context.js';
import { type Route, Routes } from '../platform/routes.js';
import { writeDeployment } from './deployment.js';
import { type Persona, startTestApp, type TestApp } from './test-app.js';

/** The API for tests of all its routes: what there is, what is said of it, and somebody in every role. */
export interface WholeApi {
  t: TestApp;
  routes: Route[];
  document: OpenAPIObject;
  people: Record<Role, Persona>;
}

export async function startWholeApi(): Promise<WholeApi> {
  const t = await startTestApp();
  writeDeployment(t);
  const answer = await t.anonymous.raw('get', '/api/docs-json').expect(200);
  const personas = await Promise.all(ROLES.map((role) => t.signIn(role)));
  return {
    t,
    routes: t.get(Routes).list(),
    document: answer.body as OpenAPIObject,
    people: Object.fromEntries(personas.map((one) => [one.role, one])) as Record<Role, Persona>,
  };
}
