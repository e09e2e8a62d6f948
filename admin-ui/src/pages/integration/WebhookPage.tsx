import { Button } from '@mantine/core';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { $api, api, body } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { StateBadge } from '../../design/Badge.tsx';
import { CopyText } from '../../design/CopyText.tsx';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatTime, words } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Facts, PageHead, Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { useAction } from '../../design/useAction.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import type { Webhook } from './Webhooks.tsx';

type Delivery = Answer<'/api/v1/webhooks/{id}/deliveries', 'get'>['items'][number];

/** One receiver: how it fares, what it was told, and how to tell it again. */
export function WebhookPage() {
  const { webhookId } = useParams({ from: '/inside/webhooks/$webhookId' });
  const query = $api.useQuery(
    'get',
    '/api/v1/webhooks/{id}',
    { params: { path: { id: webhookId } } },
    { refetchInterval: 10_000, retry: false },
  );
  return <Loaded query={query}>{(webhook) => <Receiver webhook={webhook} />}</Loaded>;
}

function Receiver({ webhook }: { webhook: Webhook }) {
  useCrumbs({ label: 'Webhooks', to: '/webhooks' }, { label: new URL(webhook.url).host });
  const navigate = useNavigate();
  const action = useAction();
  const [secret, setSecret] = useState<string | null>(null);
  const params = { path: { id: webhook.id } };
  const deliveries = $api.useQuery(
    'get',
    '/api/v1/webhooks/{id}/deliveries',
    { params: { ...params, query: { limit: 100 } } },
    { refetchInterval: 10_000, retry: false },
  );
  const replay = (delivery: Delivery) =>
    void action.run(
      () =>
        api.POST('/api/v1/webhooks/{id}/replays', { params, body: { deliveryId: delivery.id } }),
      'It is told again.',
    );
  const remove = async () => {
    await api.DELETE('/api/v1/webhooks/{id}', { params });
    await navigate({ to: '/webhooks' });
  };
  const rotate = async () => {
    const made = await action.run(() => body(api.POST('/api/v1/webhooks/{id}/secret', { params })));
    if (made) setSecret(made.secret);
  };
  return (
    <div className={css.stack}>
      <PageHead
        title={new URL(webhook.url).host}
        badge={<StateBadge state={webhook.state} />}
        sub={webhook.description ?? webhook.url}
        actions={
          <>
            <Button variant="default" c="var(--red)" onClick={() => void action.run(remove)}>
              Remove
            </Button>
            <Button variant="default" onClick={() => void rotate()}>
              New secret
            </Button>
            {webhook.state === 'active' ? (
              <Button
                variant="default"
                onClick={() =>
                  void action.run(() => api.POST('/api/v1/webhooks/{id}/disable', { params }))
                }
              >
                Disable
              </Button>
            ) : (
              <Button
                onClick={() =>
                  void action.run(() =>
                    api.POST('/api/v1/webhooks/{id}/enable', {
                      params,
                      body: { from: 'where_it_stopped' },
                    }),
                  )
                }
              >
                Enable where it stopped
              </Button>
            )}
          </>
        }
      />
      <ProblemNotice error={action.error} />
      {secret ? (
        <Panel title="The new secret is shown once" aside="the old one signs too for a while">
          <CopyText text={secret} label="webhook secret" />
        </Panel>
      ) : null}
      <Panel title="Receiver">
        <Facts
          items={[
            ['Address', webhook.url],
            [
              'Events',
              <span key="e" className="mono">
                {webhook.eventTypes.join(', ')}
              </span>,
            ],
            ['Told up to event', String(webhook.position)],
            ['Failed in a row', String(webhook.failures)],
            ['Next attempt', webhook.nextAttemptAt ? formatTime(webhook.nextAttemptAt) : null],
            ['Disabled because', webhook.disabledBecause ? words(webhook.disabledBecause) : null],
          ]}
        />
      </Panel>
      <Panel title="Deliveries" aside="newest first">
        <Loaded query={deliveries}>
          {({ items }) => (
            <DataTable
              label="Deliveries"
              rows={items}
              columns={columns(replay)}
              rowKey={(d) => d.id}
              csvName="deliveries"
              empty={
                <Empty title="Nothing was told yet">
                  The next event of your assets is delivered here, with every attempt.
                </Empty>
              }
            />
          )}
        </Loaded>
      </Panel>
    </div>
  );
}

const columns = (replay: (delivery: Delivery) => void): Column<Delivery>[] => [
  {
    id: 'event',
    header: 'Event',
    cell: (d) => (
      <>
        <strong>{d.eventType}</strong>
        <div className="muted">
          number {d.eventNumber}, {formatTime(d.createdAt)}
        </div>
      </>
    ),
    sort: (d) => d.eventNumber,
    csv: (d) => `${d.eventNumber} ${d.eventType}`,
  },
  {
    id: 'attempts',
    header: 'Attempts',
    cell: (d) =>
      d.attempts.map((a) => (
        <div key={a.number}>
          {a.number}. {formatTime(a.sentAt)}: {a.httpStatus ?? words(a.failure ?? 'no answer')},{' '}
          {a.durationMs} ms
          {a.answer ? <div className="mono muted">{a.answer.slice(0, 120)}</div> : null}
        </div>
      )),
    csv: (d) => String(d.attempts.length),
  },
  {
    id: 'state',
    header: 'State',
    cell: (d) => <StateBadge state={d.state} />,
    sort: (d) => d.state,
    csv: (d) => d.state,
  },
  {
    id: 'do',
    header: '',
    cell: (d) => (
      <Button
        size="compact-sm"
        variant="default"
        aria-label={`Tell event ${d.eventNumber} again`}
        onClick={() => replay(d)}
      >
        Tell again
      </Button>
    ),
  },
];
