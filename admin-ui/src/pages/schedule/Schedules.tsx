import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { $api } from '../../api/client.ts';
import { useClock } from '../../app/now.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatDate, words } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import { t } from '../../i18n/staff.ts';
import { useSession } from '../../session/session.ts';
import { ruleWords, type Schedule, termsOf } from './schedule.ts';
import { useOpened } from '../../design/useKept.ts';
import { ScheduleForm, scheduleDraft } from './ScheduleForm.tsx';

const columns: Column<Schedule>[] = [
  {
    id: 'kind',
    header: t('Schedule'),
    cell: (s) => (
      <>
        <Link to="/schedules/$scheduleId" params={{ scheduleId: s.id }}>
          <strong>{words(termsOf(s).kind)}</strong>
        </Link>
        <div className="muted">{ruleWords(termsOf(s))}</div>
      </>
    ),
    sort: (s) => termsOf(s).kind,
    csv: (s) => termsOf(s).kind,
  },
  {
    id: 'every',
    header: t('Every'),
    cell: (s) => t('{{count}} months', { count: termsOf(s).everyMonths }),
    csv: (s) => String(termsOf(s).everyMonths),
  },
  {
    id: 'next',
    header: t('Next record date'),
    cell: (s) => (
      <>
        {s.next ? formatDate(s.next.recordDate) : '–'}
        {s.waitsForSheet ? <div className="muted">{t('waits for its income sheet')}</div> : null}
      </>
    ),
    sort: (s) => s.next?.recordDate ?? '',
    csv: (s) => s.next?.recordDate ?? '',
  },
  {
    id: 'state',
    header: t('State'),
    cell: (s) => <StateBadge state={s.state} of="schedule" />,
    sort: (s) => s.state,
    csv: (s) => s.state,
  },
];

/** Distributions that come again: each becomes a draft on its record date. */
export function Schedules({ assetId, live }: { assetId: string; live: boolean }) {
  const issues = useSession()?.role === 'issuer';
  const clock = useClock();
  const [adding, setAdding] = useOpened(scheduleDraft(assetId));
  const schedules = $api.useQuery('get', '/api/v1/assets/{id}/distribution-schedules', {
    params: { path: { id: assetId }, query: { limit: 50 } },
  });
  return (
    <div className={css.stack}>
      {adding && clock ? (
        <ScheduleForm assetId={assetId} today={clock} onDone={() => setAdding(false)} />
      ) : null}
      <Panel
        title={t('Schedules')}
        aside={
          issues && live && !adding ? (
            <Button variant="default" onClick={() => setAdding(true)}>
              {t('Propose a schedule')}
            </Button>
          ) : (
            t('what is paid again and again')
          )
        }
      >
        <Loaded query={schedules}>
          {({ items }) => (
            <DataTable
              label={t('Schedules')}
              rows={items}
              columns={columns}
              rowKey={(s) => s.id}
              empty={
                <Empty title={t('No schedule yet')}>
                  {t('Rent each month, a coupon each half-year: proposed once, drafted by itself.')}
                </Empty>
              }
            />
          )}
        </Loaded>
      </Panel>
    </div>
  );
}
