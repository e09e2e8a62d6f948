import { useState } from 'react';
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { $api, api } from '../../api/client.ts';
import type { Answer, ScreeningHit } from '../../api/types.ts';
import { StateBadge } from '../../design/Badge.tsx';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import css from '../../design/design.module.css';
import { formatCount, formatTime } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, PageHead, Panel } from '../../design/Page.tsx';
import { ReasonDialog } from '../../design/ReasonDialog.tsx';
import { useAction } from '../../design/useAction.ts';
import { Said } from '../../design/Refusal.tsx';
import { useSession } from '../../session/session.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { formatScore } from './HitSides.tsx';
import { ListImport } from './ListImport.tsx';
import { t } from '../../i18n/staff.ts';

type Edition = Answer<'/api/v1/screening/lists', 'get'>['items'][number];
type Run = Answer<'/api/v1/screening/runs', 'get'>['items'][number];

const REFRESH_MS = 5_000;
const newest = { params: { query: { limit: 50 } } } as const;

/** Editions of the lists, the runs that looked at everybody with them, and what waits for an officer. */
export function ScreeningPage() {
  useCrumbs({ label: t('Screening') });
  const role = useSession()?.role;
  const mayChange = role === 'compliance' || role === 'operator';
  return (
    <div className={css.stack}>
      <PageHead
        title={t('Screening')}
        sub={t(
          'Sanctions lists in force, everybody looked at with them, and the matches to decide.',
        )}
        actions={role === 'compliance' ? <ListImport /> : null}
      />
      {role === 'operator' ? null : <OpenHits />}
      <Editions mayChange={mayChange} />
      <Runs />
    </div>
  );
}

function OpenHits() {
  const hits = $api.useQuery('get', '/api/v1/screening/hits', {
    params: { query: { limit: 200, state: 'undecided' } },
  });
  return (
    <Panel title={t('Matches to decide')}>
      <Loaded query={hits}>
        {(page) => (
          <DataTable
            label={t('Matches to decide')}
            rows={page.items}
            columns={hitColumns}
            rowKey={(hit) => hit.id}
            empty={<Empty title={t('Nothing waits')}>{t('Every match is decided.')}</Empty>}
          />
        )}
      </Loaded>
    </Panel>
  );
}

const hitColumns: Column<ScreeningHit>[] = [
  {
    id: 'investor',
    header: t('Investor'),
    cell: (hit) =>
      hit.kycCaseId ? (
        <Link to="/cases/$caseId" params={{ caseId: hit.kycCaseId }}>
          {hit.investorReference}
        </Link>
      ) : (
        hit.investorReference
      ),
    sort: (hit) => hit.investorReference ?? '',
  },
  { id: 'name', header: t('Name met'), cell: (hit) => hit.detail?.alias.name ?? t('sealed') },
  {
    id: 'score',
    header: t('Score'),
    cell: (hit) => formatScore(hit.score),
    sort: (hit) => hit.score,
    end: true,
  },
  { id: 'list', header: t('List'), cell: (hit) => `${hit.list.name}, ${hit.list.asOf}` },
  {
    id: 'found',
    header: t('Found'),
    cell: (hit) => formatTime(hit.foundAt),
    sort: (hit) => hit.foundAt,
  },
];

function Editions({ mayChange }: { mayChange: boolean }) {
  const editions = $api.useQuery('get', '/api/v1/screening/lists', newest);
  const action = useAction();
  const [chosen, setChosen] = useState<Edition | null>(null);
  const columns: Column<Edition>[] = [
    ...editionColumns,
    {
      id: 'action',
      header: '',
      cell: (edition) =>
        mayChange && !edition.inForce ? (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={t('Put {{file}} in force', { file: edition.file })}
            onClick={() => setChosen(edition)}
          >
            {t('Put in force')}
          </Button>
        ) : null,
    },
  ];
  return (
    <Panel title={t('Editions of the lists')}>
      <Loaded query={editions}>
        {(page) => (
          <DataTable
            label={t('Editions of the lists')}
            rows={page.items}
            columns={columns}
            rowKey={(edition) => edition.id}
            csvName="sanctions-lists"
            empty={<Empty title={t('No list')}>{t('Nothing can be screened without one.')}</Empty>}
          />
        )}
      </Loaded>
      <ReasonDialog
        about={`list.${chosen?.id}.activate`}
        opened={chosen !== null}
        onClose={() => setChosen(null)}
        title={t('Put {{file}} in force', { file: chosen?.file ?? '' })}
        verb={t('Put in force and look at everybody')}
        onConfirm={(reason) =>
          action.attempt(
            () =>
              api.POST('/api/v1/screening/lists/{id}/activate', {
                params: { path: { id: chosen?.id ?? '' } },
                body: { reason },
              }),
            t('The edition is in force; the run has started.'),
          )
        }
      >
        {t(
          'Every person and every wallet is looked at again. Wallets whose address is listed freeze at once; nobody is released by it.',
        )}
      </ReasonDialog>
    </Panel>
  );
}

/** An old edition says so where it counts. */
const stateOf = ({ inForce, outdated }: Edition): string =>
  inForce ? (outdated ? 'outdated' : 'in_force') : 'not_in_force';

const editionColumns: Column<Edition>[] = [
  { id: 'name', header: t('List'), cell: (e) => e.name, sort: (e) => e.name, csv: (e) => e.name },
  {
    id: 'asOf',
    header: t('Published'),
    cell: (e) => e.asOf,
    sort: (e) => e.asOf,
    csv: (e) => e.asOf,
  },
  { id: 'file', header: t('File'), cell: (e) => e.file, csv: (e) => e.file },
  {
    id: 'rows',
    header: t('Rows'),
    cell: (e) => formatCount(e.entries),
    sort: (e) => e.entries,
    csv: (e) => String(e.entries),
    end: true,
  },
  {
    id: 'hash',
    header: t('SHA-256'),
    cell: (e) => <Hex value={e.sha256} kind={t('hash')} />,
    csv: (e) => e.sha256,
  },
  {
    id: 'state',
    header: t('State'),
    cell: (e) => <StateBadge state={stateOf(e)} />,
    sort: (e) => Number(e.inForce),
    csv: (e) => (e.inForce ? stateOf(e) : ''),
  },
];

function Runs() {
  const runs = $api.useQuery('get', '/api/v1/screening/runs', newest, {
    refetchInterval: (query) =>
      query.state.data?.items.some((run) => run.state === 'running') ? REFRESH_MS : false,
  });
  return (
    <Panel title={t('Everybody looked at again')}>
      <Loaded query={runs}>
        {(page) => (
          <DataTable
            label={t('Screening runs')}
            rows={page.items}
            columns={runColumns}
            rowKey={(run) => run.id}
            csvName="screening-runs"
            empty={
              <Empty title={t('No run yet')}>
                {t('The first starts when an edition is put in force.')}
              </Empty>
            }
          />
        )}
      </Loaded>
    </Panel>
  );
}

const runColumns: Column<Run>[] = [
  {
    id: 'started',
    header: t('Started'),
    cell: (run) => formatTime(run.startedAt),
    sort: (run) => run.startedAt,
    csv: (run) => run.startedAt,
  },
  {
    id: 'reason',
    header: t('Why'),
    cell: (run) => <Said all={[run.reason]} />,
    csv: (run) => run.reason,
  },
  {
    id: 'progress',
    header: t('Looked at'),
    cell: (run) => t('{{screened}} of {{total}}', { screened: run.screened, total: run.total }),
    csv: (run) => `${run.screened}/${run.total}`,
    end: true,
  },
  {
    id: 'new',
    header: t('New matches'),
    cell: (run) => run.newHits,
    csv: (run) => String(run.newHits),
    end: true,
  },
  {
    id: 'lapsed',
    header: t('Lapsed'),
    cell: (run) => run.lapsedHits,
    csv: (run) => String(run.lapsedHits),
    end: true,
  },
  {
    id: 'state',
    header: t('State'),
    cell: (run) => <StateBadge state={run.state} />,
    csv: (run) => run.state,
  },
];
