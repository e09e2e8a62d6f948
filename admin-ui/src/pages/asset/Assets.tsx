import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { $api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { StateBadge } from '../../design/Badge.tsx';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import css from '../../design/design.module.css';
import { formatTime, words } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, PageHead, Panel } from '../../design/Page.tsx';
import { useSession } from '../../session/session.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { t } from '../../i18n/staff.ts';

type Summary = Answer<'/api/v1/assets', 'get'>['items'][number];

const columns: Column<Summary>[] = [
  {
    id: 'name',
    header: t('Asset'),
    cell: (a) => (
      <Link to="/assets/$assetId" params={{ assetId: a.id }}>
        <strong>{a.name}</strong>
      </Link>
    ),
    sort: (a) => a.name,
    csv: (a) => a.name,
  },
  {
    id: 'kind',
    header: t('Kind'),
    cell: (a) => words(a.kind),
    sort: (a) => a.kind,
    csv: (a) => a.kind,
  },
  {
    id: 'issuer',
    header: t('Issuer'),
    cell: (a) => a.organisationName,
    sort: (a) => a.organisationName,
    csv: (a) => a.organisationName,
  },
  {
    id: 'updated',
    header: t('Changed'),
    cell: (a) => formatTime(a.updatedAt),
    sort: (a) => a.updatedAt,
    csv: (a) => a.updatedAt,
  },
  {
    id: 'state',
    header: t('State'),
    cell: (a) => <StateBadge state={a.state} />,
    sort: (a) => a.state,
    csv: (a) => a.state,
  },
];

/** The assets one may see: an issuer's own, everybody's for the officers. */
export function Assets() {
  useCrumbs({ label: t('Assets') });
  const issues = useSession()?.role === 'issuer';
  const assets = $api.useQuery('get', '/api/v1/assets', { params: { query: { limit: 200 } } });
  const create = (
    <Button component={Link} to="/assets/new">
      {t('New asset')}
    </Button>
  );
  return (
    <div className={css.stack}>
      <PageHead
        title={t('Assets')}
        sub={
          issues
            ? t('What your organisation has brought to the register.')
            : t('What issuers have brought to the register.')
        }
        actions={issues ? create : null}
      />
      <Panel title={t('Assets')}>
        <Loaded query={assets}>
          {(page) => (
            <DataTable
              label={t('Assets')}
              rows={page.items}
              columns={columns}
              rowKey={(a) => a.id}
              csvName="assets"
              empty={
                <Empty title={t('No asset yet')} action={issues ? create : null}>
                  {issues
                    ? t('Begin with a name and the kind: a treasury fund, a property or gold.')
                    : t('An issuer brings the first.')}
                </Empty>
              }
            />
          )}
        </Loaded>
      </Panel>
    </div>
  );
}
