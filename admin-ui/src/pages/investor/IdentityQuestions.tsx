import { Button, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { $api, api } from '../../api/client.ts';
import type { KycCase, Questionnaire } from '../../api/types.ts';
import css from '../../design/design.module.css';
import { Loaded } from '../../design/Loaded.tsx';
import { Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { useAction } from '../../design/useAction.ts';
import { t } from '../../i18n/i18n.ts';

type Question = Questionnaire['questions'][number];
type Kind = 'person' | 'entity';

/** The questions of the tier that is asked for; shown once the applicant has said who it is. */
export function IdentityQuestions({ kycCase }: { kycCase: KycCase }) {
  const list = $api.useQuery('get', '/api/v1/questionnaires');
  const { subjectKind: kind, requestedTier: tier } = kycCase;
  if (!kind || !tier) return null;
  return (
    <Loaded query={list}>
      {({ items }) => {
        const questionnaire = items.find((one) => one.tier === tier);
        return questionnaire ? (
          <Questions key={tier} kycCase={kycCase} questionnaire={questionnaire} kind={kind} />
        ) : null;
      }}
    </Loaded>
  );
}

interface Props {
  kycCase: KycCase;
  questionnaire: Questionnaire;
  kind: Kind;
}

function Questions({ kycCase, questionnaire, kind }: Props) {
  const action = useAction();
  const { tier, version, questions, basis } = questionnaire;
  const before = kycCase.questionnaire?.tier === tier ? kycCase.questionnaire.answers : null;
  const [given, setGiven] = useState<Record<string, string>>(before ?? {});
  const asked = questions.filter(({ when }) => !when || when.is.includes(given[when.key] ?? ''));
  const answers = Object.fromEntries(asked.map(({ key }) => [key, given[key] ?? '']));
  const save = () =>
    action.run(
      () =>
        api.PUT('/api/v1/kyc-cases/{id}/questionnaire', {
          params: { path: { id: kycCase.id } },
          body: { tier, version, answers },
        }),
      t('Your answers are saved.'),
    );
  return (
    <Panel title={t('Questions')} aside={basis}>
      <div className={css.tight}>
        {asked.map((question) => (
          <Asked
            key={question.key}
            question={question}
            kind={kind}
            value={given[question.key] ?? ''}
            onChange={(value) => setGiven({ ...given, [question.key]: value })}
          />
        ))}
        <ProblemNotice error={action.error} />
        <div>
          <Button
            variant="default"
            loading={action.busy}
            disabled={Object.values(answers).includes('')}
            onClick={() => void save()}
          >
            {t('Save the answers')}
          </Button>
        </div>
      </div>
    </Panel>
  );
}

interface AskedProps {
  question: Question;
  kind: Kind;
  value: string;
  onChange: (value: string) => void;
}

function Asked({ question, kind, value, onChange }: AskedProps) {
  if (question.kind === 'amount' || question.kind === 'text') {
    return (
      <TextInput
        label={question.text}
        inputMode={question.kind === 'amount' ? 'numeric' : 'text'}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  const options =
    question.kind === 'yes_no'
      ? [
          { value: 'yes', label: t('Yes') },
          { value: 'no', label: t('No') },
        ]
      : question.options.filter(({ of }) => !of || of === kind);
  return (
    <Select
      label={question.text}
      data={options.map((option) => ({ value: option.value, label: option.label }))}
      value={value || null}
      onChange={(chosen) => onChange(chosen ?? '')}
    />
  );
}
