/** Letters that Unicode does not take apart into a base letter and an accent. */
const FOLDED: Readonly<Record<string, string>> = {
  Æ: 'AE',
  Œ: 'OE',
  Ø: 'O',
  Đ: 'D',
  Ð: 'D',
  Ħ: 'H',
  Ł: 'L',
  Þ: 'TH',
  Ŧ: 'T',
};

/**
 * A name as the lists and the applicant would both write it: upper case, no accents, apostrophes
 * dropped (O'Neil = ONEIL), every other sign a single space.
 */
export function normaliseName(name: string): string {
  // Taken apart before and after: some letters have capitals only as their plain selves (𝔞, ŉ). By way
  // of the small letters, because the capital ẞ is SS only so.
  return name
    .normalize('NFKD')
    .toLowerCase()
    .toUpperCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[ÆŒØĐÐĦŁÞŦ]/g, (letter) => FOLDED[letter] ?? letter)
    .replace(/['’ʼ`´]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/**
 * The same for any order of the words, each counted once: "GARCIA LOPEZ, Juan" and "Juan García
 * López" are one key. Empty where nothing of the name is left.
 */
export function tokenSetKey(name: string): string {
  return [...new Set(normaliseName(name).split(' '))].sort().join(' ');
}
