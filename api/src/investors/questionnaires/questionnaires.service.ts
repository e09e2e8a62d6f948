import {
  type Answers,
  answerProblems,
  canonicalHash,
  currentQuestionnaire,
  questionnaireOf,
  shortfalls,
} from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { actorOf, type Ctx } from '../../platform/context.js';
import { Crypto } from '../../platform/crypto.js';
import { Database } from '../../platform/database.js';
import { Refused } from '../../platform/problem.js';
import type { KycCase } from '../kyc-case.entity.js';
import type { Tier } from '../kyc.tiers.js';
import { KycQuestionnaire } from './questionnaire.entity.js';
import type { AnswerBody, AnswersView } from './questionnaire.schema.js';

/** The answers of an applicant, opened, and what they prove. */
export interface Answered {
  tier: Tier;
  version: number;
  answers: Answers;
  /** SHA-256, hex, of the canonical JSON of the answers. */
  answersHash: string;
  /** What they lack to be evidence for the tier. */
  shortfalls: string[];
  answeredAt: Date;
}

/** Answers to the questionnaires of the tiers, sealed at rest. */
@Injectable()
export class Questionnaires {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly crypto: Crypto,
  ) {}

  /**
   * Takes the answers of a case, in place of earlier ones.
   * @throws Refused `subject_unknown`, `questionnaire_version`, `questionnaire_answers` naming each
   *   wrong answer by pointer
   */
  async answer(ctx: Ctx, kycCase: KycCase, body: AnswerBody): Promise<void> {
    const current = currentQuestionnaire(body.tier);
    if (body.version !== current.version) {
      throw new Refused(
        'questionnaire_version',
        `Version ${current.version} of the questionnaire is asked now: read it and answer that.`,
      );
    }
    if (!kycCase.subjectKind) {
      throw new Refused(
        'subject_unknown',
        'Say first whether you are a person or an entity: the questions differ.',
      );
    }
    const problems = answerProblems(current, body.answers, kycCase.subjectKind);
    if (problems.length > 0) {
      throw new Refused(
        'questionnaire_answers',
        `${problems.length} answer(s) are missing or cannot be taken.`,
        {
          errors: problems.map(({ key, detail }) => ({ pointer: `/answers/${key}`, detail })),
        },
      );
    }
    await this.db.em.delete(KycQuestionnaire, { kycCaseId: kycCase.id });
    await this.db.em.insert(KycQuestionnaire, {
      id: this.db.newId(),
      kycCaseId: kycCase.id,
      tier: body.tier,
      version: body.version,
      answers: this.crypto.seal(JSON.stringify(body.answers), boundToAnswers(kycCase.id)),
      answeredBy: actorOf(ctx).userId,
      answeredAt: this.clock.now(),
    });
  }

  async of(kycCaseId: string): Promise<Answered | null> {
    return (await this.ofCases([kycCaseId])).get(kycCaseId) ?? null;
  }

  /** By case; those that answered nothing are not in it. */
  async ofCases(kycCaseIds: readonly string[]): Promise<Map<string, Answered>> {
    const rows = await this.db.em.findBy(KycQuestionnaire, { kycCaseId: In([...kycCaseIds]) });
    return new Map(rows.map((row) => [row.kycCaseId, this.opened(row)]));
  }

  private opened({ kycCaseId, tier, version, ...row }: KycQuestionnaire): Answered {
    const answers = JSON.parse(this.crypto.open(row.answers, boundToAnswers(kycCaseId))) as Answers;
    return {
      tier,
      version,
      answers,
      answersHash: canonicalHash(answers),
      shortfalls: shortfalls(questionnaireOf(tier, version), answers),
      answeredAt: row.answeredAt,
    };
  }
}

/** What the case's owner or an officer sees of it; `mayRead` is false for everybody else. */
export const answersView = (answered: Answered, mayRead: boolean): AnswersView => ({
  ...answered,
  answers: mayRead ? { ...answered.answers } : null,
  shortfalls: mayRead ? answered.shortfalls : null,
  answeredAt: answered.answeredAt.toISOString(),
});

export const boundToAnswers = (caseId: string) => `kyc_questionnaire:${caseId}`;
