import { Select } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { $api } from '../../api/client.ts';
import type { KycCase } from '../../api/types.ts';
import { StateBadge } from '../../design/Badge.tsx';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import css from '../../design/design.module.css';
import { countryName, formatTime, words } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, PageHead, Panel } from '../../design/Page.tsx';
import { stateLook } from '../../design/states.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { formatWait } from './wait.ts';

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
    header: 'Investor',
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
    header: 'Kind',
    cell: (c) => (c.subjectKind ? words(c.subjectKind) : '–'),
    csv: (c) => c.subjectKind ?? '',
  },
  {
    id: 'country',
    header: 'Country',
    cell: (c) => (c.country ? countryName(c.country) : '–'),
    sort: (c) => c.country ?? '',
    csv: (c) => c.country ?? '',
  },
  {
    id: 'tier',
    header: 'Tier',
    cell: (c) => words(c.grantedTier ?? c.requestedTier ?? '–'),
    csv: (c) => c.grantedTier ?? c.requestedTier ?? '',
  },
  {
    id: 'submitted',
    header: 'Submitted',
    cell: (c) =>
      c.submittedAt
        ? `${formatTime(c.submittedAt)}${c.waitingSeconds === null ? '' : `, waits ${formatWait(c.waitingSeconds)}`}`
        : '–',
    sort: (c) => c.submittedAt ?? '',
    csv: (c) => c.submittedAt ?? '',
  },
  {
    id: 'state',
    header: 'State',
    cell: (c) => <StateBadge state={c.state} />,
    sort: (c) => c.state,
    csv: (c) => c.state,
  },
];

/** Every KYC case the officer may see. */
export function Cases() {
  const [state, setState] = useState<(typeof STATES)[number] | null>(null);
  useCrumbs({ label: 'People' });
  const cases = $api.useQuery('get', '/api/v1/kyc-cases', {
    params: { query: { limit: 200, ...(state ? { state } : {}) } },
  });
  return (
    <div className={css.stack}>
      <PageHead title="People" sub="Cases of investors who asked to be admitted." />
      <Panel
        title="Cases"
        aside={
          <Select
            aria-label="State"
            placeholder="Every state"
            clearable
            clearButtonProps={{ 'aria-label': 'Every state' }}
            size="xs"
            data={STATES.map((s) => ({ value: s, label: stateLook(s).label }))}
            value={state}
            onChange={(value) => setState(STATES.find((s) => s === value) ?? null)}
          />
        }
      >
        <Loaded query={cases}>
          {(page) => (
            <DataTable
              label="Cases"
              rows={page.items}
              columns={columns}
              rowKey={(c) => c.id}
              csvName="kyc-cases"
              empty={
                <Empty title="No case in this state">
                  Investors open a case when they register; submitted ones come to the inbox.
                </Empty>
              }
            />
          )}
        </Loaded>
      </Panel>
    </div>
  );
}
