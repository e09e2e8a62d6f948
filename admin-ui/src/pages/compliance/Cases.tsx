import { keepPreviousData } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { $api } from '../../api/client.ts';
import type { KycCase } from '../../api/types.ts';
import { StateBadge } from '../../design/Badge.tsx';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import css from '../../design/design.module.css';
import { countryName, formatTime, words } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Pager, usePages } from '../../design/Pager.tsx';
import { Empty, PageHead, Panel } from '../../design/Page.tsx';
import { StateFilter } from '../../design/StateFilter.tsx';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { formatWait } from './wait.ts';
import { t } from '../../i18n/staff.ts';

const STATES = [
  'in_review',
  'more_information',
  'approved',
  'rejected',
  'expired',
  'revoked',
  'draft',
] as const;

const columns: Column<KycCase>[] = [
  {
    id: 'investor',
    header: t('Investor'),
    cell: (c) => (
      <Link to="/cases/$caseId" params={{ caseId: c.id }}>
        {c.investorReference}
      </Link>
    ),
    sort: (c) => c.investorReference,
    csv: (c) => c.investorReference,
  },
  {
    id: 'kind',
    header: t('Kind'),
    cell: (c) => (c.subjectKind ? words(c.subjectKind) : '–'),
    csv: (c) => c.subjectKind ?? '',
  },
  {
    id: 'country',
    header: t('Country'),
    cell: (c) => (c.country ? countryName(c.country) : '–'),
    sort: (c) => c.country ?? '',
    csv: (c) => c.country ?? '',
  },
  {
    id: 'tier',
    header: t('Tier'),
    cell: (c) => words(c.grantedTier ?? c.requestedTier ?? '–'),
    csv: (c) => c.grantedTier ?? c.requestedTier ?? '',
  },
  {
    id: 'submitted',
    header: t('Submitted'),
    cell: (c) =>
      c.submittedAt
        ? [
            formatTime(c.submittedAt),
            ...(c.waitingSeconds === null
              ? []
              : [t('waits {{time}}', { time: formatWait(c.waitingSeconds) })]),
          ].join(', ')
        : '–',
    sort: (c) => c.submittedAt ?? '',
    csv: (c) => c.submittedAt ?? '',
  },
  {
    id: 'state',
    header: t('State'),
    cell: (c) => <StateBadge state={c.state} />,
    sort: (c) => c.state,
    csv: (c) => c.state,
  },
];

/** Every KYC case the officer may see. */
export function Cases() {
  const [state, setState] = useState<(typeof STATES)[number] | null>(null);
  useCrumbs({ label: t('People') });
  const pages = usePages(state ?? '');
  const cases = $api.useQuery(
    'get',
    '/api/v1/kyc-cases',
    { params: { query: { ...pages.query, ...(state ? { state } : {}) } } },
    { placeholderData: keepPreviousData },
  );
  return (
    <div className={css.stack}>
      <PageHead title={t('People')} sub={t('Cases of investors who asked to be admitted.')} />
      <Panel
        title={t('Cases')}
        aside={<StateFilter states={STATES} value={state} onChange={setState} />}
      >
        <Loaded query={cases}>
          {(page) => (
            <>
              <DataTable
                label={t('Cases')}
                rows={page.items}
                columns={columns}
                rowKey={(c) => c.id}
                csvName="kyc-cases"
                empty={
                  <Empty title={t('No case in this state')}>
                    {t(
                      'Investors open a case when they register; submitted ones come to the inbox.',
                    )}
                  </Empty>
                }
              />
              <Pager pages={pages} next={page.nextCursor} />
            </>
          )}
        </Loaded>
      </Panel>
    </div>
  );
}
