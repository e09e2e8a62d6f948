import { Button } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { $api } from '../../api/client.ts';
import type { KycCase } from '../../api/types.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { Figure, Figures } from '../../design/Figures.tsx';
import { countryName, formatDate, formatTime, shortHex, words } from '../../design/format.ts';
import { LoadedPage } from '../../design/Loaded.tsx';
import { PageHead, Panel } from '../../design/Page.tsx';
import { useSession } from '../../session/session.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { CaseDecision, type Decision } from './CaseDecision.tsx';
import { CaseAnswers } from './CaseAnswers.tsx';
import { CaseOwners } from './CaseOwners.tsx';
import { CaseHistory, CasePapers, CasePerson } from './CaseParts.tsx';
import { CaseScreening } from './CaseScreening.tsx';
import { formatWait } from './wait.ts';
import { t } from '../../i18n/staff.ts';

/** One case: the person, the papers opened beside the decision, the screening, the verbs. */
export function CasePage() {
  const { caseId } = useParams({ from: '/inside/cases/$caseId' });
  const query = $api.useQuery('get', '/api/v1/kyc-cases/{id}', {
    params: { path: { id: caseId } },
  });
  return <LoadedPage query={query}>{(kycCase) => <CaseSheet kycCase={kycCase} />}</LoadedPage>;
}

function CaseSheet({ kycCase }: { kycCase: KycCase }) {
  const person = useSession();
  const officer = person?.role === 'compliance';
  const [decision, setDecision] = useState<Decision | null>(null);
  useCrumbs({ label: t('People'), to: '/cases' }, { label: kycCase.investorReference });

  const may = (event: string) => officer && kycCase.allowedEvents.includes(event);
  const tier = kycCase.grantedTier ?? kycCase.requestedTier;
  const hits = kycCase.screening?.hitCount ?? 0;
  const open = kycCase.screening?.openHits ?? 0;

  return (
    <div className={css.stack}>
      <div>
        <PageHead
          title={t('Investor {{investorReference}}', {
            investorReference: kycCase.investorReference,
          })}
          badge={<StateBadge state={kycCase.state} />}
          sub={subtitle(kycCase)}
          actions={
            <>
              {may('request_information') ? (
                <Button variant="default" onClick={() => setDecision('ask')}>
                  {t('Ask for more')}
                </Button>
              ) : null}
              {may('reject') ? (
                <Button variant="default" c="var(--red)" onClick={() => setDecision('reject')}>
                  {t('Refuse')}
                </Button>
              ) : null}
              {may('approve') ? (
                <Button onClick={() => setDecision('approve')} disabled={open > 0}>
                  {t('Approve as {{tier}}', { tier: words(tier ?? '–') })}
                </Button>
              ) : null}
              {may('revoke') ? (
                <Button variant="default" c="var(--red)" onClick={() => setDecision('revoke')}>
                  {t('Revoke')}
                </Button>
              ) : null}
            </>
          }
        />
        <Figures>
          <Figure
            label={t('Documents')}
            value={kycCase.documents.length}
            asOf={
              kycCase.missing.length > 0
                ? t('missing: {{value}}', {
                    value: kycCase.missing.map((one) => words(one)).join(', '),
                  })
                : t('complete')
            }
          />
          <Figure
            label={t('Screening')}
            value={kycCase.screening ? hits : '–'}
            unit={hits === 1 ? t('possible match') : t('possible matches')}
            asOf={
              kycCase.screening
                ? t('screened {{screenedAt}}', {
                    screenedAt: formatTime(kycCase.screening.screenedAt),
                  })
                : t('runs when the case is submitted')
            }
            why={kycCase.screening ? <ScreeningWhy screening={kycCase.screening} /> : undefined}
          />
          <Figure
            label={t('Tier')}
            value={tier ? words(tier) : '–'}
            asOf={kycCase.grantedTier ? t('granted') : t('asked for')}
          />
          <Figure
            label={t('Valid until')}
            value={kycCase.expiresOn ? formatDate(kycCase.expiresOn) : '–'}
            asOf={kycCase.expiresOn ? t('then the wallets close') : t('set by the approval')}
          />
        </Figures>
      </div>
      <div className={css.grid}>
        <div className={css.stack}>
          <CasePerson kycCase={kycCase} />
          <CaseAnswers kycCase={kycCase} />
          {kycCase.screening ? (
            <CaseScreening screening={kycCase.screening} officer={officer} />
          ) : null}
          {may('approve') ? (
            <Panel title={t('If you approve')}>
              <p className="muted" style={{ margin: 0 }}>
                {t(
                  'The investor may prove wallets, and each wallet you approve is written to the register on the chain: {{country}}, tier {{tier}}, until the day you set. A revocation closes them again.',
                  {
                    country: kycCase.country ? countryName(kycCase.country) : t('country'),
                    tier: words(tier ?? '–'),
                  },
                )}
              </p>
            </Panel>
          ) : null}
        </div>
        <CasePapers documents={kycCase.documents} />
      </div>
      {kycCase.subjectKind === 'entity' ? (
        <CaseOwners organisationId={kycCase.organisationId} officer={officer} />
      ) : null}
      <CaseHistory kycCase={kycCase} />
      <CaseDecision kycCase={kycCase} decision={decision} onClose={() => setDecision(null)} />
    </div>
  );
}

function ScreeningWhy({ screening }: { screening: NonNullable<KycCase['screening']> }) {
  return (
    <>
      <p style={{ marginTop: 0 }}>{t('Method: {{method}}.', { method: screening.method })}</p>
      {screening.lists.map((list) => (
        <p key={list.sha256} style={{ margin: '4px 0' }}>
          {t('{{list}}, {{entries}} entries, as of {{asOf}}, SHA-256', {
            list: list.name,
            entries: list.entries,
            asOf: list.asOf,
          })}{' '}
          <span className="mono">{shortHex(list.sha256)}</span>
        </p>
      ))}
    </>
  );
}

function subtitle(kycCase: KycCase): string {
  const parts = [
    kycCase.subjectKind === 'entity' ? t('Legal entity') : t('Natural person'),
    kycCase.country ? countryName(kycCase.country) : null,
    kycCase.requestedTier
      ? t('asks for tier {{tier}}', { tier: words(kycCase.requestedTier) })
      : null,
    kycCase.submittedAt
      ? t('submitted {{time}}', { time: formatTime(kycCase.submittedAt) })
      : t('not yet submitted'),
    kycCase.waitingSeconds === null
      ? null
      : t('waits {{time}}', { time: formatWait(kycCase.waitingSeconds) }),
  ];
  return parts.filter(Boolean).join(' · ');
}
