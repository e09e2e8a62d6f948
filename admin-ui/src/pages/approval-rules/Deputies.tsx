import { Button, Select } from '@mantine/core';
import { Form } from '../../design/Form.tsx';
import { type SyntheticEvent, useState } from 'react';
import { $api, api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { useClock } from '../../app/now.ts';
import { DAY_MS, dayAfter, inOrder } from '../../design/days.ts';
import { Badge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatTime } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { TextField } from '../../design/TextField.tsx';
import { useAction } from '../../design/useAction.ts';
import { t } from '../../i18n/staff.ts';
import { useSession } from '../../session/session.ts';
import form from '../asset/asset.module.css';

type Delegation = Answer<'/api/v1/approval-delegations', 'get'>['items'][number];

/** Who decides for whom while an officer is away. */
export function Deputies() {
  const person = useSession();
  const clock = useClock();
  const action = useAction();
  const delegations = $api.useQuery('get', '/api/v1/approval-delegations', {
    params: { query: { limit: 50 } },
  });
  const revoke = (d: Delegation) =>
    action.run(
      () =>
        api.POST('/api/v1/approval-delegations/{id}/revoke', { params: { path: { id: d.id } } }),
      t('The deputy no longer decides for you.'),
    );
  return (
    <>
      <Panel title={t('Deputies')} aside={t('the maker of a request is never its approver')}>
        <ProblemNotice error={action.error} />
        <Loaded query={delegations}>
          {({ items }) => (
            <DataTable
              label={t('Deputies')}
              rows={items}
              columns={columns(person?.id, (d) => void revoke(d))}
              rowKey={(d) => d.id}
              csvName="deputies"
              empty={
                <Empty title={t('No deputy yet')}>
                  {t('Before you go away, name a colleague below.')}
                </Empty>
              }
            />
          )}
        </Loaded>
      </Panel>
      {clock ? <NameDeputy now={clock} /> : null}
    </>
  );
}

const columns = (
  me: string | undefined,
  revoke: (delegation: Delegation) => void,
): Column<Delegation>[] => [
  {
    id: 'officer',
    header: t('For'),
    cell: (d) => <strong>{d.officer.name}</strong>,
    sort: (d) => d.officer.name,
    csv: (d) => d.officer.name,
  },
  {
    id: 'deputy',
    header: t('Deputy'),
    cell: (d) => d.deputy.name,
    sort: (d) => d.deputy.name,
    csv: (d) => d.deputy.name,
  },
  {
    id: 'from',
    header: t('From'),
    cell: (d) => formatTime(d.startsAt),
    sort: (d) => d.startsAt,
    csv: (d) => d.startsAt,
  },
  {
    id: 'to',
    header: t('Until'),
    cell: (d) => formatTime(d.endsAt),
    sort: (d) => d.endsAt,
    csv: (d) => d.endsAt,
  },
  { id: 'why', header: t('Reason'), cell: (d) => d.reason, csv: (d) => d.reason },
  {
    id: 'state',
    header: t('State'),
    cell: (d) =>
      d.revokedAt ? (
        <Badge tone="ink">{t('Taken back')}</Badge>
      ) : d.inForce ? (
        <Badge tone="green">{t('In force')}</Badge>
      ) : (
        <Badge tone="blue">{t('Not in force')}</Badge>
      ),
    csv: (d) => (d.revokedAt ? 'revoked' : String(d.inForce)),
  },
  {
    id: 'do',
    header: '',
    end: true,
    cell: (d) =>
      d.officer.userId === me && !d.revokedAt ? (
        <Button size="compact-sm" variant="default" onClick={() => revoke(d)}>
          {t('Take back')}
        </Button>
      ) : null,
  },
];

const LONGEST_DAYS = 90;

function lastDayProblem({ from, to }: { from: string; to: string }, now: Date): string | null {
  if (to < from) return t('The last day is before the first.');
  if (to < dayAfter(now, 0)) return t('This day is over.');
  return Date.parse(to) - Date.parse(from) >= LONGEST_DAYS * DAY_MS ? t('90 days at most') : null;
}

function NameDeputy({ now }: { now: Date }) {
  const person = useSession();
  const action = useAction();
  const members = $api.useQuery('get', '/api/v1/members', { params: { query: { limit: 200 } } });
  const [deputyId, setDeputy] = useState<string | null>(null);
  const [value, setValue] = useState({
    from: dayAfter(now, 0),
    to: dayAfter(now, 14),
    reason: '',
  });
  const text = { value, onChange: setValue, required: true };
  const problems = { to: lastDayProblem(value, now) };
  const colleagues = (members.data?.items ?? []).filter(
    (m) => m.role === person?.role && m.userId !== person.id,
  );
  const name = async (event: SyntheticEvent) => {
    event.preventDefault();
    const named = await action.run(
      () =>
        api.POST('/api/v1/approval-delegations', {
          body: {
            deputyId: deputyId ?? '',
            startsAt: `${value.from}T00:00:00.000Z`,
            endsAt: `${value.to}T23:59:59.000Z`,
            reason: value.reason,
          },
        }),
      t('The deputy is named.'),
    );
    if (named) setValue({ ...value, reason: '' });
  };
  return (
    <Panel title={t('Name a deputy')} aside={t('90 days at most')}>
      <Form error={action.error} onSubmit={name} className={css.tight}>
        <div className={form.form}>
          <Select
            label={t('Colleague')}
            required
            data={colleagues.map((m) => ({ value: m.userId, label: m.name }))}
            value={deputyId}
            onChange={setDeputy}
            error={
              members.data && colleagues.length === 0
                ? t('Nobody else of your role is in your organisation.')
                : null
            }
          />
          <TextField name="from" as="startsAt" label={t('First day, UTC')} type="date" {...text} />
          <TextField
            name="to"
            as="endsAt"
            label={t('Last day, UTC')}
            type="date"
            problem={problems.to}
            {...text}
          />
          <TextField name="reason" label={t('Reason')} {...text} />
        </div>
        <ProblemNotice error={action.error} />
        <div>
          <Button
            type="submit"
            loading={action.busy}
            disabled={!deputyId || value.reason.trim() === '' || !inOrder(problems)}
          >
            {t('Name the deputy')}
          </Button>
        </div>
      </Form>
    </Panel>
  );
}
