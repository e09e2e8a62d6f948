import { Button, SegmentedControl, Switch } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { $api, api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { Figure, Figures } from '../../design/Figures.tsx';
import { formatTime } from '../../design/format.ts';
import { Loaded, LoadedPage } from '../../design/Loaded.tsx';
import { Empty, PageHead, Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { useAction } from '../../design/useAction.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { t } from '../../i18n/staff.ts';

type Import = Answer<'/api/v1/investor-imports/{id}', 'get'>;
type Row = Answer<'/api/v1/investor-imports/{id}/rows', 'get'>['items'][number];

/** One file: what is wrong in which row and column, and applying the rest. */
export function ImportPage() {
  const { importId } = useParams({ from: '/inside/imports/$importId' });
  const query = $api.useQuery(
    'get',
    '/api/v1/investor-imports/{id}',
    { params: { path: { id: importId } } },
    { refetchInterval: (q) => (q.state.data?.state === 'applying' ? 1_500 : false) },
  );
  return <LoadedPage query={query}>{(found) => <Sheet found={found} />}</LoadedPage>;
}

function Sheet({ found }: { found: Import }) {
  useCrumbs({ label: t('Imports'), to: '/imports' }, { label: formatTime(found.checkedAt) });
  const action = useAction();
  const [skipInvalid, setSkipInvalid] = useState(false);
  const { rows } = found;
  const apply = () =>
    void action.run(
      () =>
        api.POST('/api/v1/investor-imports/{id}/apply', {
          params: { path: { id: found.id } },
          body: { skipInvalid },
        }),
      t('The rows are being applied.'),
    );
  return (
    <div className={css.stack}>
      <div>
        <PageHead
          title={t('File of {{checkedAt}}', { checkedAt: formatTime(found.checkedAt) })}
          badge={<StateBadge state={found.state} />}
          sub={
            found.finishedAt
              ? t('Applied {{finishedAt}}', { finishedAt: formatTime(found.finishedAt) })
              : t('Nothing is made before it is applied.')
          }
          actions={
            found.state === 'checked' && rows.valid > 0 ? (
              <Button
                loading={action.busy}
                disabled={rows.invalid > 0 && !skipInvalid}
                onClick={apply}
              >
                {t('Apply {{count}} rows', { count: rows.valid })}
              </Button>
            ) : null
          }
        />
        <Figures>
          <Figure label={t('Rows')} value={rows.total} asOf={t('in the file')} />
          <Figure label={t('Valid')} value={rows.valid} asOf={t('waiting to be applied')} />
          <Figure label={t('Wrong')} value={rows.invalid} asOf={t('with their reasons below')} />
          <Figure label={t('Known')} value={rows.known} asOf={t('applied from another file')} />
          <Figure label={t('Applied')} value={rows.applied} asOf={t('investors made')} />
        </Figures>
      </div>
      {found.state === 'checked' && rows.invalid > 0 ? (
        <Switch
          label={t('Leave out {{count}} wrong rows; else correct the file and check it again', {
            count: rows.invalid,
          })}
          checked={skipInvalid}
          onChange={() => setSkipInvalid(!skipInvalid)}
        />
      ) : null}
      <ProblemNotice error={action.error} />
      <Rows found={found} />
    </div>
  );
}

function Rows({ found }: { found: Import }) {
  const [only, setOnly] = useState<'all' | 'invalid'>(found.rows.invalid > 0 ? 'invalid' : 'all');
  const rows = $api.useQuery(
    'get',
    '/api/v1/investor-imports/{id}/rows',
    {
      params: {
        path: { id: found.id },
        query: { limit: 200, ...(only === 'invalid' ? { state: 'invalid' as const } : {}) },
      },
    },
    // Also once more at the end: rows read while the file was being applied still say that they wait.
    {
      refetchInterval: (q) =>
        found.state === 'applying' ||
        (found.state === 'applied' && q.state.data?.items.some(({ state }) => state === 'valid'))
          ? 1_500
          : false,
    },
  );
  return (
    <Panel
      title={t('Rows')}
      aside={
        <SegmentedControl
          aria-label={t('Which rows')}
          size="xs"
          data={[
            { value: 'invalid', label: t('Wrong') },
            { value: 'all', label: t('All') },
          ]}
          value={only}
          onChange={setOnly}
        />
      }
    >
      <Loaded query={rows}>
        {({ items, nextCursor }) => (
          <>
            <DataTable
              label={t('Rows of the file')}
              rows={items}
              columns={columns}
              rowKey={(r) => String(r.line)}
              csvName="import-rows"
              empty={
                <Empty
                  title={only === 'invalid' ? t('No row is wrong') : t('The file has no row')}
                />
              }
            />
            {nextCursor ? (
              <p className="muted">
                {t('The first {{number}} are shown; correct these first.', {
                  number: items.length,
                })}
              </p>
            ) : null}
          </>
        )}
      </Loaded>
    </Panel>
  );
}

const columns: Column<Row>[] = [
  {
    id: 'line',
    header: t('Line'),
    end: true,
    cell: (r) => r.line,
    sort: (r) => r.line,
    csv: (r) => String(r.line),
  },
  {
    id: 'problems',
    header: t('What is wrong'),
    cell: (r) =>
      r.problems.length === 0
        ? '–'
        : r.problems.map((p) => (
            <div key={`${p.column} ${p.code} ${p.detail}`}>
              <strong>{p.column ?? t('Row')}</strong>: {p.detail}
            </div>
          )),
    csv: (r) => r.problems.map((p) => `${p.column ?? 'row'}: ${p.detail}`).join('; '),
  },
  {
    id: 'investor',
    header: t('Investor'),
    cell: (r) => r.investorReference ?? '–',
    csv: (r) => r.investorReference ?? '',
  },
  {
    id: 'invitation',
    header: t('Invitation'),
    cell: (r) =>
      r.invitationToken ? (
        <span className="mono" style={{ overflowWrap: 'anywhere' }}>
          {`${window.location.origin}/invitation#${r.invitationToken}`}
        </span>
      ) : (
        '–'
      ),
    csv: (r) =>
      r.invitationToken ? `${window.location.origin}/invitation#${r.invitationToken}` : '',
  },
  {
    id: 'state',
    header: t('State'),
    cell: (r) => <StateBadge state={r.state} />,
    sort: (r) => r.state,
    csv: (r) => r.state,
  },
];
