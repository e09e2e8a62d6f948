import { addWords, type Message as Common, say, type TextsOf, type Values } from './i18n.ts';
import './staffActions.ts';
import './staffOperations.ts';
import './staffTerms.ts';
import { staffWords } from './staffWords.ts';
import type en from './staff/en.json';

/**
 * The words of the desks (issuer, compliance, auditor, operator), loaded with the first page that
 * imports `t` from here: who only invests does not wait for them.
 */
addWords(await staffWords());

/** Every text of either catalogue. */
export type Message = Common | TextsOf<typeof en>;

/** A text in the person's language, `{{name}}` filled in; `count` chooses between one and many. */
export const t = (message: Message, values?: Values): string => say(message, values);
