/** What fills the gaps of a refusal, in the person's language. */
export interface Vocabulary {
  /** A code or word; as it is where nobody knows it. */
  wordOf: (word: string) => string;
  /** The label of a state. */
  stateOf: (state: string) => string;
}

interface Text {
  said: RegExp;
  names: string[];
  /** How many letters of it are not left open. */
  closed: number;
  text: string;
}

interface Answer {
  text: string;
  closed: number;
}

const GAP = /\{\{(\w+)\}\}/g;
/** Between two sentences. */
const SENTENCES = /(?<=\.) (?=\p{Lu})/u;
/** What joins several things in one gap. */
const LISTS = ['; ', ', '];

/**
 * Answers to what the API refuses with from one catalogue, English text by text of another language. A refusal is known
 * as a whole or sentence by sentence (what is wrong, what cures it), whichever leaves less of it open.
 */
export function refusalCatalogue(
  texts: Readonly<Record<string, string>>,
  { wordOf, stateOf }: Vocabulary,
): (refusal: string) => string {
  const known: readonly Text[] = Object.entries(texts)
    .map(([english, text]) => ({
      said: new RegExp(`^${escaped(english).replace(/\\\{\\\{\w+\\\}\\\}/g, '(.+?)')}$`, 's'),
      names: [...english.matchAll(GAP)].map(([, name = '']) => name),
      closed: english.replace(GAP, '').length,
      text,
    }))
    .sort((a, b) => b.closed - a.closed);

  const exactly = (said: string): Answer | null => {
    for (const { said: pattern, names, closed, text } of known) {
      const match = pattern.exec(said);
      if (!match) continue;
      const given = new Map(names.map((name, at) => [name, match[at + 1] ?? '']));
      const fill = (gap: string, name: string) => filled(name, given.get(name) ?? gap);
      return { text: text.replace(GAP, fill), closed };
    }
    return null;
  };

  const answer = (refusal: string): string => {
    const whole = exactly(refusal);
    const parts = refusal.split(SENTENCES).map((said) => ({ said, answer: exactly(said) }));
    const closed = parts.reduce((sum, part) => sum + (part.answer?.closed ?? 0), 0);
    if (whole && whole.closed >= closed) return whole.text;
    return parts.map((part) => part.answer?.text ?? part.said).join(' ');
  };

  const filled = (name: string, value: string): string => {
    if (/^state\d*$/.test(name)) return stateOf(value);
    const text = answer(value);
    if (text !== value) return text;
    const list = LISTS.find((joint) => value.includes(joint));
    if (list === undefined) return wordOf(value);
    return value
      .split(list)
      .map((one) => filled(name, one))
      .join(list);
  };

  return answer;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
