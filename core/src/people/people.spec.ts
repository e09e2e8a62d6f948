import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isLei, leiCheckDigits } from '../ids.js';
import { OWNER_BASES, ownershipProblems, WHOLE_BPS } from './ownership.js';
import { answerProblems, askedOf, shortfalls } from './questionnaire.js';
import { currentQuestionnaire, QUESTIONNAIRES, questionnaireOf } from './questionnaires.js';
import { taxFormValidThrough } from './tax-forms.js';

const DIGITS = '0123456789';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const prefix = fc
  .array(fc.constantFrom(...Array.from(DIGITS + LETTERS)), { minLength: 18, maxLength: 18 })
  .map((chars) => chars.join(''));

describe('check digits of an LEI', () => {
  it('make any eighteen characters one, and only they do', () => {
    fc.assert(
      fc.property(prefix, fc.integer({ min: 0, max: 99 }), (body, other) => {
        const digits = leiCheckDigits(body);
        expect(isLei(body + digits)).toBe(true);
        const wrong = String(other).padStart(2, '0');
        // 97 apart the remainder is the same: 00, 01 and 98, 99 only are never given out.
        fc.pre((Number(digits) - other) % 97 !== 0);
        expect(isLei(body + wrong)).toBe(false);
      }),
    );
  });

  it('tell every single character that was mistaken for another of its kind', () => {
    fc.assert(
      fc.property(prefix, fc.nat(17), fc.nat(25), (body, at, by) => {
        const kind = DIGITS.includes(body.charAt(at)) ? DIGITS : LETTERS;
        const other = kind.charAt(by % kind.length);
        fc.pre(other !== body.charAt(at));
        const mistaken = body.slice(0, at) + other + body.slice(at + 1);
        expect(isLei(mistaken + leiCheckDigits(body))).toBe(false);
      }),
    );
  });

  it.each(['5493001KJTIIGC8Y1R12', '7LTWFZYICNSX8D621K86', '529900T8BM49AURSDO55'])(
    'agree with the register: %s',
    (lei) => {
      expect(leiCheckDigits(lei.slice(0, 18))).toBe(lei.slice(18));
    },
  );

  it('are asked only of what may begin an LEI', () => {
    expect(() => leiCheckDigits('5493001KJTIIGC8Y1')).toThrow(RangeError);
    expect(() => leiCheckDigits('5493001kjtiigc8y1r')).toThrow(RangeError);
  });
});

describe('a declaration of owners', () => {
  const owner = (shareBps: number, basis: (typeof OWNER_BASES)[number] = 'ownership') => ({
    shareBps,
    basis,
  });
  const codes = (...given: Parameters<typeof ownershipProblems>) =>
    ownershipProblems(...given).map(({ owner: at, code }) => (at === null ? code : [at, code]));

  it.each([
    ['all of it', [owner(6_000), owner(4_000)], null, []],
    ['the rest in small hands', [owner(6_000)], 2_499, []],
    ['a listed company', [owner(0, 'senior_manager')], 800, []],
    ['more than the whole', [owner(6_000), owner(4_001)], null, ['shares_above_whole']],
    ['no share', [owner(10_000), owner(0)], null, [[1, 'owner_without_share']]],
    ['a rest nobody speaks of', [owner(6_000)], null, ['rest_not_declared']],
    ['a hidden owner', [owner(6_000)], 2_500, ['owner_not_listed']],
    ['more than is left', [owner(9_000)], 1_001, ['rest_above_what_is_left']],
    ['somebody of nothing', [owner(10_000)], 1, ['rest_above_what_is_left']],
    ['nobody in control', [owner(2_000), owner(2_000)], 100, ['nobody_in_control']],
    [
      'a share of a share',
      [owner(1.5), owner(-1)],
      null,
      [
        [0, 'share_out_of_range'],
        [1, 'share_out_of_range'],
      ],
    ],
  ])('%s', (_name, owners, largest, expected) => {
    expect(codes(owners, largest)).toEqual(expected);
  });

  it('is never sound where it hides an owner or sums to more than the whole', () => {
    const share = fc.record({
      shareBps: fc.integer({ min: 0, max: WHOLE_BPS }),
      basis: fc.constantFrom(...OWNER_BASES),
    });
    const largest = fc.option(fc.integer({ min: 1, max: WHOLE_BPS }));
    fc.assert(
      fc.property(fc.array(share, { maxLength: 6 }), largest, (owners, unlisted) => {
        if (ownershipProblems(owners, unlisted).length > 0) return;
        const sum = owners.reduce((total, one) => total + one.shareBps, 0);
        expect(sum + (unlisted ?? 0)).toBeLessThanOrEqual(WHOLE_BPS);
        expect(unlisted ?? 0).toBeLessThan(2_500);
        expect(sum === WHOLE_BPS || unlisted !== null).toBe(true);
      }),
    );
  });
});

describe('a questionnaire', () => {
  const accredited = currentQuestionnaire('accredited');

  it('asks what earlier answers lead to, and refuses what was not asked', () => {
    const answers = { may_lose_all: 'yes', ground: 'net_worth', net_worth: '2000000' };
    expect(askedOf(accredited, answers).map(({ key }) => key)).toEqual(Object.keys(answers));
    expect(answerProblems(accredited, answers, 'person')).toEqual([]);
    expect(
      answerProblems(accredited, { ...answers, licence: 'series_7' }, 'person').map((p) => p.key),
    ).toEqual(['licence']);
    expect(answerProblems(accredited, answers, 'entity').map((p) => p.key)).toEqual(['ground']);
    expect(
      answerProblems(accredited, { ...answers, net_worth: '2,000,000' }, 'person')[0]?.detail,
    ).toContain('digits only');
    expect(answerProblems(accredited, {}, 'person').map(({ key }) => key)).toEqual([
      'may_lose_all',
      'ground',
    ]);
  });

  it('says what answers lack to be evidence', () => {
    const net = (net_worth: string) => ({ may_lose_all: 'yes', ground: 'net_worth', net_worth });
    expect(shortfalls(accredited, net('1000001'))).toEqual([]);
    expect(shortfalls(accredited, net('1000000'))).toEqual([
      'net_worth: must be at least 1000001 US dollars',
    ]);
    expect(shortfalls(accredited, { ...net('5000000'), may_lose_all: 'no' })).toHaveLength(1);
  });

  it.each(QUESTIONNAIRES.map((one) => [`${one.tier} ${one.version}`, one] as const))(
    '%s is sound: keys once, conditions on earlier questions and their own options',
    (_name, { questions, tier, version }) => {
      expect(questionnaireOf(tier, version).questions).toBe(questions);
      questions.forEach(({ key, when }, i) => {
        const before = questions.slice(0, i);
        expect(before.map((one) => one.key)).not.toContain(key);
        if (!when) return;
        const asked = before.find((one) => one.key === when.key);
        const values = asked?.kind === 'choice' ? asked.options.map(({ value }) => value) : [];
        expect(values).toEqual(expect.arrayContaining([...when.is]));
      });
    },
  );
});

it('a W-8 holds to the end of the third year after it was signed, a W-9 without end', () => {
  expect(taxFormValidThrough('W-8BEN', '2026-01-01')).toBe('2029-12-31');
  expect(taxFormValidThrough('W-8BEN-E', '2026-12-31')).toBe('2029-12-31');
  expect(taxFormValidThrough('W-9', '2026-12-31')).toBeNull();
});
