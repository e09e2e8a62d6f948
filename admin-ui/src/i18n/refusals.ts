import { formatTime, formatUnits, words } from '../design/format.ts';
import { say } from './i18n.ts';
import { type Catalogue, chosenLanguage } from './languages.ts';
import { refusalCatalogue } from './refusalCatalogue.ts';

/**
 * What the API refuses with, in the person's language. It speaks English; a catalogue of another
 * language names its sentences, `{{name}}` where the API fills something in. What no catalogue knows
 * stays as the API said it.
 */
const files = import.meta.glob<Catalogue>('./refusals/*.json', { import: 'default' });

let known: Promise<(refusal: string) => string> | null = null;

/** The refusal in the person's language; loads the catalogue when something is first refused. */
export async function translateRefusal(refusal: string): Promise<string> {
  const file = files[`./refusals/${chosenLanguage}.json`];
  if (file) known ??= load(file);
  const said = known ? (await known)(refusal) : refusal.replace(LARGE, wordOf);
  return said.replace(INSTANT, (instant) => formatTime(instant));
}

/** A number that is hard to read as the API writes it: its thousands together, or zeros at its end. */
const LARGE = /\b(?:\d{4,}\.\d+|\d+\.\d{3,})\b/g;

/** A moment as the API writes it. */
const INSTANT = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

async function load(file: () => Promise<Catalogue>): Promise<(refusal: string) => string> {
  const [texts, { stateLook }] = await Promise.all([file(), import('../design/states.ts')]);
  const stateOf = (state: string) => stateLook(state.replaceAll(' ', '_')).label;
  return refusalCatalogue(texts, { wordOf, stateOf });
}

/** An amount in the person's signs; a text or a code in the person's word for it, where there is one. */
function wordOf(value: string): string {
  const [, whole = '', fraction = '', unit = ''] = /^(\d+)\.(\d+)( \S+)?$/.exec(value) ?? [];
  if (whole) {
    const least = Math.min(2, fraction.length);
    return `${formatUnits(whole + fraction, fraction.length, least)}${unit}`;
  }
  const known = say(value);
  if (known !== value || !/^[a-z][a-z_ ]*$/.test(value)) return known;
  const word = words(value);
  return word.toLowerCase() === value.replaceAll('_', ' ') ? value : word;
}
