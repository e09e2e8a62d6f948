import { Injectable } from '@nestjs/common';
import type { Sentence } from '../platform/sentence.js';

/** The sentences of these rows, by id; a row that has none is left out. */
export type SentencesOf = (ids: string[]) => Promise<Map<string, Sentence>>;

/**
 * What messages are about, said by the rooms whose rows those are. Whoever was told of a row may read
 * its sentence, without a further question.
 */
@Injectable()
export class NoticeSubjects {
  private readonly rooms = new Map<string, SentencesOf>();

  /** Names who speaks of a type of subject. Call it in `onModuleInit`. */
  says(type: string, sentences: SentencesOf): void {
    this.rooms.set(type, sentences);
  }

  /** The sentences of subjects of many types, by id. */
  async about(subjects: readonly { type: string; id: string }[]): Promise<Map<string, Sentence>> {
    const found = await Promise.all(
      [...this.rooms].map(async ([type, sentences]) => {
        const ids = subjects.filter((one) => one.type === type).map(({ id }) => id);
        return ids.length > 0 ? [...(await sentences(ids))] : [];
      }),
    );
    return new Map(found.flat());
  }
}
