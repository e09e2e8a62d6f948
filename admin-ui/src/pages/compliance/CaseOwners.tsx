import { Button } from '@mantine/core';
import { useState } from 'react';
import { $api, api } from '../../api/client.ts';
import type { KybCase } from '../../api/types.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { type Column, DataTable } from '../../design/DataTable.tsx';
import { countryName, formatDate, formatUnits, words } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Facts, Panel } from '../../design/Page.tsx';
import { ReasonDialog } from '../../design/ReasonDialog.tsx';
import { useAction } from '../../design/useAction.ts';
import { CasePapers } from './CaseParts.tsx';
import { CaseScreening } from './CaseScreening.tsx';
import { t } from '../../i18n/staff.ts';

type Owner = KybCase['owners'][number];

const columns: Column<Owner>[] = [
  { id: 'name', header: t('Owner'), cell: (o) => o.person?.fullName ?? t('sealed') },
  {
    id: 'born',
    header: t('Born'),
    cell: (o) => (o.person ? formatDate(o.person.dateOfBirth) : '–'),
  },
  {
    id: 'country',
    header: t('Lives in'),
    cell: (o) => (o.person ? countryName(o.person.country) : '–'),
  },
  {
    id: 'share',
    header: t('Share'),
    end: true,
    cell: (o) => `${formatUnits(String(o.shareBps), 2, 2)} %`,
  },
  { id: 'basis', header: t('By'), cell: (o) => words(o.basis) },
];

interface Verb {
  event: string;
  title: string;
  done: string;
  danger?: boolean;
  say: (options: {
    params: { path: { id: string } };
    body: { reason: string };
  }) => Promise<unknown>;
}

const VERBS: Verb[] = [
  {
    event: 'approve',
    title: t('Approve the owners'),
    done: t('The owners are approved.'),
    say: (options) => api.POST('/api/v1/kyb-cases/{id}/approve', options),
  },
  {
    event: 'request_information',
    title: t('Ask for more about the owners'),
    done: t('The question is sent.'),
    say: (options) => api.POST('/api/v1/kyb-cases/{id}/request-information', options),
  },
  {
    event: 'reject',
    title: t('Refuse the owners'),
    done: t('The owners are refused.'),
    danger: true,
    say: (options) => api.POST('/api/v1/kyb-cases/{id}/reject', options),
  },
  {
    event: 'revoke',
    title: t('Revoke the owners'),
    done: t('The approval of the owners is taken back.'),
    danger: true,
    say: (options) => api.POST('/api/v1/kyb-cases/{id}/revoke', options),
  },
];

/** Who owns an organisation, as it says, and the officer's word on that. */
export function CaseOwners({
  organisationId,
  officer,
}: {
  organisationId: string;
  officer: boolean;
}) {
  const query = $api.useQuery('get', '/api/v1/kyb-cases', {
    params: { query: { organisationId, limit: 1 } },
  });
  return (
    <Loaded query={query}>
      {({ items: [kybCase] }) =>
        kybCase ? (
          <Owners kybCase={kybCase} officer={officer} />
        ) : (
          <Panel title={t('Owners')}>
            <Empty title={t('Not said yet')}>
              {t('The organisation names its owners; until they are approved it cannot be.')}
            </Empty>
          </Panel>
        )
      }
    </Loaded>
  );
}

function Owners({ kybCase, officer }: { kybCase: KybCase; officer: boolean }) {
  const action = useAction();
  const [verb, setVerb] = useState<Verb | null>(null);
  const may = VERBS.filter(({ event }) => officer && kybCase.allowedEvents.includes(event));
  const params = { path: { id: kybCase.id } };
  return (
    <div className={css.stack}>
      <Panel title={t('Owners')} aside={<StateBadge state={kybCase.state} />}>
        <Facts
          items={[
            [t('Organisation'), `${kybCase.legalName}, ${kybCase.legalForm}`],
            [t('LEI'), kybCase.lei],
            [
              t('Registration number'),
              `${kybCase.registrationNumber}, ${countryName(kybCase.country)}`,
            ],
            [
              t('Largest not listed'),
              kybCase.largestUnlistedBps === null
                ? t('everybody is listed')
                : `${formatUnits(String(kybCase.largestUnlistedBps), 2, 2)} %`,
            ],
            [t('Last word'), kybCase.decisionReason],
          ]}
        />
        <DataTable
          label={t('Owners')}
          rows={kybCase.owners}
          columns={columns}
          rowKey={(o) => o.id}
          empty={<Empty title={t('Nobody is named')} />}
        />
        <div style={{ display: 'flex', gap: 8, flexWrap: 'wrap', marginTop: 12 }}>
          {may.map((one) => (
            <Button
              key={one.event}
              variant="default"
              disabled={one.event === 'approve' && (kybCase.screening?.openHits ?? 0) > 0}
              onClick={() => setVerb(one)}
            >
              {one.title}
            </Button>
          ))}
        </div>
      </Panel>
      {kybCase.screening ? (
        <CaseScreening screening={kybCase.screening} officer={officer} ofOwners />
      ) : null}
      <CasePapers documents={kybCase.documents} title={t('Papers of the organisation')} />
      {verb ? (
        <ReasonDialog
          about={`kyb.${kybCase.id}.${verb.title}`}
          opened
          onClose={() => setVerb(null)}
          title={verb.title}
          verb={verb.title}
          danger={verb.danger ?? false}
          onConfirm={(reason) =>
            action.attempt(() => verb.say({ params, body: { reason } }), verb.done)
          }
        >
          {t('{{name}} sees your words.', { name: kybCase.legalName })}
        </ReasonDialog>
      ) : null}
    </div>
  );
}
