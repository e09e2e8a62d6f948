import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type SyntheticEvent, useState } from 'react';
import { $api, api, body } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { StateBadge } from '../../design/Badge.tsx';
import { CopyText } from '../../design/CopyText.tsx';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatTime } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, PageHead, Panel, TaskRow } from '../../design/Page.tsx';
import { Form } from '../../design/Form.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { TextField } from '../../design/TextField.tsx';
import { useAction } from '../../design/useAction.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { t } from '../../i18n/staff.ts';

export type Webhook = Answer<'/api/v1/webhooks/{id}', 'get'>;

const columns: Column<Webhook>[] = [
  {
    id: 'url',
    header: t('Receiver'),
    cell: (w) => (
      <>
        <Link to="/webhooks/$webhookId" params={{ webhookId: w.id }}>
          <strong style={{ overflowWrap: 'anywhere' }}>{w.url}</strong>
        </Link>
        <div className="muted">{w.description}</div>
      </>
    ),
    sort: (w) => w.url,
  },
  {
    id: 'events',
    header: t('Events'),
    cell: (w) => <span className="mono">{w.eventTypes.join(', ')}</span>,
  },
  {
    id: 'position',
    header: t('Told up to'),
    end: true,
    cell: (w) => w.position,
    sort: (w) => w.position,
  },
  {
    id: 'state',
    header: t('State'),
    cell: (w) => (
      <>
        <StateBadge state={w.state} />
        {w.failingSince ? (
          <div className="muted">
            {t('fails since {{time}}', { time: formatTime(w.failingSince) })}
          </div>
        ) : null}
      </>
    ),
    sort: (w) => w.state,
  },
];

/** Where the organisation's programs are told of events. */
export function Webhooks() {
  useCrumbs({ label: t('Webhooks') });
  const webhooks = $api.useQuery(
    'get',
    '/api/v1/webhooks',
    { params: { query: { limit: 100 } } },
    { refetchInterval: 15_000 },
  );
  return (
    <div className={css.stack}>
      <PageHead
        title={t('Webhooks')}
        sub={t(
          'Your programs are told of each event, signed, in order, and again until they answer.',
        )}
      />
      <Panel title={t('Receivers')}>
        <Loaded query={webhooks}>
          {({ items }) => (
            <DataTable
              label={t('Webhooks')}
              rows={items}
              columns={columns}
              rowKey={(w) => w.id}
              empty={
                <Empty title={t('Nobody is told yet')}>{t('Add the first receiver below.')}</Empty>
              }
            />
          )}
        </Loaded>
      </Panel>
      <NewWebhook />
    </div>
  );
}

const EMPTY = { url: '', eventTypes: '*', description: '' };

function NewWebhook() {
  const action = useAction();
  const [value, setValue] = useState(EMPTY);
  const [added, setAdded] = useState<{ url: string; secret: string } | null>(null);
  const create = async (event: SyntheticEvent) => {
    event.preventDefault();
    const made = await action.run(() =>
      body(
        api.POST('/api/v1/webhooks', {
          body: {
            url: value.url.trim(),
            eventTypes: value.eventTypes.split(/[\s,]+/).filter(Boolean),
            ...(value.description.trim() ? { description: value.description } : {}),
          },
        }),
      ),
    );
    if (made) {
      setAdded({ url: made.webhook.url, secret: made.secret });
      setValue(EMPTY);
    }
  };
  return (
    <Panel title={t('New receiver')}>
      <Form error={action.error} onSubmit={create} className={css.tight}>
        <TextField
          name="url"
          label={t('Address')}
          description={t('HTTPS, reachable from the internet; redirects are not followed.')}
          required
          value={value}
          onChange={setValue}
        />
        <TextField
          name="eventTypes"
          label={t('Events')}
          description={t(
            '* for all, or Contract.Event.outcome, with commas: AssetToken.Transfer.final',
          )}
          required
          value={value}
          onChange={setValue}
        />
        <TextField
          name="description"
          label={t('What it is for')}
          value={value}
          onChange={setValue}
        />
        <ProblemNotice error={action.error} />
        <div>
          <Button type="submit" loading={action.busy}>
            {t('Add the receiver')}
          </Button>
        </div>
        {added ? (
          <>
            <TaskRow
              tone="good"
              title={t('The secret of {{url}} is shown once.', { url: added.url })}
              detail={t('Your program checks each signature with it.')}
            />
            <CopyText text={added.secret} label={t('webhook secret')} />
          </>
        ) : null}
      </Form>
    </Panel>
  );
}
