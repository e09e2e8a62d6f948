import type { paths } from './schema';

/** The JSON body of an operation's success answer, taken from the generated document. */
type Json<R> = R extends { content: { 'application/json': infer T } } ? T : never;
type Responses<P extends keyof paths, M extends keyof paths[P]> = paths[P][M] extends {
  responses: infer R;
}
  ? R
  : never;
type Success<R> = Json<R[Extract<keyof R, 200 | 201 | 202>]>;

/** What `GET`, `POST`… of a path answers. */
export type Answer<P extends keyof paths, M extends keyof paths[P]> = Success<Responses<P, M>>;

/** What a path's method takes as its body. */
export type BodyOf<P extends keyof paths, M extends keyof paths[P]> = paths[P][M] extends {
  requestBody?: infer B;
}
  ? NonNullable<B> extends { content: { 'application/json': infer T } }
    ? T
    : never
  : never;

/** One investor's KYC case. */
export type KycCase = Answer<'/api/v1/kyc-cases/{id}', 'get'>;
export type KybCase = Answer<'/api/v1/kyb-cases/{id}', 'get'>;
export type Questionnaire = Answer<'/api/v1/questionnaires', 'get'>['items'][number];

/** A possible match with a sanctions list. */
export type ScreeningHit = Answer<'/api/v1/screening/hits', 'get'>['items'][number];

/** One line of an asset's due-diligence checklist. */
export type DueDiligenceItem = Answer<'/api/v1/assets/{id}/due-diligence', 'get'>['items'][number];
