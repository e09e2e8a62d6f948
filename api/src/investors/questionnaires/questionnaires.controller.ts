import { currentQuestionnaire } from '@cadastre/core';
import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../../platform/access.js';
import { Returns } from '../../platform/returns.js';
import { TIERS } from '../kyc.tiers.js';
import { questionnaireList } from './questionnaire.schema.js';

@ApiTags('investors')
@Controller('questionnaires')
export class QuestionnairesController {
  /** What is asked of whoever wants a tier, in the version that is asked now. */
  @Get()
  @Public()
  @Returns(200, questionnaireList)
  list() {
    return { items: TIERS.map((tier) => shown(currentQuestionnaire(tier))) };
  }
}

/** Without what makes an answer enough: nobody is told the right answers. */
const shown = ({ tier, version, basis, questions }: ReturnType<typeof currentQuestionnaire>) => ({
  tier,
  version,
  basis,
  questions: questions.map((question) => {
    if (question.kind === 'yes_no') return { ...question, must: undefined };
    return question.kind === 'amount' ? { ...question, least: undefined } : question;
  }),
});
