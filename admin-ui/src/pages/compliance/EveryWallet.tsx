import { walletMachine } from '@cadastre/core';
import { Button } from '@mantine/core';
import { keepPreviousData } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { $api, api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { hasCome, useClock } from '../../app/now.ts';
import { Badge, StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { countryByNumeric } from '../../design/countries.ts';
import { formatTime } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Pager, usePages } from '../../design/Pager.tsx';
import { StateFilter } from '../../design/StateFilter.tsx';
import { Empty, PageHead, Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { ReasonDialog } from '../../design/ReasonDialog.tsx';
import { OperationSteps } from '../../design/Timeline.tsx';
import { useAction } from '../../design/useAction.ts';
import { useSession } from '../../session/session.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import own from './compliance.module.css';
import { t } from '../../i18n/staff.ts';

type Wallet = Answer<'/api/v1/wallets', 'get'>['items'][number];

/** Every wallet: what the register says beside what the chain says, and the decision. */
export function EveryWallet() {
  useCrumbs({ label: t('Wallets') });
  const decides = useSession()?.role === 'compliance';
  const action = useAction();
  const [refusing, setRefusing] = useState<Wallet | null>(null);
  const [releasing, setReleasing] = useState<Wallet | null>(null);
  const [state, setState] = useState<Wallet['state'] | null>(null);
  const [order, setOrder] = useState<'newest' | 'oldest'>('newest');
  const pages = usePages(`${state} ${order}`);
  const wallets = $api.useQuery(
    'get',
    '/api/v1/wallets',
    { params: { query: { ...pages.query, order, ...(state ? { state } : {}) } } },
    { refetchInterval: 10_000, placeholderData: keepPreviousData },
  );

  const columns: Column<Wallet>[] = [
    {
      id: 'investor',
      header: t('Investor'),
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
      header: t('Wallet'),
      cell: (w) => <Hex value={w.address} name={w.label} />,
      sort: (w) => w.label,
      csv: (w) => w.address,
    },
    {
      id: 'proven',
      header: t('Proven'),
      cell: (w) => formatTime(w.provenAt),
      sort: (w) => w.provenAt,
      csv: (w) => w.provenAt,
    },
    {
      id: 'state',
      header: t('State'),
      cell: (w) => <StateBadge state={w.state} />,
      sort: (w) => w.state,
      csv: (w) => w.state,
    },
    { id: 'chain', header: t('Chain'), cell: (w) => <OnChain wallet={w} /> },
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
              aria-label={t('Refuse wallet {{label}} of {{investorReference}}', {
                label: w.label,
                investorReference: w.investorReference ?? '–',
              })}
              onClick={() => setRefusing(w)}
            >
              {t('Refuse')}
            </Button>
            <Button
              size="compact-md"
              aria-label={t('Approve wallet {{label}} of {{investorReference}}', {
                label: w.label,
                investorReference: w.investorReference ?? '–',
              })}
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
                  t('The wallet goes to the register on the chain.'),
                )
              }
            >
              {t('Approve')}
            </Button>
          </div>
        ) : decides && w.state === 'frozen' ? (
          <Button
            size="compact-md"
            variant="default"
            aria-label={t('Release wallet {{label}} of {{investorReference}}', {
              label: w.label,
              investorReference: w.investorReference ?? '–',
            })}
            onClick={() => setReleasing(w)}
          >
            {t('Release')}
          </Button>
        ) : null,
    },
  ];

  return (
    <div className={css.stack}>
      <PageHead
        title={t('Wallets')}
        sub={t(
          'A wallet is admitted only for an investor whose case is approved; the chain then knows it.',
        )}
      />
      <ProblemNotice error={action.error} />
      <Panel
        title={t('Wallets')}
        aside={<StateFilter states={walletMachine.states} value={state} onChange={setState} />}
      >
        <Loaded query={wallets}>
          {(page) => (
            <>
              <DataTable
                label={t('Wallets')}
                rows={page.items}
                columns={columns}
                byServer={{
                  column: 'proven',
                  descending: order === 'newest',
                  turn: () => setOrder(order === 'newest' ? 'oldest' : 'newest'),
                }}
                rowKey={(w) => w.id}
                csvName="wallets"
                empty={
                  <Empty title={t('No wallet yet')}>
                    {t('Investors prove their wallets themselves.')}
                  </Empty>
                }
              />
              <Pager pages={pages} next={page.nextCursor} />
            </>
          )}
        </Loaded>
      </Panel>
      {refusing ? (
        <ReasonDialog
          about={`wallet.${refusing.id}.reject`}
          opened
          onClose={() => setRefusing(null)}
          title={t('Refuse {{label}} of {{investorReference}}', {
            label: refusing.label,
            investorReference: refusing.investorReference ?? '–',
          })}
          verb={t('Refuse this wallet')}
          danger
          onConfirm={(reason) =>
            action.attempt(
              () =>
                api.POST('/api/v1/wallets/{id}/reject', {
                  params: { path: { id: refusing.id } },
                  body: { reason },
                }),
              t('The wallet is refused.'),
            )
          }
        >
          <Hex value={refusing.address} />{' '}
          {t('is removed from the list; the investor may prove another.')}
        </ReasonDialog>
      ) : null}
      {releasing ? (
        <ReasonDialog
          about={`wallet.${releasing.id}.release`}
          opened
          onClose={() => setReleasing(null)}
          title={t('Release {{label}} of {{investorReference}}', {
            label: releasing.label,
            investorReference: releasing.investorReference ?? '–',
          })}
          verb={t('Ask a second officer')}
          onConfirm={(reason) =>
            action.attempt(
              () =>
                api.POST('/api/v1/wallets/{id}/release', {
                  params: { path: { id: releasing.id } },
                  body: { reason },
                }),
              t('Another officer has to approve.'),
            )
          }
        >
          <Hex value={releasing.address} />{' '}
          {t(
            'may move tokens again when a second officer has approved and the chain has said so. It is refused while a match with a list stands.',
          )}
        </ReasonDialog>
      ) : null}
    </div>
  );
}

function OnChain({ wallet }: { wallet: Wallet }) {
  const clock = useClock();
  if (wallet.state === 'registering' && wallet.operationId) {
    return <OperationSteps operationId={wallet.operationId} />;
  }
  const { chain } = wallet;
  if (!chain) return <span className="muted">{t('not known')}</span>;
  const closed = chain.revoked || chain.suspended || chain.replaced;
  const expired = hasCome(chain.expiresAt, clock);
  return (
    <div className={own.chain}>
      <Badge tone={closed ? 'red' : expired ? 'amber' : 'green'}>
        {closed ? t('Known, closed') : expired ? t('Known, expired') : t('Known, open')}
      </Badge>
      <span className="muted" style={{ fontSize: 13 }}>
        {t('tier {{tier}}, {{country}}, until {{time}}', {
          tier: chain.tier,
          country: countryByNumeric(chain.country),
          time: formatTime(chain.expiresAt),
        })}
      </span>
      {wallet.agrees === false ? <Badge tone="red">{t('Register and chain differ')}</Badge> : null}
    </div>
  );
}
