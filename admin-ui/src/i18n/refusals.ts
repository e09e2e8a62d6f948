import { words } from '../design/format.ts';
import { say } from './i18n.ts';
import { type Catalogue, chosenLanguage } from './languages.ts';

/**
 * What the API refuses with, in the person's language. It speaks English; a catalogue of another
 * language names its sentences, `{{name}}` where the API fills something in. What no catalogue knows
 * stays as the API said it.
 */
const files = import.meta.glob<Catalogue>('./refusals/*.json', { import: 'default' });

interface Sentence {
  said: RegExp;
  names: string[];
  text: string;
}

const GAP = /\{\{(\w+)\}\}/g;
let known: Promise<readonly Sentence[]> | null = null;

/**
 * The sentence in the person's language; loads the catalogue when something is first refused. Of several sentences that
 * no catalogue knows as a whole each is looked up by itself: what is wrong, and what cures it.
 */
export async function translateRefusal(sentence: string): Promise<string> {
  known ??= load();
  const sentences = await known;
  const whole = spoken(sentence, sentences);
  if (whole !== null) return whole;
  const parts = sentence.split(/(?<=\.) (?=\p{Lu})/u);
  return parts.map((part) => spoken(part, sentences) ?? part).join(' ');
}

/** Null where no catalogue knows it. */
function spoken(sentence: string, sentences: readonly Sentence[]): string | null {
  for (const { said, names, text } of sentences) {
    const match = said.exec(sentence);
    if (!match) continue;
    const given = new Map(names.map((name, at) => [name, match[at + 1] ?? '']));
    return text.replace(GAP, (gap, name: string) => wordOf(given.get(name) ?? gap));
  }
  return null;
}

async function load(): Promise<readonly Sentence[]> {
  const texts = (await files[`./refusals/${chosenLanguage}.json`]?.()) ?? {};
  return Object.entries(texts).map(([english, text]) => ({
    said: new RegExp(`^${escaped(english).replace(/\\\{\\\{\w+\\\}\\\}/g, '(.+?)')}$`, 's'),
    names: [...english.matchAll(GAP)].map(([, name = '']) => name),
    text,
  }));
}

/** What fills a gap, where it is itself a text or a term that is known. */
function wordOf(value: string): string {
  const known = say(value);
  if (known !== value || !/^[a-z][a-z ]*$/.test(value)) return known;
  const word = words(value);
  return word.toLowerCase() === value ? value : word;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
