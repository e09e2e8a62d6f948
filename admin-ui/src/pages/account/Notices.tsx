import { Button, SegmentedControl, Switch } from '@mantine/core';
import { keepPreviousData } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { $api, api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { useNow } from '../../app/now.ts';
import css from '../../design/design.module.css';
import { formatAgo, words } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, PageHead, Panel, TaskRow } from '../../design/Page.tsx';
import { Pager, usePages } from '../../design/Pager.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { useAction } from '../../design/useAction.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { type Message, t } from '../../i18n/i18n.ts';
import { told, toldInShort } from '../../i18n/register.ts';

type Notice = Answer<'/api/v1/notices', 'get'>['items'][number];
type Topic = Notice['topic'];

/** Topics that the plain words of their names do not say well. */
const TOPICS: Partial<Record<Topic, Message>> = {
  decisions_to_make: 'Decisions that wait for me',
  decisions_made: 'Decisions about my requests',
  identity: 'My identity and wallets',
  subscriptions: 'My orders',
  distributions: 'Income',
  holders_rights: 'Votes and rights of holders',
};

const topicWords = (topic: Topic): string => {
  const known = TOPICS[topic];
  return known ? t(known) : words(topic);
};

/** What the register told this person, the newest first; each line opens the page it is about. */
export function Notices() {
  useCrumbs({ label: t('Messages') });
  const [only, setOnly] = useState<'unread' | 'all'>('unread');
  const action = useAction();
  const pages = usePages(only);
  const notices = $api.useQuery(
    'get',
    '/api/v1/notices',
    { params: { query: { ...pages.query, ...(only === 'unread' ? { unread: 'true' } : {}) } } },
    { placeholderData: keepPreviousData, refetchInterval: 20_000 },
  );
  return (
    <div className={css.stack}>
      <PageHead
        title={t('Messages')}
        sub={t('What happened to what is yours, and what waits for you.')}
        actions={
          <Button
            variant="default"
            loading={action.busy}
            disabled={!notices.data?.items.some(({ readAt }) => readAt === null)}
            onClick={() =>
              void action.run(() => api.POST('/api/v1/notices/read'), t('All messages are read.'))
            }
          >
            {t('Mark all as read')}
          </Button>
        }
      />
      <ProblemNotice error={action.error} />
      <Panel
        title={t('Inbox')}
        aside={
          <SegmentedControl
            aria-label={t('Which messages')}
            size="xs"
            data={[
              { value: 'unread', label: t('Unread') },
              { value: 'all', label: t('All') },
            ]}
            value={only}
            onChange={setOnly}
          />
        }
      >
        <Loaded query={notices}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title={only === 'unread' ? t('Nothing unread') : t('No message yet')}>
                {t(
                  'Decisions, deliveries and payments are told here, and by e-mail as you choose below.',
                )}
              </Empty>
            ) : (
              <div className={css.tight}>
                {items.map((notice) => (
                  <NoticeRow key={notice.id} notice={notice} />
                ))}
              </div>
            )
          }
        </Loaded>
        <Pager pages={pages} next={notices.data?.nextCursor ?? null} />
      </Panel>
      <Preferences />
    </div>
  );
}

export function NoticeRow({ notice }: { notice: Notice }) {
  const now = useNow();
  const navigate = useNavigate();
  const action = useAction();
  const open = async () => {
    if (notice.readAt === null) {
      await action.run(() =>
        api.POST('/api/v1/notices/{id}/read', { params: { path: { id: notice.id } } }),
      );
    }
    await navigate({ to: notice.link });
  };
  const title = told({ text: notice.title, values: {} });
  // Which request it is about, where it is about one.
  const about = notice.about ? toldInShort(notice.about) : null;
  return (
    <TaskRow
      {...(notice.readAt === null ? {} : { tone: 'quiet' as const })}
      title={title}
      detail={
        <>
          {about ? <span style={{ color: 'var(--ink)' }}>{about} </span> : null}
          {[
            topicWords(notice.topic),
            formatAgo(notice.createdAt, now),
            notice.readAt ? t('read') : null,
          ]
            .filter(Boolean)
            .join(', ')}
        </>
      }
      action={
        <Button
          variant="default"
          loading={action.busy}
          aria-label={t('Go there: {{title}}', { title: about ? `${title} ${about}` : title })}
          onClick={() => void open()}
        >
          {t('Go there')}
        </Button>
      }
    />
  );
}

/** Which messages go out by e-mail as well. */
function Preferences() {
  const action = useAction();
  const query = $api.useQuery('get', '/api/v1/notices/preferences');
  return (
    <Panel title={t('Also by e-mail')}>
      <Loaded query={query}>
        {({ topics }) => (
          <div className={css.tight}>
            {topics.map(({ topic, email }) => (
              <Switch
                key={topic}
                label={topicWords(topic)}
                checked={email}
                disabled={action.busy}
                onChange={() =>
                  void action.run(() =>
                    api.PUT('/api/v1/notices/preferences', {
                      body: { topics: [{ topic, email: !email }] },
                    }),
                  )
                }
              />
            ))}
            <ProblemNotice error={action.error} />
          </div>
        )}
      </Loaded>
    </Panel>
  );
}
