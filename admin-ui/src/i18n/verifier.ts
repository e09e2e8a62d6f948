import { type Catalogue, chosenLanguage } from './languages.ts';
import { refusalCatalogue } from './refusalCatalogue.ts';

/**
 * What the verifier finds, and what a report says of itself, in the person's language. Both speak English; a catalogue
 * of another language answers to their sentences as one of refusals does. What is compared stays as it is written.
 */
const files = import.meta.glob<Catalogue>('./verifier/*.json', { import: 'default' });
const texts = await files[`./verifier/${chosenLanguage}.json`]?.();
const asItIs = (text: string): string => text;

export const verifierSays: (text: string) => string = texts
  ? refusalCatalogue(texts, { wordOf: asItIs, stateOf: asItIs })
  : asItIs;
