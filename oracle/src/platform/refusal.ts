import type { RawDocument } from '../sources/document.js';

/**
 * Why nothing is published now. `code` is stable and becomes the feed's status reason; the message tells
 * a person what is wrong. A refusal is a normal outcome: the old answer stays as it was.
 */
export class Refusal extends Error {
  /** What was refused, when it was fetched at all: kept, so that the reason can be checked later. */
  document: RawDocument | null = null;

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'Refusal';
  }

  /** The same refusal, knowing which document it is about. */
  about(document: RawDocument): this {
    this.document ??= document;
    return this;
  }
}
