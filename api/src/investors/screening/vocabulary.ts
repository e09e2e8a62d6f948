import { ratio } from 'fuzzball';
import { soundOf } from './normalise.js';

/** How two words are alike. */
export type Likeness = 'equal' | 'spelling' | 'sound';

export interface Similar {
  unit: number;
  /** Per mille. */
  similarity: number;
  how: Likeness;
}

/** Words that sound alike count as this, however they are spelt. */
const SOUND_SIMILARITY = 880;
/** Words with vowels must also look alike to be the same sound: SALEM is not ISLAM. */
const LEAST_SPELLING_OF_SOUND = 610;
const LEAST_SOUND_LENGTH = 2;

/** Similarity of two words' spelling, per mille: twice the letters in common order by all letters. */
const spelling = (a: string, b: string): number => ratio(a, b, { full_process: false }) * 10;

/** As words are compared: ALEKSEY and ALEXEY differ in nothing. (Short ones do: AKSA, AQSA.) */
const speltOf = (word: string): string => (word.length > 4 ? word.replaceAll('KS', 'X') : word);

/**
 * Distinct words with an index by pairs of letters and by sound: which of tens of thousands are like a
 * given one is answered by comparing the few that share enough pairs.
 */
export class Vocabulary {
  /** As they are compared. */
  private readonly words: string[] = [];
  private readonly ids = new Map<string, number>();
  private readonly byPair = new Map<string, number[]>();
  private readonly bySound = new Map<string, number[]>();
  private shared = new Uint8Array(0);

  /** @param least the similarity of spelling, per mille, below which two words are different ones */
  constructor(private readonly least: number) {}

  /** The number of a word, given at its first call. */
  add(word: string): number {
    const known = this.ids.get(word);
    if (known !== undefined) return known;
    const spelt = speltOf(word);
    const id = this.words.push(spelt) - 1;
    this.ids.set(word, id);
    for (const pair of pairsOf(spelt)) push(this.byPair, pair, id);
    push(this.bySound, soundOf(word), id);
    return id;
  }

  /** Words like this one, itself included. `byConsonants`: it was written without its vowels. */
  similarTo(word: string, byConsonants: boolean): Similar[] {
    const found = new Map<number, Similar>();
    const exact = this.ids.get(word);
    if (exact !== undefined) found.set(exact, { unit: exact, similarity: 1000, how: 'equal' });
    const sound = soundOf(word);
    const spelt = speltOf(word);
    if (sound.length >= (byConsonants ? 1 : LEAST_SOUND_LENGTH)) {
      for (const unit of this.bySound.get(sound) ?? []) {
        if (unit === exact) continue;
        const looks = spelling(spelt, this.words[unit] ?? '');
        if (byConsonants || looks >= LEAST_SPELLING_OF_SOUND) {
          const how = looks >= SOUND_SIMILARITY ? 'spelling' : 'sound';
          found.set(unit, { unit, similarity: Math.max(looks, SOUND_SIMILARITY), how });
        }
      }
    }
    for (const unit of this.sharingPairs(spelt)) {
      if (found.has(unit)) continue;
      const similarity = spelling(spelt, this.words[unit] ?? '');
      if (similarity >= this.least) found.set(unit, { unit, similarity, how: 'spelling' });
    }
    return [...found.values()];
  }

  /** Words that share so many pairs of letters that they may be alike. */
  private sharingPairs(word: string): number[] {
    if (this.shared.length < this.words.length) this.shared = new Uint8Array(this.words.length);
    const pairs = pairsOf(word);
    const touched: number[] = [];
    for (const pair of pairs) {
      for (const unit of this.byPair.get(pair) ?? []) {
        const count = (this.shared[unit] ?? 0) + 1;
        this.shared[unit] = count;
        if (count === 1) touched.push(unit);
      }
    }
    // A slip breaks at most three pairs; so many slips are allowed at most, and one in any case.
    const slips = Math.max(1, Math.floor((word.length * (1000 - this.least)) / 1000));
    const need = Math.max(2, pairs.length - 3 * slips);
    const near = touched.filter((unit) => {
      if ((this.shared[unit] ?? 0) < need) return false;
      const length = this.words[unit]?.length ?? 0;
      const most = (2000 * Math.min(length, word.length)) / (length + word.length);
      return most >= this.least;
    });
    for (const unit of touched) this.shared[unit] = 0;
    return near;
  }
}

/** Pairs of neighbouring letters, the word's edges included, each once. */
function pairsOf(word: string): string[] {
  const edged = `^${word}$`;
  const pairs = new Set<string>();
  for (let i = 0; i + 1 < edged.length; i += 1) pairs.add(edged.slice(i, i + 2));
  return [...pairs];
}

function push(index: Map<string, number[]>, key: string, id: number): void {
  const known = index.get(key);
  if (known) known.push(id);
  else index.set(key, [id]);
}
