import { Button } from '@mantine/core';
import { $api, api } from '../../api/client.ts';
import type { KycCase } from '../../api/types.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { formatDate, formatTime, words } from '../../design/format.ts';
import { decisionLook } from '../../design/states.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Facts, PageHead, Panel, TaskRow } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { Steps } from '../../design/Steps.tsx';
import { useAction } from '../../design/useAction.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { Ownership } from '../organisation/Ownership.tsx';
import { IdentityForm } from './IdentityForm.tsx';
import { IdentityQuestions } from './IdentityQuestions.tsx';
import { IdentityPapers } from './IdentityPapers.tsx';
import { t } from '../../i18n/i18n.ts';

const STEPS = [t('About you'), t('Papers'), t('Review'), t('Admitted')];
const OVER = ['rejected', 'expired', 'revoked'];

/** The investor's own case: what is asked, what is given, what compliance says. */
export function Identity() {
  useCrumbs({ label: t('Identity') });
  const cases = $api.useQuery('get', '/api/v1/kyc-cases', { params: { query: { limit: 20 } } });
  return (
    <div className={css.stack}>
      <Loaded query={cases}>
        {(page) => {
          const current = page.items[0];
          return current && !OVER.includes(current.state) ? (
            <IdentityCase kycCase={current} />
          ) : (
            <Begin before={current ?? null} />
          );
        }}
      </Loaded>
    </div>
  );
}

function Begin({ before }: { before: KycCase | null }) {
  const action = useAction();
  return (
    <>
      <PageHead
        title={t('Identity')}
        badge={before ? <StateBadge state={before.state} /> : null}
        sub={t('Only people and organisations known to compliance may hold these tokens.')}
      />
      {before ? <LastWord kycCase={before} /> : null}
      <Panel title={before ? t('A new case') : t('Your case')}>
        <Empty
          title={before ? t('The last case is closed') : t('Not begun yet')}
          action={
            <Button
              loading={action.busy}
              onClick={() => void action.run(() => api.POST('/api/v1/kyc-cases'))}
            >
              {t('Begin')}
            </Button>
          }
        >
          {t(
            'It takes about five minutes: who you are, two papers, some questions, then an officer reads them. You may stop and go on later.',
          )}
        </Empty>
        <ProblemNotice error={action.error} />
      </Panel>
    </>
  );
}

function IdentityCase({ kycCase }: { kycCase: KycCase }) {
  const action = useAction();
  const params = { path: { id: kycCase.id } };
  const editable = kycCase.state === 'draft' || kycCase.state === 'more_information';
  const resubmits = kycCase.state === 'more_information';
  return (
    <>
      <PageHead
        title={t('Identity')}
        badge={<StateBadge state={kycCase.state} />}
        sub={`${kycCase.investorReference} · ${
          kycCase.submittedAt
            ? t('submitted {{time}}', { time: formatTime(kycCase.submittedAt) })
            : t('not yet submitted')
        }`}
      />
      <Panel title={t('Progress')}>
        <Steps label={t('Progress of the case')} steps={STEPS} done={stepsOf(kycCase)} />
      </Panel>
      <LastWord kycCase={kycCase} />
      {kycCase.state === 'approved' ? (
        <Panel title={t('You are admitted')}>
          <Facts
            items={[
              [t('Tier'), kycCase.grantedTier ? words(kycCase.grantedTier) : null],
              [t('Until'), kycCase.expiresOn ? formatDate(kycCase.expiresOn) : null],
            ]}
          />
        </Panel>
      ) : null}
      {editable ? (
        <div className={css.grid}>
          <IdentityForm kycCase={kycCase} />
          <IdentityPapers kycCase={kycCase} />
          <IdentityQuestions kycCase={kycCase} />
        </div>
      ) : null}
      {kycCase.subjectKind === 'entity' ? <Ownership /> : null}
      {editable ? (
        <Panel title={t('Submit')}>
          {kycCase.missing.length > 0 ? (
            <p className="muted" style={{ marginTop: 0 }}>
              {t('Still missing:')} {kycCase.missing.map((m) => words(m).toLowerCase()).join(', ')}.
            </p>
          ) : null}
          <ProblemNotice error={action.error} />
          <Button
            mt="xs"
            loading={action.busy}
            disabled={kycCase.missing.length > 0}
            onClick={() =>
              void action.run(
                () => api.POST('/api/v1/kyc-cases/{id}/submit', { params }),
                t('Your case is with compliance.'),
              )
            }
          >
            {resubmits ? t('Submit again') : t('Submit to compliance')}
          </Button>
        </Panel>
      ) : null}
      {kycCase.state === 'in_review' ? (
        <TaskRow
          tone="quiet"
          title={t('An officer reads your case.')}
          detail={t('Nothing is needed from you now. You may prove your wallet meanwhile.')}
        />
      ) : null}
    </>
  );
}

function LastWord({ kycCase }: { kycCase: KycCase }) {
  const last = kycCase.decisions.at(-1);
  if (!last || kycCase.state === 'draft' || kycCase.state === 'in_review') return null;
  return (
    <TaskRow
      tone={kycCase.state === 'approved' ? 'good' : 'bad'}
      title={`${t('Compliance')}: ${decisionLook(last.action).label}`}
      detail={last.reason}
    />
  );
}

function stepsOf(kycCase: KycCase): number {
  if (kycCase.state === 'approved') return 4;
  if (kycCase.state !== 'draft' && kycCase.state !== 'more_information') return 2;
  if (kycCase.missing.length === 0) return 2;
  return kycCase.personal?.fullName ? 1 : 0;
}
