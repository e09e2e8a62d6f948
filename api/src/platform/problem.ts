/** One broken field of a request: where (JSON pointer) and what to do about it. */
export interface FieldError {
  pointer: string;
  detail: string;
}

/**
 * A refusal a person can act on, answered as RFC 9457 problem+json.
 * `code` is stable and part of the API; `detail` says what to do.
 */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly extra: Record<string, unknown> = {},
  ) {
    super(`${code}: ${detail}`);
  }
}

/** 400: the request cannot be read as what it claims to be. */
export class Malformed extends Problem {
  constructor(code: string, detail: string, errors: FieldError[] = []) {
    super(400, code, 'The request is malformed', detail, errors.length > 0 ? { errors } : {});
  }
}

/** 401: nobody, or nobody any more, is signed in. */
export class Unauthenticated extends Problem {
  constructor(code = 'not_signed_in', detail = 'Sign in and repeat the request.') {
    super(401, code, 'Not signed in', detail);
  }
}

/** 403: the person is known and may not do this. */
export class Forbidden extends Problem {
  constructor(code: string, detail: string) {
    super(403, code, 'Not allowed', detail);
  }
}

/** 404: does not exist, or belongs to somebody else: both look the same on purpose. */
export class NotFound extends Problem {
  constructor(what: string) {
    super(404, 'not_found', 'Not found', `There is no such ${what}, or it is not yours to see.`);
  }
}

/** 409: the thing exists and its state or a duplicate forbids this. */
export class Conflict extends Problem {
  constructor(code: string, detail: string, extra: Record<string, unknown> = {}) {
    super(409, code, 'Conflict', detail, extra);
  }
}

/** 422: well-formed, understood, and refused by a rule of the domain. */
export class Refused extends Problem {
  constructor(code: string, detail: string, extra: Record<string, unknown> = {}) {
    super(422, code, 'Refused', detail, extra);
  }

  /** By a rule that says itself why, and what to do. */
  static by(
    rule: { code: string; sentence: string; cure: string },
    extra?: Record<string, unknown>,
  ): Refused {
    return new Refused(rule.code, `${rule.sentence} ${rule.cure}`, extra);
  }
}
