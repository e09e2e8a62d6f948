/** Something in a bundle that is not so. */
export class Lie extends Error {
  /** @param file path in the bundle */
  constructor(
    readonly file: string,
    readonly what: string,
  ) {
    super(`${file}: ${what}`);
    this.name = 'Lie';
  }
}

/** What an error says, whatever was thrown. */
export const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
