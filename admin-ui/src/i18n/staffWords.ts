import { type Catalogue, chosenLanguage } from './languages.ts';

const files = import.meta.glob<Catalogue>('./staff/*.json', { import: 'default' });

/** The words of the desks in the person's language; asked for as soon as it is known who is there. */
export const staffWords = async (): Promise<Catalogue> =>
  (await files[`./staff/${chosenLanguage}.json`]?.()) ?? {};
