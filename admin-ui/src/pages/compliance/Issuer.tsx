import { Button } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { $api, api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { countryName, formatTime } from '../../design/format.ts';
import { LoadedPage } from '../../design/Loaded.tsx';
import { Facts, PageHead, Panel } from '../../design/Page.tsx';
import { ReasonDialog } from '../../design/ReasonDialog.tsx';
import { useAction } from '../../design/useAction.ts';
import { useSession } from '../../session/session.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { CaseOwners } from './CaseOwners.tsx';
import { t } from '../../i18n/staff.ts';

type Issuer = Answer<'/api/v1/issuers/{id}', 'get'>;

/** An organisation's record and the decision on it. */
export function IssuerPage() {
  const { issuerId } = useParams({ from: '/inside/issuers/$issuerId' });
  const query = $api.useQuery('get', '/api/v1/issuers/{id}', {
    params: { path: { id: issuerId } },
  });
  return <LoadedPage query={query}>{(issuer) => <IssuerSheet issuer={issuer} />}</LoadedPage>;
}

function IssuerSheet({ issuer }: { issuer: Issuer }) {
  const officer = useSession()?.role === 'compliance';
  const action = useAction();
  const [verb, setVerb] = useState<'approve' | 'reject' | null>(null);
  useCrumbs({ label: t('Issuers'), to: '/issuers' }, { label: issuer.legalName });
  const params = { path: { id: issuer.id } };
  const may = (event: string) => officer && issuer.allowedEvents.includes(event);

  return (
    <div className={css.stack}>
      <PageHead
        title={issuer.legalName}
        badge={<StateBadge state={issuer.state} />}
        sub={t('Issuer · {{country}}', { country: countryName(issuer.country) })}
        actions={
          <>
            {may('reject') ? (
              <Button variant="default" c="var(--red)" onClick={() => setVerb('reject')}>
                {t('Refuse')}
              </Button>
            ) : null}
            {may('approve') ? (
              <Button onClick={() => setVerb('approve')}>{t('Approve this issuer')}</Button>
            ) : null}
          </>
        }
      />
      <Panel title={t('Record')} aside={t('as stated by the issuer')}>
        <Facts
          items={[
            [t('Legal name'), issuer.legalName],
            [
              t('LEI'),
              <span key="lei" className="mono">
                {issuer.lei}
              </span>,
            ],
            [t('Country'), countryName(issuer.country)],
            [t('Registration number'), issuer.registrationNumber],
            [t('Address'), issuer.address],
            [t('Submitted'), issuer.submittedAt ? formatTime(issuer.submittedAt) : null],
            [t('Decided'), issuer.decidedAt ? formatTime(issuer.decidedAt) : null],
            [t('Reason'), issuer.decisionReason],
          ]}
        />
      </Panel>
      <CaseOwners organisationId={issuer.organisationId} officer={officer} />
      <ReasonDialog
        about={`issuer.${issuer.id}.approve`}
        opened={verb === 'approve'}
        onClose={() => setVerb(null)}
        title={t('Approve {{legalName}}', { legalName: issuer.legalName })}
        verb={t('Approve this issuer')}
        onConfirm={(reason) =>
          action.attempt(
            () => api.POST('/api/v1/issuers/{id}/approve', { params, body: { reason } }),
            t('The issuer is approved.'),
          )
        }
      >
        {t('The issuer may then submit assets for review.')}
      </ReasonDialog>
      <ReasonDialog
        about={`issuer.${issuer.id}.reject`}
        opened={verb === 'reject'}
        onClose={() => setVerb(null)}
        title={t('Refuse {{legalName}}', { legalName: issuer.legalName })}
        verb={t('Refuse this issuer')}
        danger
        onConfirm={(reason) =>
          action.attempt(
            () => api.POST('/api/v1/issuers/{id}/reject', { params, body: { reason } }),
            t('The issuer is refused.'),
          )
        }
      >
        {t('The issuer sees your words.')}
      </ReasonDialog>
    </div>
  );
}
