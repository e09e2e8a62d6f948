/**
 * Why nothing is published now. `code` is stable and becomes the feed's status reason; the message tells
 * a person what is wrong. A refusal is a normal outcome: the old answer stays as it was.
 */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'Refusal';
  }
}
