import type { KycCase } from '../../api/types.ts';
import { formatCount, words } from '../../design/format.ts';
import { Empty, Facts, Panel } from '../../design/Page.tsx';
import { t } from '../../i18n/staff.ts';

/** Every amount that is asked for is in US dollars. */
const said = (answer: string): string =>
  /^\d+$/.test(answer) ? `${formatCount(answer)} USD` : words(answer);

/** What the applicant answered for the tier, and what that lacks to be evidence. */
export function CaseAnswers({ kycCase }: { kycCase: KycCase }) {
  const { questionnaire } = kycCase;
  if (!questionnaire) {
    return (
      <Panel title={t('Questions')}>
        <Empty title={t('Not answered yet')} />
      </Panel>
    );
  }
  const { tier, version, answers, shortfalls } = questionnaire;
  return (
    <Panel
      title={t('Questions')}
      aside={t('{{tier}}, version {{version}}', { tier: words(tier), version })}
    >
      {answers ? (
        <Facts items={Object.entries(answers).map(([key, value]) => [words(key), said(value)])} />
      ) : (
        <Empty title={t('The answers are sealed')}>
          {t('Your role sees the case without them.')}
        </Empty>
      )}
      {shortfalls && shortfalls.length > 0 ? (
        <p style={{ color: 'var(--red)', marginBottom: 0 }}>
          {t('No evidence for {{tier}}: {{missing}}.', {
            tier: words(tier),
            missing: shortfalls.join('; '),
          })}
        </p>
      ) : null}
    </Panel>
  );
}
