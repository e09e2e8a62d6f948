import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { $api, api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { Badge, StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { countryByNumeric } from '../../design/countries.ts';
import { formatTime } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, PageHead, Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { ReasonDialog } from '../../design/ReasonDialog.tsx';
import { OperationSteps } from '../../design/Timeline.tsx';
import { useAction } from '../../design/useAction.ts';
import { useSession } from '../../session/session.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';

type Wallet = Answer<'/api/v1/wallets', 'get'>['items'][number];

/** Every wallet: what the register says beside what the chain says, and the decision. */
export function EveryWallet() {
  useCrumbs({ label: 'Wallets' });
  const decides = useSession()?.role === 'compliance';
  const action = useAction();
  const [refusing, setRefusing] = useState<Wallet | null>(null);
  const [releasing, setReleasing] = useState<Wallet | null>(null);
  const wallets = $api.useQuery(
    'get',
    '/api/v1/wallets',
    { params: { query: { limit: 200 } } },
    { refetchInterval: 10_000 },
  );

  const columns: Column<Wallet>[] = [
    {
      id: 'investor',
      header: 'Investor',
      cell: (w) =>
        w.kycCaseId ? (
          <Link to="/cases/$caseId" params={{ caseId: w.kycCaseId }}>
            {w.investorReference}
          </Link>
        ) : (
          (w.investorReference ?? '–')
        ),
      sort: (w) => w.investorReference ?? '',
      csv: (w) => w.investorReference ?? '',
    },
    {
      id: 'wallet',
      header: 'Wallet',
      cell: (w) => <Hex value={w.address} name={w.label} />,
      sort: (w) => w.label,
      csv: (w) => w.address,
    },
    {
      id: 'proven',
      header: 'Proven',
      cell: (w) => formatTime(w.provenAt),
      sort: (w) => w.provenAt,
      csv: (w) => w.provenAt,
    },
    {
      id: 'state',
      header: 'Register',
      cell: (w) => <StateBadge state={w.state} />,
      sort: (w) => w.state,
      csv: (w) => w.state,
    },
    { id: 'chain', header: 'Chain', cell: (w) => <OnChain wallet={w} /> },
    {
      id: 'decide',
      header: '',
      end: true,
      cell: (w) =>
        decides && w.state === 'proven' ? (
          <div className={css.actions} style={{ justifyContent: 'flex-end' }}>
            <Button
              size="compact-md"
              variant="default"
              c="var(--red)"
              aria-label={`Refuse wallet ${w.label} of ${w.investorReference}`}
              onClick={() => setRefusing(w)}
            >
              Refuse
            </Button>
            <Button
              size="compact-md"
              aria-label={`Approve wallet ${w.label} of ${w.investorReference}`}
              loading={action.busy}
              onClick={() =>
                void action.run(
                  () =>
                    api.POST('/api/v1/wallets/{id}/approve', {
                      params: {
                        path: { id: w.id },
                        // The wallet as it is shown: pressed twice, it is approved once.
                        header: { 'Idempotency-Key': `approve-${w.id}-${w.updatedAt}` },
                      },
                    }),
                  'The wallet goes to the register on the chain.',
                )
              }
            >
              Approve
            </Button>
          </div>
        ) : decides && w.state === 'frozen' ? (
          <Button
            size="compact-md"
            variant="default"
            aria-label={`Release wallet ${w.label} of ${w.investorReference}`}
            onClick={() => setReleasing(w)}
          >
            Release
          </Button>
        ) : null,
    },
  ];

  return (
    <div className={css.stack}>
      <PageHead
        title="Wallets"
        sub="A wallet is admitted only for an investor whose case is approved; the chain then knows it."
      />
      <ProblemNotice error={action.error} />
      <Panel title="Wallets">
        <Loaded query={wallets}>
          {(page) => (
            <DataTable
              label="Wallets"
              rows={page.items}
              columns={columns}
              rowKey={(w) => w.id}
              csvName="wallets"
              empty={<Empty title="No wallet yet">Investors prove their wallets themselves.</Empty>}
            />
          )}
        </Loaded>
      </Panel>
      {refusing ? (
        <ReasonDialog
          opened
          onClose={() => setRefusing(null)}
          title={`Refuse ${refusing.label} of ${refusing.investorReference}`}
          verb="Refuse this wallet"
          danger
          onConfirm={(reason) =>
            action.attempt(
              () =>
                api.POST('/api/v1/wallets/{id}/reject', {
                  params: { path: { id: refusing.id } },
                  body: { reason },
                }),
              'The wallet is refused.',
            )
          }
        >
          <Hex value={refusing.address} /> is removed from the list; the investor may prove another.
        </ReasonDialog>
      ) : null}
      {releasing ? (
        <ReasonDialog
          opened
          onClose={() => setReleasing(null)}
          title={`Release ${releasing.label} of ${releasing.investorReference}`}
          verb="Ask a second officer"
          onConfirm={(reason) =>
            action.attempt(
              () =>
                api.POST('/api/v1/wallets/{id}/release', {
                  params: { path: { id: releasing.id } },
                  body: { reason },
                }),
              'Another officer has to approve.',
            )
          }
        >
          <Hex value={releasing.address} /> may move tokens again when a second officer has approved
          and the chain has said so. It is refused while a match with a list stands.
        </ReasonDialog>
      ) : null}
    </div>
  );
}

function OnChain({ wallet }: { wallet: Wallet }) {
  if (wallet.state === 'registering' && wallet.operationId) {
    return <OperationSteps operationId={wallet.operationId} />;
  }
  const { chain } = wallet;
  if (!chain) return <span className="muted">not known</span>;
  const closed = chain.revoked || chain.suspended || chain.replaced;
  return (
    <div className={css.tight} style={{ gap: 4, alignItems: 'flex-start' }}>
      <Badge tone={closed ? 'red' : 'green'}>{closed ? 'Known, closed' : 'Known, open'}</Badge>
      <span className="muted" style={{ fontSize: 13 }}>
        tier {chain.tier}, {countryByNumeric(chain.country)}, until {formatTime(chain.expiresAt)}
      </span>
      {wallet.agrees === false ? <Badge tone="red">Register and chain differ</Badge> : null}
    </div>
  );
}
