import { Link } from '@tanstack/react-router';
import { $api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { StateBadge } from '../../design/Badge.tsx';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import css from '../../design/design.module.css';
import { countryName, formatTime } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, PageHead, Panel } from '../../design/Page.tsx';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { t } from '../../i18n/staff.ts';

type Issuer = Answer<'/api/v1/issuers', 'get'>['items'][number];

const columns: Column<Issuer>[] = [
  {
    id: 'name',
    header: t('Issuer'),
    cell: (i) => (
      <Link to="/issuers/$issuerId" params={{ issuerId: i.id }}>
        {i.legalName}
      </Link>
    ),
    sort: (i) => i.legalName,
    csv: (i) => i.legalName,
  },
  {
    id: 'lei',
    header: t('LEI'),
    cell: (i) => <span className="mono">{i.lei}</span>,
    csv: (i) => i.lei,
  },
  {
    id: 'country',
    header: t('Country'),
    cell: (i) => countryName(i.country),
    sort: (i) => i.country,
    csv: (i) => i.country,
  },
  {
    id: 'submitted',
    header: t('Submitted'),
    cell: (i) => (i.submittedAt ? formatTime(i.submittedAt) : '–'),
    sort: (i) => i.submittedAt ?? '',
    csv: (i) => i.submittedAt ?? '',
  },
  {
    id: 'state',
    header: t('State'),
    cell: (i) => <StateBadge state={i.state} />,
    sort: (i) => i.state,
    csv: (i) => i.state,
  },
];

/** Organisations that issue, or want to. */
export function Issuers() {
  useCrumbs({ label: t('Issuers') });
  const issuers = $api.useQuery('get', '/api/v1/issuers', { params: { query: { limit: 200 } } });
  return (
    <div className={css.stack}>
      <PageHead title={t('Issuers')} sub={t('Organisations that issue, or ask to.')} />
      <Panel title={t('Issuers')}>
        <Loaded query={issuers}>
          {(page) => (
            <DataTable
              label={t('Issuers')}
              rows={page.items}
              columns={columns}
              rowKey={(i) => i.id}
              csvName="issuers"
              empty={
                <Empty title={t('No issuer yet')}>
                  {t('Issuers register themselves and submit their record.')}
                </Empty>
              }
            />
          )}
        </Loaded>
      </Panel>
    </div>
  );
}
