/** Who answers: grounds that a company may name differ from a person's. */
export type SubjectKind = 'person' | 'entity';

interface Asked {
  key: string;
  text: string;
  /** Asked only where an earlier question was answered with one of these. */
  when?: { key: string; is: readonly string[] };
}

export interface YesNoQuestion extends Asked {
  kind: 'yes_no';
  /** The answer without which the tier cannot be given. */
  must?: boolean;
}

export interface ChoiceQuestion extends Asked {
  kind: 'choice';
  options: readonly { value: string; label: string; of?: SubjectKind }[];
}

export interface AmountQuestion extends Asked {
  /** Whole US dollars as text. */
  kind: 'amount';
  /** The least that counts as evidence for the tier. */
  least?: bigint;
}

export interface TextQuestion extends Asked {
  kind: 'text';
  maxLength: number;
}

export type Question = YesNoQuestion | ChoiceQuestion | AmountQuestion | TextQuestion;

/** What is asked of whoever wants a tier. A version never changes: other questions are another version. */
export interface Questionnaire {
  tier: 'retail' | 'accredited' | 'qualified';
  version: number;
  /** The rule behind the questions. */
  basis: string;
  questions: readonly Question[];
}

/** Answers by question: `yes` or `no`, an option's value, digits, or text. */
export type Answers = Readonly<Record<string, string>>;

export interface AnswerProblem {
  key: string;
  detail: string;
}

/** At most this many digits: no fortune has more. */
const AMOUNT = /^(0|[1-9][0-9]{0,14})$/;

/** The questions that these answers lead to, in order. */
export function askedOf({ questions }: Questionnaire, answers: Answers): Question[] {
  return questions.filter(({ when }) => !when || when.is.includes(answers[when.key] ?? ''));
}

/**
 * Everything wrong with answers: a question left open, an answer that is none of what may be said, one
 * to a question nobody asked. Empty where they are complete.
 */
export function answerProblems(
  questionnaire: Questionnaire,
  answers: Answers,
  subject: SubjectKind,
): AnswerProblem[] {
  const asked = askedOf(questionnaire, answers);
  const problems = asked.flatMap((question) => {
    const answer = answers[question.key];
    const detail =
      answer === undefined ? 'is not answered' : wrongAnswer(question, answer, subject);
    return detail === null ? [] : [{ key: question.key, detail }];
  });
  for (const key of Object.keys(answers)) {
    if (!asked.some((question) => question.key === key)) {
      problems.push({ key, detail: 'was not asked, given the other answers' });
    }
  }
  return problems;
}

/** What complete answers lack to be evidence for the tier, in words; empty where nothing is. */
export function shortfalls(questionnaire: Questionnaire, answers: Answers): string[] {
  return askedOf(questionnaire, answers).flatMap((question) => {
    const answer = answers[question.key] ?? '';
    if (question.kind === 'yes_no' && question.must !== undefined) {
      const must = question.must ? 'yes' : 'no';
      return answer === must ? [] : [`${question.key}: must be ${must}`];
    }
    if (question.kind === 'amount' && question.least !== undefined) {
      const enough = AMOUNT.test(answer) && BigInt(answer) >= question.least;
      return enough ? [] : [`${question.key}: must be at least ${question.least} US dollars`];
    }
    return [];
  });
}

function wrongAnswer(question: Question, answer: string, subject: SubjectKind): string | null {
  switch (question.kind) {
    case 'yes_no':
      return answer === 'yes' || answer === 'no' ? null : 'must be yes or no';
    case 'choice': {
      const open = question.options.filter((option) => (option.of ?? subject) === subject);
      return open.some(({ value }) => value === answer)
        ? null
        : `must be one of ${open.map(({ value }) => value).join(', ')}`;
    }
    case 'amount':
      return AMOUNT.test(answer) ? null : 'must be whole US dollars, digits only, at most 15';
    case 'text':
      return answer.trim() !== '' && answer.length <= question.maxLength
        ? null
        : `must have 1 to ${question.maxLength} characters`;
  }
}
