/**
 * Base of every error this package throws on purpose. `code` is stable and may be shown to a machine;
 * `message` tells a person what is wrong and what to do.
 */
export class CoreError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = new.target.name;
  }
}
