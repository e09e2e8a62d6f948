import { createInstance } from 'i18next';
import type en from './en.json';
import { type Catalogue, chosenLanguage, languages, languageTag } from './languages.ts';

/**
 * The words of the counter. English is the key: `t('Sign in')`; a language is one file beside this
 * one, loaded when it is chosen. Modules that import `t` wait for it, so also what is written once
 * at the top of a module (columns, places) is in the person's language.
 */
type Plural<K> = K extends `${infer stem}_other` ? stem : never;

/** The texts of a catalogue. One that counts is named without its ending: `{{count}} rows`. */
export type TextsOf<C> =
  Exclude<keyof C & string, `${string}_one` | `${string}_other`> | Plural<keyof C>;

/** Every text that all people may meet; those of the desks are in `staff.ts`. */
export type Message = TextsOf<typeof en>;

export type Values = Record<string, string | number>;

const i18n = createInstance();
const words = (await languages[chosenLanguage]?.()) ?? {};
await i18n.init({
  lng: languageTag,
  resources: { [languageTag]: { translation: words } },
  fallbackLng: false,
  keySeparator: false,
  nsSeparator: false,
  // React escapes what it shows.
  interpolation: { escapeValue: false },
});

/** A text in the person's language, `{{name}}` filled in; `count` chooses between one and many. */
export const t = (message: Message, values?: Values): string => say(message, values);

/** The same for a text whose catalogue was added later; as it stands where none has it. */
export const say = (message: string, values?: Values): string => i18n.t(message, { ...values });

/** More words of the person's language, for a part of the counter that is loaded later. */
export function addWords(more: Catalogue): void {
  i18n.addResourceBundle(languageTag, 'translation', more);
}
