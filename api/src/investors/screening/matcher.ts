import { compareBirth, type DateMatch, type DateVerdict } from './birth-dates.js';
import { NameIndex, type NameMatch } from './name-index.js';
import type { Party, PartyName } from './parties.js';

/**
 * From this score on a match is a hit that an officer decides. Chosen on the labelled set: one slip in
 * each of two words of a name stays above, two common words alone stay below.
 */
export const HIT_THRESHOLD = 800;

/** A weak alias counts for nine tenths: alone it must be met nearly letter by letter. */
const WEAK_ALIAS = 900;
/** What the dates of birth add or take away. A name in full stays a hit whatever the date says. */
const DATE_ADJUSTMENT: Readonly<Record<DateVerdict, number>> = {
  same: 50,
  near: 0,
  different: -100,
  unknown: 0,
};
/** A person met by a company's name, or the reverse. */
const OTHER_KIND = -50;

/** Who is screened. */
export interface ScreeningSubject {
  name: string;
  kind?: 'person' | 'entity' | undefined;
  /** ISO day. */
  dateOfBirth?: string | undefined;
}

/** How a subject compares with a listed party: by the name that fits best, and how the score came about. */
export interface PartyMatch {
  party: Party;
  /** The listed name that fits best. */
  alias: PartyName;
  /** Per mille: the names' score, adjusted by what follows, from 0 to 1000. */
  score: number;
  names: NameMatch;
  /** How many of the party's names reached the threshold. */
  namesMet: number;
  date: DateMatch & { adjustment: number };
  /** Per mille taken for a weak alias, and for the other kind of subject; 0 or below. */
  weakAdjustment: number;
  kindAdjustment: number;
}

/** Compares names with all names of all listed parties. Some milliseconds for 25,000 names. */
export class Matcher {
  private readonly names: { party: Party; alias: PartyName }[];
  private readonly entries: ReadonlySet<string>;
  private readonly index: NameIndex;

  constructor(parties: readonly Party[]) {
    this.entries = new Set(parties.map(({ entryNumber }) => entryNumber));
    this.names = parties.flatMap((party) => party.names.map((alias) => ({ party, alias })));
    this.index = new NameIndex(this.names.map(({ alias }) => alias.name));
  }

  /** Names the index was made of. */
  get size(): number {
    return this.names.length;
  }

  /** Whether the lists have an entry of this number, whatever it says now. */
  has(entryNumber: string): boolean {
    return this.entries.has(entryNumber);
  }

  /** Every listed party that scores at least the threshold, the likest first. */
  match(subject: ScreeningSubject): PartyMatch[] {
    const best = new Map<Party, PartyMatch>();
    for (const names of this.index.match(subject.name, HIT_THRESHOLD - DATE_ADJUSTMENT.same)) {
      const found = this.judge(subject, names);
      if (!found || found.score < HIT_THRESHOLD) continue;
      const known = best.get(found.party);
      if (known && known.score >= found.score) known.namesMet += 1;
      else best.set(found.party, { ...found, namesMet: (known?.namesMet ?? 0) + 1 });
    }
    return [...best.values()].sort(
      (a, b) => b.score - a.score || Number(a.party.entryNumber) - Number(b.party.entryNumber),
    );
  }

  private judge(subject: ScreeningSubject, names: NameMatch): PartyMatch | null {
    const listed = this.names[names.name];
    if (!listed) return null;
    const { party, alias } = listed;
    const counted =
      alias.strength === 'weak' ? Math.floor((names.score * WEAK_ALIAS) / 1000) : names.score;
    const date = compareBirth(subject.dateOfBirth, party.birthDates);
    const adjustment = DATE_ADJUSTMENT[date.verdict];
    const kindAdjustment = isOtherKind(subject, party) ? OTHER_KIND : 0;
    const score = Math.min(1000, Math.max(0, counted + adjustment + kindAdjustment));
    return {
      party,
      alias,
      score,
      names,
      namesMet: 0,
      date: { ...date, adjustment },
      weakAdjustment: counted - names.score,
      kindAdjustment,
    };
  }
}

function isOtherKind(subject: ScreeningSubject, party: Party): boolean {
  if (!subject.kind || !party.type) return false;
  return (subject.kind === 'person') !== (party.type === 'individual');
}
