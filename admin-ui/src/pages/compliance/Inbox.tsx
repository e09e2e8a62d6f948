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
import { approvalTitle, shortenAddresses } from './payload.ts';
import { formatWait } from './wait.ts';

/** What waits for a compliance officer, oldest first, each with its age and the way in. */
export function Inbox() {
  useCrumbs({ label: 'Inbox' });
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
        <PageHead title="Inbox" sub="What waits for a decision of compliance, oldest first." />
        <Figures>
          <Figure label="Investors" value={count(cases)} asOf="cases in review" />
          <Figure label="Wallets" value={count(wallets)} asOf="proven, not registered" />
          <Figure label="Issuers" value={count(issuers)} asOf="submitted" />
          <Figure label="Assets" value={count(assets)} asOf="in review" />
          <Figure label="Approvals" value={count(approvals)} asOf="need a second person" />
        </Figures>
      </div>
      <Panel title="Approvals" aside={<Link to="/approvals">every approval</Link>}>
        <Loaded query={approvals}>
          {(list) => (
            <Tasks empty="No approval waits">
              {oldestFirst(list.items, (a) => a.requestedAt).map((approval) => (
                <TaskRow
                  key={approval.id}
                  title={shortenAddresses(approval.description)}
                  detail={`Asked by ${approval.requestedBy.name} ${formatAgo(approval.requestedAt, now)}.`}
                  action={
                    <Button
                      component={Link}
                      to={`/approvals/${approval.id}`}
                      variant="default"
                      aria-label={`Decide: ${approvalTitle(approval)}`}
                    >
                      Decide
                    </Button>
                  }
                />
              ))}
            </Tasks>
          )}
        </Loaded>
      </Panel>
      <Panel title="Investors" aside={<Link to="/cases">every case</Link>}>
        <Loaded query={cases}>
          {(list) => (
            <Tasks empty="No investor waits">
              {oldestFirst(list.items, (c) => c.submittedAt ?? c.createdAt).map((c) => (
                <TaskRow
                  key={c.id}
                  title={`Investor ${c.investorReference}`}
                  detail={[
                    c.country ? countryName(c.country) : null,
                    c.requestedTier ? `asks for ${c.requestedTier}` : null,
                    c.screening && c.screening.openHits > 0
                      ? `${c.screening.openHits} possible matches`
                      : null,
                    c.waitingSeconds === null ? null : `waits ${formatWait(c.waitingSeconds)}`,
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                  action={
                    <Button
                      component={Link}
                      to={`/cases/${c.id}`}
                      variant="default"
                      aria-label={`Review investor ${c.investorReference}`}
                    >
                      Review
                    </Button>
                  }
                />
              ))}
            </Tasks>
          )}
        </Loaded>
      </Panel>
      <Panel title="Wallets" aside={<Link to="/wallets">every wallet</Link>}>
        <Loaded query={wallets}>
          {(list) => (
            <Tasks empty="No wallet waits">
              {oldestFirst(list.items, (w) => w.createdAt).map((wallet) => (
                <TaskRow
                  key={wallet.id}
                  title={`${wallet.investorReference}, ${wallet.label}`}
                  detail={<Hex value={wallet.address} />}
                  action={
                    <Button component={Link} to="/wallets" variant="default">
                      Go to wallets
                    </Button>
                  }
                />
              ))}
            </Tasks>
          )}
        </Loaded>
      </Panel>
      <Panel title="Tax forms" aside={<Link to="/tax-forms">every form</Link>}>
        <Loaded query={forms}>
          {(list) => (
            <Tasks empty="No tax form waits">
              {oldestFirst(list.items, (f) => f.createdAt).map((form) => (
                <TaskRow
                  key={form.id}
                  title={`${form.form} of ${form.investorReference ?? 'an investor'}`}
                  detail={`${countryName(form.country)} · filed ${formatAgo(form.createdAt, now)}`}
                  action={
                    <Button component={Link} to="/tax-forms" variant="default">
                      Go to tax forms
                    </Button>
                  }
                />
              ))}
            </Tasks>
          )}
        </Loaded>
      </Panel>
      <Panel title="Issuers" aside={<Link to="/issuers">every issuer</Link>}>
        <Loaded query={issuers}>
          {(list) => (
            <Tasks empty="No issuer waits">
              {oldestFirst(list.items, (i) => i.submittedAt ?? i.createdAt).map((issuer) => (
                <TaskRow
                  key={issuer.id}
                  title={issuer.legalName}
                  detail={`${countryName(issuer.country)} · LEI ${issuer.lei}`}
                  action={
                    <Button
                      component={Link}
                      to={`/issuers/${issuer.id}`}
                      variant="default"
                      aria-label={`Review ${issuer.legalName}`}
                    >
                      Review
                    </Button>
                  }
                />
              ))}
            </Tasks>
          )}
        </Loaded>
      </Panel>
      <Panel title="Assets" aside={<Link to="/assets">every asset</Link>}>
        <Loaded query={assets}>
          {(list) => (
            <Tasks empty="No asset waits">
              {oldestFirst(list.items, (a) => a.submittedAt ?? a.createdAt).map((asset) => (
                <TaskRow
                  key={asset.id}
                  title={asset.name}
                  detail={`${words(asset.kind)} · submitted ${formatAgo(asset.submittedAt ?? asset.createdAt, now)}`}
                  action={
                    <Button
                      component={Link}
                      to={`/assets/${asset.id}/due-diligence`}
                      variant="default"
                      aria-label={`Review ${asset.name}`}
                    >
                      Review
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
        {empty}. New ones appear here by themselves.
      </p>
    );
  }
  return <div className={css.tight}>{children}</div>;
}

function oldestFirst<T>(items: T[], at: (item: T) => string): T[] {
  return [...items].sort((a, b) => at(a).localeCompare(at(b)));
}
