import { Button } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { $api } from '../../api/client.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { DocumentPane } from '../../design/Documents.tsx';
import { Figure, Figures } from '../../design/Figures.tsx';
import { formatDate, words } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { LoadedPage } from '../../design/Loaded.tsx';
import { Facts, PageHead, Panel, TaskRow } from '../../design/Page.tsx';
import { t } from '../../i18n/staff.ts';
import { useSession } from '../../session/session.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { useAsset } from '../asset/useAsset.ts';
import { Occurrences } from './Occurrences.tsx';
import { ruleWords, type Schedule, termsOf } from './schedule.ts';
import { ScheduleActions } from './ScheduleActions.tsx';
import { SheetForm } from './SheetForm.tsx';

/** One schedule: its terms, what comes next, and what became of it so far. */
export function SchedulePage() {
  const { scheduleId } = useParams({ from: '/inside/schedules/$scheduleId' });
  const query = $api.useQuery(
    'get',
    '/api/v1/distribution-schedules/{id}',
    { params: { path: { id: scheduleId } } },
    { refetchInterval: 15_000 },
  );
  return <LoadedPage query={query}>{(schedule) => <Sheet schedule={schedule} />}</LoadedPage>;
}

function Sheet({ schedule }: { schedule: Schedule }) {
  const issues = useSession()?.role === 'issuer';
  const name = useAsset(schedule.assetId).data?.name ?? t('Asset');
  const terms = termsOf(schedule);
  const { next } = schedule;
  const title = t('{{kind}}, every {{months}}', {
    kind: words(terms.kind),
    months: t('{{count}} months', { count: terms.everyMonths }),
  });
  useCrumbs({ label: name, to: `/assets/${schedule.assetId}/distributions` }, { label: title });
  const sheets = terms.rule.type === 'income_sheet';
  return (
    <div className={css.stack}>
      <div>
        <PageHead
          title={title}
          badge={<StateBadge state={schedule.state} of="schedule" />}
          sub={`${name}: ${ruleWords(terms)}`}
          actions={<ScheduleActions schedule={schedule} />}
        />
        <Figures>
          <Figure
            label={t('Next payment')}
            value={next ? formatDate(next.paymentDate) : '–'}
            asOf={next ? t('number {{number}}', { number: next.number }) : t('none comes')}
          />
          <Figure
            label={t('Its record date')}
            value={next ? formatDate(next.recordDate) : '–'}
            asOf={t('a draft is made on this day')}
          />
          {sheets ? (
            <Figure
              label={t('Income sheet')}
              value={next?.sheet ? t('given') : t('missing')}
              asOf={schedule.waitsForSheet ? t('its day has come') : t('for the next payment')}
            />
          ) : null}
        </Figures>
      </div>
      {schedule.approvalId ? (
        <TaskRow
          tone="quiet"
          title={t('A change waits for compliance.')}
          action={
            <Button component={Link} to={`/approvals/${schedule.approvalId}`} variant="default">
              {t('Show the request')}
            </Button>
          }
        />
      ) : null}
      {sheets && next && issues && schedule.state === 'active' ? (
        <SheetForm key={next.number} schedule={schedule} occurrence={next} />
      ) : null}
      <Occurrences schedule={schedule} />
      <div className={css.grid}>
        <Panel title={t('Terms')}>
          <Facts
            items={[
              [t('How much'), ruleWords(terms)],
              [t('Paid in'), <Hex key="p" value={terms.paymentToken} />],
              [t('First payment'), formatDate(terms.firstDate)],
              [t('Last payment'), terms.lastDate ? formatDate(terms.lastDate) : t('open')],
              [
                t('Record date'),
                t('{{count}} business days before', { count: terms.recordDaysBefore ?? 5 }),
              ],
              [t('Business days'), terms.market ?? null],
            ]}
          />
        </Panel>
        <Panel title={t('Lease, terms or resolution')}>
          <DocumentPane documentId={terms.documentId} name={t('terms')} />
        </Panel>
      </div>
    </div>
  );
}
