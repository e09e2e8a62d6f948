import { createInstance } from 'i18next';
import type en from './en.json';
import { chosenLanguage, languages, languageTag } from './languages.ts';

/**
 * The words of the counter. English is the key: `t('Sign in')`; a language is one file beside this
 * one, loaded when it is chosen. Modules that import `t` wait for it, so also what is written once
 * at the top of a module (columns, places) is in the person's language.
 */
type Entry = keyof typeof en;
type Plural<K> = K extends `${infer stem}_other` ? stem : never;

/** Every text of the catalogues. One that counts is named without its ending: `{{count}} rows`. */
export type Message = Exclude<Entry, `${string}_one` | `${string}_other`> | Plural<Entry>;

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
export const t = (message: Message, values?: Record<string, string | number>): string =>
  i18n.t(message, { ...values });
