import type { Voice } from '../sources/adapter.js';
import type { RawDocument } from '../sources/document.js';
import type { OwnReading } from '../storage/signings.js';

/**
 * Why nothing is published now. `code` is stable and becomes the feed's status reason; the message tells
 * a person what is wrong. A refusal is a normal outcome: the old answer stays as it was.
 */
export class Refusal extends Error {
  /** What was refused, as far as it was fetched at all: kept, so that the reason can be checked later. */
  readonly documents: RawDocument[] = [];
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

  /** The same refusal, knowing which documents it is about. */
  about(...documents: RawDocument[]): this {
    for (const one of documents) {
      const isKnown = this.documents.some(
        ({ source, sha256 }) => source === one.source && sha256 === one.sha256,
      );
      if (!isKnown) this.documents.push(one);
    }
    return this;
  }
}
