import { lacksVowels, tokensOf } from './normalise.js';
import { type Likeness, Vocabulary } from './vocabulary.js';

/** Two words (or a word and two written as one) that were taken for the same. */
export interface TokenPair {
  subject: string;
  listed: string;
  /** Per mille. */
  similarity: number;
  how: Likeness;
}

/** How a name compares with one listed name. */
export interface NameMatch {
  /** Place of the listed name in what the index was made of. */
  name: number;
  /** Weighted mean of both shares below, per mille. */
  score: number;
  /** Share of either name's weight that found its like, per mille. */
  subjectCovered: number;
  listedCovered: number;
  pairs: TokenPair[];
  /** Words of either side that found none. */
  subjectLeft: string[];
  listedLeft: string[];
}

/** A word of a name, or two neighbours written as one, and which words of the name it stands for. */
interface Unit {
  text: string;
  from: number;
  to: number;
}

interface Posting {
  name: number;
  from: number;
  to: number;
}

/** Words of the lists like one of the name's, before it is known whose. */
interface Found {
  query: Unit;
  weight: number;
  similarity: number;
  how: Likeness;
  postings: readonly Posting[];
}

type Candidate = Omit<Found, 'postings'> & { listed: Posting };

/**
 * Of names that meet in two words or more, the better covered side counts for this of 1000: people
 * leave out second names. One word met is no name met: both sides count the same.
 */
const BETTER_SIDE = 650;
/** Two spellings below it are different words: one slip in four letters passes, one in three does not. */
const LEAST_SPELLING = 720;
/** Two words for one must be nearly the same, or every word would take its neighbour along. */
const LEAST_JOINED = 900;
/** A word that everybody bears weighs this much of a rare one's 100. */
const LEAST_WEIGHT = 20;
const FULL_WEIGHT = 100;

/**
 * Listed names, prepared so that a name is compared with those only that share enough alike words.
 * Words weigh by how rare they are on the lists, so that CO., LTD. and AL alone make nobody a match.
 */
export class NameIndex {
  private readonly words = new Vocabulary(LEAST_SPELLING);
  private readonly neighbours = new Vocabulary(LEAST_JOINED);
  private readonly withWord: Posting[][] = [];
  private readonly withNeighbours: Posting[][] = [];
  private readonly tokens: string[][];
  private readonly bearers = new Map<string, number>();
  private readonly covered: Int32Array;

  constructor(names: readonly string[]) {
    this.tokens = names.map(tokensOf);
    this.covered = new Int32Array(names.length);
    this.tokens.forEach((tokens, name) => {
      for (const token of new Set(tokens)) {
        this.bearers.set(token, (this.bearers.get(token) ?? 0) + 1);
      }
      for (const { text, from, to } of singlesOf(tokens)) {
        (this.withWord[this.words.add(text)] ??= []).push({ name, from, to });
      }
      for (const { text, from, to } of neighboursOf(tokens)) {
        (this.withNeighbours[this.neighbours.add(text)] ??= []).push({ name, from, to });
      }
    });
  }

  /** All listed names that score at least `threshold` per mille, in no particular order. */
  match(written: string, threshold: number): NameMatch[] {
    const tokens = tokensOf(written);
    if (tokens.length === 0) return [];
    const found = this.alike(tokens, lacksVowels(written));
    // With the listed side whole, so much of the subject's side must be met at least.
    const least = ((threshold - BETTER_SIDE) * this.weightOf(tokens) * 1000) / (1000 - BETTER_SIDE);
    for (const { weight, similarity, postings } of found) {
      for (const { name } of postings) {
        this.covered[name] = (this.covered[name] ?? 0) + weight * similarity;
      }
    }
    const promising = new Map<number, Candidate[]>();
    for (const { postings, ...likeness } of found) {
      for (const listed of postings) {
        if ((this.covered[listed.name] ?? 0) < least) continue;
        const known = promising.get(listed.name);
        if (known) known.push({ ...likeness, listed });
        else promising.set(listed.name, [{ ...likeness, listed }]);
      }
    }
    for (const { postings } of found) for (const { name } of postings) this.covered[name] = 0;
    return [...promising]
      .map(([name, candidates]) => this.align(name, tokens, candidates))
      .filter((match) => match.score >= threshold);
  }

  /** Word by word, a word by two, and two by a word; two by two are two pairs already. */
  private alike(tokens: readonly string[], byConsonants: boolean): Found[] {
    const search = (queries: Unit[], vocabulary: Vocabulary, postings: readonly Posting[][]) =>
      queries.flatMap((query) => {
        const weight = this.weightOf(tokens.slice(query.from, query.to));
        return vocabulary.similarTo(query.text, byConsonants).map(({ unit, similarity, how }) => ({
          query,
          weight,
          similarity,
          how,
          postings: postings[unit] ?? [],
        }));
      });
    const singles = singlesOf(tokens);
    const joined = search(neighboursOf(tokens), this.words, this.withWord);
    return [
      ...search(singles, this.words, this.withWord),
      ...search(singles, this.neighbours, this.withNeighbours),
      ...joined.filter(({ similarity, how }) => how === 'sound' || similarity >= LEAST_JOINED),
    ];
  }

  /** Pairs the words of both names, the most alike first, each used once. */
  private align(name: number, tokens: readonly string[], candidates: Candidate[]): NameMatch {
    const listedTokens = this.tokens[name] ?? [];
    const subjectUsed = new Set<number>();
    const listedUsed = new Set<number>();
    const pairs: TokenPair[] = [];
    let subjectGain = 0;
    let listedGain = 0;
    candidates.sort(
      (a, b) => b.similarity - a.similarity || b.weight - a.weight || a.listed.from - b.listed.from,
    );
    for (const { query, listed, weight, similarity, how } of candidates) {
      if (taken(subjectUsed, query) || taken(listedUsed, listed)) continue;
      take(subjectUsed, query);
      take(listedUsed, listed);
      const words = listedTokens.slice(listed.from, listed.to);
      pairs.push({
        subject: tokens.slice(query.from, query.to).join(' '),
        listed: words.join(' '),
        similarity,
        how,
      });
      subjectGain += weight * similarity;
      listedGain += this.weightOf(words) * similarity;
    }
    const subjectCovered = Math.floor(subjectGain / this.weightOf(tokens));
    const listedCovered = Math.floor(listedGain / this.weightOf(listedTokens));
    const better = Math.max(subjectCovered, listedCovered);
    const worse = Math.min(subjectCovered, listedCovered);
    const share = pairs.length > 1 ? BETTER_SIDE : 500;
    return {
      name,
      score: Math.floor((share * better + (1000 - share) * worse) / 1000),
      subjectCovered,
      listedCovered,
      pairs,
      subjectLeft: tokens.filter((_, i) => !subjectUsed.has(i)),
      listedLeft: listedTokens.filter((_, i) => !listedUsed.has(i)),
    };
  }

  /** 20 for the words most borne on the lists to 100 for those that one name bears, added up. */
  private weightOf(tokens: readonly string[]): number {
    let weight = 0;
    for (const token of tokens) {
      const bearers = this.bearers.get(token) ?? 1;
      const rarity = 1 - Math.log(bearers) / Math.log(Math.max(2, this.tokens.length / 10));
      weight += LEAST_WEIGHT + Math.round((FULL_WEIGHT - LEAST_WEIGHT) * Math.max(0, rarity));
    }
    return weight;
  }
}

const singlesOf = (tokens: readonly string[]): Unit[] =>
  tokens.map((text, i) => ({ text, from: i, to: i + 1 }));

/** Each two neighbours written as one (AL QAIDA, ALQAIDA). */
const neighboursOf = (tokens: readonly string[]): Unit[] =>
  tokens.slice(1).map((second, i) => ({ text: `${tokens[i]}${second}`, from: i, to: i + 2 }));

const taken = (used: ReadonlySet<number>, { from, to }: { from: number; to: number }): boolean => {
  for (let i = from; i < to; i += 1) if (used.has(i)) return true;
  return false;
};

const take = (used: Set<number>, { from, to }: { from: number; to: number }): void => {
  for (let i = from; i < to; i += 1) used.add(i);
};
