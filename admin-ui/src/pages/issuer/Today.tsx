import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { $api } from '../../api/client.ts';
import { asProblem } from '../../api/problem.ts';
import { useNow } from '../../app/now.ts';
import css from '../../design/design.module.css';
import { Figure, Figures } from '../../design/Figures.tsx';
import { formatAgo, formatTime, words } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, PageHead, Panel, TaskRow } from '../../design/Page.tsx';
import { stateLook } from '../../design/states.ts';
import { useSession } from '../../session/session.ts';
import { approvalTitle } from '../compliance/payload.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import type { Answer } from '../../api/types.ts';
import { t } from '../../i18n/staff.ts';

type Summary = Answer<'/api/v1/assets', 'get'>['items'][number];

/** What the issuer does next, for each state in which the next step is the issuer's. */
const NEXT: Partial<Record<Summary['state'], { title: string; verb: string; tab: string }>> = {
  draft: { title: t('is a draft.'), verb: t('Go on'), tab: '/due-diligence' },
  changes_requested: {
    title: t('came back with questions.'),
    verb: t('Answer'),
    tab: '/due-diligence',
  },
  approved: {
    title: t('is approved: its token comes next.'),
    verb: t('Design the token'),
    tab: '/token',
  },
};

/** The issuer's first page: what waits for me, then what waits for others. */
export function Today() {
  useCrumbs({ label: t('Today') });
  const person = useSession();
  const now = useNow();
  const assets = $api.useQuery('get', '/api/v1/assets', { params: { query: { limit: 200 } } });
  const approvals = $api.useQuery('get', '/api/v1/approvals', {
    params: { query: { limit: 200, state: 'pending' } },
  });
  const issuer = $api.useQuery('get', '/api/v1/issuers/me', undefined, { retry: false });
  const noRecord = issuer.isError && asProblem(issuer.error).status === 404;
  const recordWaits = noRecord || issuer.data?.allowedEvents.includes('submit');
  const mine = (assets.data?.items ?? []).filter((asset) => NEXT[asset.state]);
  const others = approvals.data?.items ?? [];
  const inReview = (assets.data?.items ?? []).filter((asset) => asset.state === 'in_review');
  const waiting = mine.length + (recordWaits ? 1 : 0);

  return (
    <div className={css.stack}>
      <div>
        <PageHead
          title={t('Today')}
          sub={`${person?.organisationName ?? ''} · ${formatTime(now.toISOString())}`}
        />
        <Figures>
          <Figure label={t('Waits for you')} value={waiting} asOf={t('tasks below')} />
          <Figure
            label={t('Waits for others')}
            value={others.length + inReview.length}
            asOf={t('reviews and approvals')}
          />
          <Figure
            label={t('Live assets')}
            value={(assets.data?.items ?? []).filter((a) => a.state === 'live').length}
            unit={t('of {{length}}', { length: assets.data?.items.length ?? 0 })}
            asOf={t('of your organisation')}
          />
        </Figures>
      </div>
      <Panel title={t('Waits for you')}>
        <Loaded query={assets}>
          {() =>
            waiting === 0 ? (
              <Empty
                title={t('Nothing waits for you')}
                action={
                  <Button component={Link} to="/assets/new" variant="default">
                    {t('New asset')}
                  </Button>
                }
              >
                {t('Reviews and approvals by others are below.')}
              </Empty>
            ) : (
              <div className={css.tight}>
                {recordWaits ? (
                  <TaskRow
                    title={t('Your organisation’s record is not with compliance yet.')}
                    detail={t('Assets can be submitted once it is approved.')}
                    action={
                      <Button component={Link} to="/organisation" variant="default">
                        {t('Complete the record')}
                      </Button>
                    }
                  />
                ) : null}
                {mine.map((asset) => (
                  <TaskRow
                    key={asset.id}
                    title={`${asset.name} ${NEXT[asset.state]?.title ?? ''}`}
                    detail={words(asset.kind)}
                    action={
                      <Button
                        component={Link}
                        to={`/assets/${asset.id}${NEXT[asset.state]?.tab ?? ''}`}
                        variant="default"
                        aria-label={`${NEXT[asset.state]?.verb ?? t('Open')}: ${asset.name}`}
                      >
                        {NEXT[asset.state]?.verb}
                      </Button>
                    }
                  />
                ))}
              </div>
            )
          }
        </Loaded>
      </Panel>
      <Panel title={t('Waits for others')}>
        <Loaded query={approvals}>
          {() =>
            others.length + inReview.length === 0 ? (
              <Empty title={t('Nothing is with others')} />
            ) : (
              <div className={css.tight}>
                {others.map((approval) => (
                  <TaskRow
                    key={approval.id}
                    tone="quiet"
                    title={`${approvalTitle(approval)}.`}
                    detail={`${stateLook(approval.state).label}, ${formatAgo(approval.requestedAt, now)}.`}
                    action={
                      <Button component={Link} to={`/approvals/${approval.id}`} variant="default">
                        {t('Show')}
                      </Button>
                    }
                  />
                ))}
                {inReview.map((asset) => (
                  <TaskRow
                    key={asset.id}
                    tone="quiet"
                    title={t('{{name}} is in review.', { name: asset.name })}
                    detail={
                      asset.submittedAt
                        ? t('Submitted {{submittedAt}}.', {
                            submittedAt: formatAgo(asset.submittedAt, now),
                          })
                        : ''
                    }
                  />
                ))}
              </div>
            )
          }
        </Loaded>
      </Panel>
    </div>
  );
}
