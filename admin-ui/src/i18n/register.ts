import { formatDate, formatTime, formatUnits, shortHex, words } from '../design/format.ts';
import { addWords, say } from './i18n.ts';
import { type Catalogue, chosenLanguage } from './languages.ts';

/**
 * What the register says of its own accord (what a request will do, questions of due diligence,
 * messages) in the person's language: it gives the English text and, apart from it, what fills its
 * gaps. English needs no file.
 */
const files = import.meta.glob<Catalogue>('./register/*.json', { import: 'default' });
addWords((await files[`./register/${chosenLanguage}.json`]?.()) ?? {});

/** As the API gives it: English with `{{gaps}}`, and what fills them. */
export interface Sentence {
  text: string;
  values: Record<string, string>;
}

/** The sentence as the person reads it: words, amounts and moments in their language. */
export const told = ({ text, values }: Sentence): string =>
  say(
    text,
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, valueOf(value)])),
  );

/** The same for reading in a line: hashes and ids in their short form, moments as people write them. */
export const toldInShort = (sentence: Sentence): string =>
  told(sentence)
    .replace(/(0x)?[0-9a-fA-F]{40,}/g, (hex) => shortHex(hex))
    .replace(/\b([0-9a-f]{8})(?:-[0-9a-f]{4}){3}-[0-9a-f]{8}([0-9a-f]{4})\b/g, '$1…$2')
    .replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, (instant) => formatTime(instant));

function valueOf(value: string): string {
  const [, whole = '', fraction = ''] = /^(\d+)\.(\d+)$/.exec(value) ?? [];
  if (whole) return formatUnits(whole + fraction, fraction.length, 2);
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return formatTime(value);
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return formatDate(value);
  return wordOf(value);
}

/** A code in the person's word for it, where there is one; in English as it stands. */
function wordOf(code: string): string {
  if (chosenLanguage === 'en' || !/^[a-z][a-z_]*$/.test(code)) return code;
  const word = words(code);
  return word.toLowerCase() === code.replaceAll('_', ' ') ? code : word;
}
