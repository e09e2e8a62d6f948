import type { Voice } from '../sources/adapter.js';
import type { RawDocument } from '../sources/document.js';
import type { OwnReading } from '../storage/signings.js';

/**
 * Why nothing is published now. `code` is stable and becomes the feed's status reason; the message tells
 * a person what is wrong. A refusal is a normal outcome: the old answer stays as it was.
 */
export class Refusal extends Error {
  /** What was refused, when it was fetched at all: kept, so that the reason can be checked later. */
  document: RawDocument | null = null;
  /** What each source said, where several were asked. */
  voices: readonly Voice[] = [];
  /** What a signer that refuses derived itself. */
  derived: readonly OwnReading[] = [];

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
