import { t } from '../i18n/i18n.ts';
import { translateRefusal } from '../i18n/refusals.ts';

/** One refused field: where (JSON pointer) and what to do about it. */
export interface FieldError {
  pointer: string;
  detail: string;
}

/** A refusal of the API (RFC 9457): what, why, what cures it. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly errors: readonly FieldError[] = [],
    readonly instance: string | null = null,
  ) {
    super(`${title}: ${detail}`);
    this.name = 'ApiProblem';
  }
}

/** Reads any failed answer, also one that is not problem+json (a proxy's page, an empty body). */
export async function readProblem(response: Response): Promise<ApiProblem> {
  const text = await response.text().catch(() => '');
  const body = parseObject(text);
  const said = (key: string) => (typeof body[key] === 'string' ? body[key] : null);
  const words = async (key: string) => {
    const text = said(key);
    return text === null ? null : translateRefusal(text);
  };
  return new ApiProblem(
    response.status,
    said('code') ?? `http_${response.status}`,
    (await words('title')) ?? t('The register did not answer as expected'),
    (await words('detail')) ??
      t('It answered with status {{status}}. Try again in a moment.', { status: response.status }),
    await Promise.all(
      readErrors(body['errors']).map(async ({ pointer, detail }) => ({
        pointer,
        detail: await translateRefusal(detail),
      })),
    ),
    said('instance'),
  );
}

/** Any thrown value as something that can be shown. */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (error instanceof TypeError) {
    return new ApiProblem(
      0,
      'unreachable',
      t('The register cannot be reached'),
      t('Check the connection, see whether it happened, and try again.'),
    );
  }
  const detail = error instanceof Error ? error.message : String(error);
  return new ApiProblem(0, 'unexpected', t('This did not work'), detail);
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function readErrors(value: unknown): FieldError[] {
  if (!Array.isArray(value)) return [];
  return value.filter(
    (e: unknown): e is FieldError =>
      typeof e === 'object' &&
      e !== null &&
      'pointer' in e &&
      typeof e.pointer === 'string' &&
      'detail' in e &&
      typeof e.detail === 'string',
  );
}
