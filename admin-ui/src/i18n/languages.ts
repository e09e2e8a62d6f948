/** Texts by their English. */
export type Catalogue = Record<string, string>;

const files = import.meta.glob<Catalogue>('./*.json', { import: 'default' });

/** Languages by their tag: each file of this folder is one, and is loaded when it is chosen. */
export const languages: Record<string, (() => Promise<Catalogue>) | undefined> = Object.fromEntries(
  Object.entries(files).map(([file, load]) => [file.replace(/^\.\/|\.json$/g, ''), load]),
);

const CHOICE = 'cadastre.language';
const DEFAULT = 'en';

/** Some systems name one that is no language tag ("en-US@posix"). */
const wanted = navigator.languages.flatMap((tag) => {
  try {
    return Intl.getCanonicalLocales(tag);
  } catch {
    return [];
  }
});

const languageOf = (tag: string): string => tag.split('-')[0] ?? tag;

/** What the person chose on this machine, or the first of the browser's languages that there is. */
export const chosenLanguage: string =
  [remembered(), ...wanted.map(languageOf)].find((tag) => tag !== null && languages[tag]) ??
  DEFAULT;

/** The same with the person's region, where the browser names one: how numbers and days are written. */
export const languageTag: string =
  wanted.find((tag) => languageOf(tag) === chosenLanguage) ?? chosenLanguage;

document.documentElement.lang = chosenLanguage;

/** Keeps the choice on this machine and loads the counter anew in that language. */
export function chooseLanguage(tag: string): void {
  try {
    localStorage.setItem(CHOICE, tag);
  } catch {
    // Storage may be closed to us: then the browser's languages decide.
  }
  window.location.reload();
}

/** "Deutsch": a language in its own words. */
export const languageName = (tag: string): string =>
  new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;

function remembered(): string | null {
  try {
    return localStorage.getItem(CHOICE);
  } catch {
    return null;
  }
}
