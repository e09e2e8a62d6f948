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
