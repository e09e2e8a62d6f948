import type { KycCase } from '../../api/types.ts';
import { words } from '../../design/format.ts';
import { Empty, Facts, Panel } from '../../design/Page.tsx';

/** What the applicant answered for the tier, and what that lacks to be evidence. */
export function CaseAnswers({ kycCase }: { kycCase: KycCase }) {
  const { questionnaire } = kycCase;
  if (!questionnaire) {
    return (
      <Panel title="Questions">
        <Empty title="Not answered yet" />
      </Panel>
    );
  }
  const { tier, version, answers, shortfalls } = questionnaire;
  return (
    <Panel title="Questions" aside={`${words(tier)}, version ${version}`}>
      {answers ? (
        <Facts items={Object.entries(answers).map(([key, value]) => [words(key), words(value)])} />
      ) : (
        <Empty title="The answers are sealed">Your role sees the case without them.</Empty>
      )}
      {shortfalls && shortfalls.length > 0 ? (
        <p style={{ color: 'var(--red)', marginBottom: 0 }}>
          No evidence for {tier}: {shortfalls.join('; ')}.
        </p>
      ) : null}
    </Panel>
  );
}
