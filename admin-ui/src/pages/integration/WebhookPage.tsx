import { Button } from '@mantine/core';
import { keepPreviousData } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { $api, api, body } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { StateBadge } from '../../design/Badge.tsx';
import { CopyText } from '../../design/CopyText.tsx';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatTime, words } from '../../design/format.ts';
import { Loaded, LoadedPage } from '../../design/Loaded.tsx';
import { Empty, Facts, PageHead, Panel } from '../../design/Page.tsx';
import { Pager, usePages } from '../../design/Pager.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { useAction } from '../../design/useAction.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import type { Webhook } from './Webhooks.tsx';
import { t } from '../../i18n/staff.ts';

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
  return <LoadedPage query={query}>{(webhook) => <Receiver webhook={webhook} />}</LoadedPage>;
}

function Receiver({ webhook }: { webhook: Webhook }) {
  useCrumbs({ label: t('Webhooks'), to: '/webhooks' }, { label: new URL(webhook.url).host });
  const navigate = useNavigate();
  const action = useAction();
  const [secret, setSecret] = useState<string | null>(null);
  const params = { path: { id: webhook.id } };
  const pages = usePages();
  const deliveries = $api.useQuery(
    'get',
    '/api/v1/webhooks/{id}/deliveries',
    { params: { ...params, query: pages.query } },
    { placeholderData: keepPreviousData, refetchInterval: 10_000, retry: false },
  );
  const replay = (delivery: Delivery) =>
    void action.run(
      () =>
        api.POST('/api/v1/webhooks/{id}/replays', { params, body: { deliveryId: delivery.id } }),
      t('It is told again.'),
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
              {t('Remove')}
            </Button>
            <Button variant="default" onClick={() => void rotate()}>
              {t('New secret')}
            </Button>
            {webhook.state === 'active' ? (
              <Button
                variant="default"
                onClick={() =>
                  void action.run(() => api.POST('/api/v1/webhooks/{id}/disable', { params }))
                }
              >
                {t('Disable')}
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
                {t('Enable where it stopped')}
              </Button>
            )}
          </>
        }
      />
      <ProblemNotice error={action.error} />
      {secret ? (
        <Panel
          title={t('The new secret is shown once')}
          aside={t('the old one signs too for a while')}
        >
          <CopyText text={secret} label={t('webhook secret')} />
        </Panel>
      ) : null}
      <Panel title={t('Receiver')}>
        <Facts
          items={[
            [t('Address'), webhook.url],
            [
              t('Events'),
              <span key="e" className="mono">
                {webhook.eventTypes.join(', ')}
              </span>,
            ],
            [t('Told up to event'), String(webhook.position)],
            [t('Failed in a row'), String(webhook.failures)],
            [t('Next attempt'), webhook.nextAttemptAt ? formatTime(webhook.nextAttemptAt) : null],
            [
              t('Disabled because'),
              webhook.disabledBecause ? words(webhook.disabledBecause) : null,
            ],
          ]}
        />
      </Panel>
      <Panel title={t('Deliveries')} aside={t('newest first')}>
        <Loaded query={deliveries}>
          {({ items }) => (
            <DataTable
              label={t('Deliveries')}
              rows={items}
              columns={columns(replay)}
              rowKey={(d) => d.id}
              csvName="deliveries"
              empty={
                <Empty title={t('Nothing was told yet')}>
                  {t('The next event of your assets is delivered here, with every attempt.')}
                </Empty>
              }
            />
          )}
        </Loaded>
        <Pager pages={pages} next={deliveries.data?.nextCursor ?? null} />
      </Panel>
    </div>
  );
}

const columns = (replay: (delivery: Delivery) => void): Column<Delivery>[] => [
  {
    id: 'event',
    header: t('Event'),
    cell: (d) => (
      <>
        <strong>{d.eventType}</strong>
        <div className="muted">
          {t('number {{number}}, {{time}}', {
            number: d.eventNumber,
            time: formatTime(d.createdAt),
          })}
        </div>
      </>
    ),
    sort: (d) => d.eventNumber,
    csv: (d) => `${d.eventNumber} ${d.eventType}`,
  },
  {
    id: 'attempts',
    header: t('Attempts'),
    cell: (d) =>
      d.attempts.map((a) => (
        <div key={a.number}>
          {a.number}. {formatTime(a.sentAt)}: {a.httpStatus ?? words(a.failure ?? 'no_answer')},{' '}
          {a.durationMs} ms
          {a.answer ? <div className="mono muted">{a.answer.slice(0, 120)}</div> : null}
        </div>
      )),
    csv: (d) => String(d.attempts.length),
  },
  {
    id: 'state',
    header: t('State'),
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
        aria-label={t('Tell event {{eventNumber}} again', { eventNumber: d.eventNumber })}
        onClick={() => replay(d)}
      >
        {t('Tell again')}
      </Button>
    ),
  },
];
