import anyAscii from 'any-ascii';

/** Written without spaces between syllables: each sign becomes a token of its own. */
const SYLLABIC = /[\p{Script=Han}\p{Script=Hangul}]/gu;
/** The Arabic article, joined to its noun in writing and set apart in Latin letters (al-Baghdadi). */
const ARABIC_ARTICLE = /(^|\s)ال(?=\p{Script=Arabic}{2})/gu;
/** Scripts that write no short vowels. */
const WITHOUT_VOWELS = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;

/** Greek sounds written with two letters, and the one that Latin letters write in two ways. */
const GREEK: readonly (readonly [RegExp, string])[] = [
  [/ντ/giu, 'd'],
  [/μπ/giu, 'b'],
  [/ο[υύ]/giu, 'u'],
  [/χ/giu, 'h'],
];

/** Particles of names that every clerk writes differently. */
const PARTICLES: Readonly<Record<string, string>> = {
  EL: 'AL',
  UL: 'AL',
  BEN: 'BIN',
  IBN: 'BIN',
  ABDUL: 'ABD AL',
  ABDEL: 'ABD AL',
  ABDAL: 'ABD AL',
};

/**
 * A name in any script as the lists write names: Latin capitals and digits, apostrophes dropped
 * (O'Neil = ONEIL), every other sign a single space. Empty where nothing of the name is left.
 */
export function normaliseName(name: string): string {
  let text = name.normalize('NFKC').replace(ARABIC_ARTICLE, '$1al ').replace(SYLLABIC, ' $& ');
  for (const [letters, latin] of GREEK) text = text.replace(letters, latin);
  return anyAscii(text)
    .toUpperCase()
    .replace(/['`]/g, '')
    .replace(/[^A-Z0-9]+/g, ' ')
    .trim();
}

/** The words of a name, in order, particles in one spelling; none where nothing of it is left. */
export function tokensOf(name: string): string[] {
  const words = normaliseName(name).split(' ').filter(Boolean);
  return words.flatMap((word) => (PARTICLES[word] ?? word).split(' '));
}

/** Whether a name is written in a script that leaves vowels out: then only consonants compare. */
export const lacksVowels = (name: string): boolean => WITHOUT_VOWELS.test(name);

/** Consonants that languages exchange when they spell a name in Latin letters. */
const SAME_SOUND: readonly (readonly [RegExp, string])[] = [
  [/SCH|SH|TCH|CH|ZH|DJ|DZH/g, 'J'],
  [/X/g, 'KS'],
  [/KH|GH|[CGQ]/g, 'K'],
  [/PH|V/g, 'F'],
  [/TH/g, 'T'],
  [/DH|Z/g, 'S'],
];

/**
 * What stays of a word's sound when vowels go and alike consonants become one: MUHAMMAD, Mohamed and
 * the Arabic mhmd are MHMD. Empty for a word of vowels only.
 */
export function soundOf(token: string): string {
  let sound = token;
  for (const [letters, one] of SAME_SOUND) sound = sound.replace(letters, one);
  return sound
    .replace(/[AEIOUYW]/g, '')
    .replace(/H$/, '')
    .replace(/(.)\1+/g, '$1');
}
