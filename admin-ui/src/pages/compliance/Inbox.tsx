import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { $api } from '../../api/client.ts';
import { useNow } from '../../app/now.ts';
import css from '../../design/design.module.css';
import { Figure, Figures } from '../../design/Figures.tsx';
import { countryName, formatAgo, words } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { PageHead, Panel, TaskRow } from '../../design/Page.tsx';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { approvalSaid, approvalTitle } from './payload.ts';
import { formatWait } from './wait.ts';
import { t } from '../../i18n/staff.ts';

/** What waits for a compliance officer, oldest first, each with its age and the way in. */
export function Inbox() {
  useCrumbs({ label: t('Inbox') });
  const now = useNow();
  const page = { limit: 200 };
  const cases = $api.useQuery('get', '/api/v1/kyc-cases', {
    params: { query: { ...page, state: 'in_review' } },
  });
  const issuers = $api.useQuery('get', '/api/v1/issuers', {
    params: { query: { ...page, state: 'submitted' } },
  });
  const wallets = $api.useQuery('get', '/api/v1/wallets', {
    params: { query: { ...page, state: 'proven' } },
  });
  const assets = $api.useQuery('get', '/api/v1/assets', {
    params: { query: { ...page, state: 'in_review' } },
  });
  const forms = $api.useQuery('get', '/api/v1/tax-forms', {
    params: { query: { ...page, state: 'filed' } },
  });
  const approvals = $api.useQuery('get', '/api/v1/approvals', {
    params: { query: { ...page, state: 'pending' } },
  });
  const count = (query: { data?: { items: unknown[] } }) => query.data?.items.length ?? '–';

  return (
    <div className={css.stack}>
      <div>
        <PageHead
          title={t('Inbox')}
          sub={t('What waits for a decision of compliance, oldest first.')}
        />
        <Figures>
          <Figure label={t('Investors')} value={count(cases)} asOf={t('cases in review')} />
          <Figure label={t('Wallets')} value={count(wallets)} asOf={t('proven, not registered')} />
          <Figure label={t('Issuers')} value={count(issuers)} asOf={t('submitted')} />
          <Figure label={t('Assets')} value={count(assets)} asOf={t('in review')} />
          <Figure
            label={t('Approvals')}
            value={count(approvals)}
            asOf={t('need a second person')}
          />
        </Figures>
      </div>
      <Panel title={t('Approvals')} aside={<Link to="/approvals">{t('every approval')}</Link>}>
        <Loaded query={approvals}>
          {(list) => (
            <Tasks empty={t('No approval waits.')}>
              {oldestFirst(list.items, (a) => a.requestedAt).map((approval) => (
                <TaskRow
                  key={approval.id}
                  title={approvalSaid(approval)}
                  detail={t('Asked by {{name}} {{requestedAt}}.', {
                    name: approval.requestedBy.name,
                    requestedAt: formatAgo(approval.requestedAt, now),
                  })}
                  action={
                    <Button
                      component={Link}
                      to={`/approvals/${approval.id}`}
                      variant="default"
                      aria-label={t('Decide: {{approval}}', { approval: approvalTitle(approval) })}
                    >
                      {t('Decide')}
                    </Button>
                  }
                />
              ))}
            </Tasks>
          )}
        </Loaded>
      </Panel>
      <Panel title={t('Investors')} aside={<Link to="/cases">{t('every case')}</Link>}>
        <Loaded query={cases}>
          {(list) => (
            <Tasks empty={t('No investor waits.')}>
              {oldestFirst(list.items, (c) => c.submittedAt ?? c.createdAt).map((c) => (
                <TaskRow
                  key={c.id}
                  title={t('Investor {{investorReference}}', {
                    investorReference: c.investorReference,
                  })}
                  detail={[
                    c.country ? countryName(c.country) : null,
                    c.requestedTier
                      ? t('asks for tier {{tier}}', { tier: words(c.requestedTier) })
                      : null,
                    c.screening && c.screening.openHits > 0
                      ? t('{{count}} possible matches', { count: c.screening.openHits })
                      : null,
                    c.waitingSeconds === null
                      ? null
                      : t('waits {{time}}', { time: formatWait(c.waitingSeconds) }),
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                  action={
                    <Button
                      component={Link}
                      to={`/cases/${c.id}`}
                      variant="default"
                      aria-label={t('Review investor {{investorReference}}', {
                        investorReference: c.investorReference,
                      })}
                    >
                      {t('Review')}
                    </Button>
                  }
                />
              ))}
            </Tasks>
          )}
        </Loaded>
      </Panel>
      <Panel title={t('Wallets')} aside={<Link to="/wallets">{t('every wallet')}</Link>}>
        <Loaded query={wallets}>
          {(list) => (
            <Tasks empty={t('No wallet waits.')}>
              {oldestFirst(list.items, (w) => w.createdAt).map((wallet) => (
                <TaskRow
                  key={wallet.id}
                  title={`${wallet.investorReference}, ${wallet.label}`}
                  detail={<Hex value={wallet.address} />}
                  action={
                    <Button component={Link} to="/wallets" variant="default">
                      {t('Go to wallets')}
                    </Button>
                  }
                />
              ))}
            </Tasks>
          )}
        </Loaded>
      </Panel>
      <Panel title={t('Tax forms')} aside={<Link to="/tax-forms">{t('every form')}</Link>}>
        <Loaded query={forms}>
          {(list) => (
            <Tasks empty={t('No tax form waits.')}>
              {oldestFirst(list.items, (f) => f.createdAt).map((form) => (
                <TaskRow
                  key={form.id}
                  title={t('{{form}} of {{investorReference}}', {
                    form: form.form,
                    investorReference: form.investorReference ?? t('an investor'),
                  })}
                  detail={t('{{country}} · filed {{createdAt}}', {
                    country: countryName(form.country),
                    createdAt: formatAgo(form.createdAt, now),
                  })}
                  action={
                    <Button component={Link} to="/tax-forms" variant="default">
                      {t('Go to tax forms')}
                    </Button>
                  }
                />
              ))}
            </Tasks>
          )}
        </Loaded>
      </Panel>
      <Panel title={t('Issuers')} aside={<Link to="/issuers">{t('every issuer')}</Link>}>
        <Loaded query={issuers}>
          {(list) => (
            <Tasks empty={t('No issuer waits.')}>
              {oldestFirst(list.items, (i) => i.submittedAt ?? i.createdAt).map((issuer) => (
                <TaskRow
                  key={issuer.id}
                  title={issuer.legalName}
                  detail={t('{{country}} · LEI {{lei}}', {
                    country: countryName(issuer.country),
                    lei: issuer.lei,
                  })}
                  action={
                    <Button
                      component={Link}
                      to={`/issuers/${issuer.id}`}
                      variant="default"
                      aria-label={t('Review {{legalName}}', { legalName: issuer.legalName })}
                    >
                      {t('Review')}
                    </Button>
                  }
                />
              ))}
            </Tasks>
          )}
        </Loaded>
      </Panel>
      <Panel title={t('Assets')} aside={<Link to="/assets">{t('every asset')}</Link>}>
        <Loaded query={assets}>
          {(list) => (
            <Tasks empty={t('No asset waits.')}>
              {oldestFirst(list.items, (a) => a.submittedAt ?? a.createdAt).map((asset) => (
                <TaskRow
                  key={asset.id}
                  title={asset.name}
                  detail={t('{{kind}} · submitted {{time}}', {
                    kind: words(asset.kind),
                    time: formatAgo(asset.submittedAt ?? asset.createdAt, now),
                  })}
                  action={
                    <Button
                      component={Link}
                      to={`/assets/${asset.id}/due-diligence`}
                      variant="default"
                      aria-label={t('Review {{name}}', { name: asset.name })}
                    >
                      {t('Review')}
                    </Button>
                  }
                />
              ))}
            </Tasks>
          )}
        </Loaded>
      </Panel>
    </div>
  );
}

function Tasks({ empty, children }: { empty: string; children: ReactNode[] }) {
  if (children.length === 0) {
    return (
      <p className="muted" style={{ margin: 0 }}>
        {empty} {t('New ones appear here by themselves.')}
      </p>
    );
  }
  return <div className={css.tight}>{children}</div>;
}

function oldestFirst<T>(items: T[], at: (item: T) => string): T[] {
  return [...items].sort((a, b) => at(a).localeCompare(at(b)));
}
