import { Button, Select, Textarea } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type SyntheticEvent, useState } from 'react';
import { $api, api } from '../../api/client.ts';
import { uploadDocument } from '../../api/documents.ts';
import css from '../../design/design.module.css';
import { FileField } from '../../design/Documents.tsx';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { shortHex } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, PageHead, Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { useAction } from '../../design/useAction.ts';
import { useIdempotent } from '../../design/useIdempotent.ts';
import { useSession } from '../../session/session.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { type Recovery, recoveryColumns } from '../investor/LostWallet.tsx';
import { type RegisterWallet, WalletSelect } from '../WalletSelect.tsx';
import { t } from '../../i18n/staff.ts';

const REGISTERED = ['registered'] as const;

const columns: Column<Recovery>[] = [
  ...recoveryColumns,
  { id: 'reason', header: t('Reason'), cell: (r) => r.reason, csv: (r) => r.reason },
  {
    id: 'approval',
    header: '',
    cell: (r) => (
      <Link
        to="/approvals/$approvalId"
        params={{ approvalId: r.approvalId }}
        aria-label={t('Approval of the recovery of {{lostAddress}}', {
          lostAddress: shortHex(r.lostAddress),
        })}
      >
        {t('Approval')}
      </Link>
    ),
  },
];

/** Lost wallets replaced by another of the same investor: one officer proposes, another decides. */
export function Recoveries() {
  useCrumbs({ label: t('Recoveries') });
  const officer = useSession()?.role === 'compliance';
  const recoveries = $api.useQuery(
    'get',
    '/api/v1/wallet-recoveries',
    { params: { query: { limit: 100 } } },
    { refetchInterval: 10_000 },
  );
  return (
    <div className={css.stack}>
      <PageHead
        title={t('Recoveries')}
        sub={t(
          'A lost wallet is replaced in the registry, then each token moves what it holds. It cannot be undone.',
        )}
      />
      {officer ? <ProposeRecovery /> : null}
      <Panel title={t('Recoveries')}>
        <Loaded query={recoveries}>
          {({ items }) => (
            <DataTable
              label={t('Recoveries')}
              rows={items}
              columns={columns}
              rowKey={(r) => r.id}
              csvName="recoveries"
              empty={
                <Empty title={t('No wallet was replaced')}>
                  {t('Propose one above, once the investor has proven a new wallet.')}
                </Empty>
              }
            />
          )}
        </Loaded>
      </Panel>
    </div>
  );
}

function ProposeRecovery() {
  const action = useAction();
  const idempotent = useIdempotent();
  const [lost, setLost] = useState<RegisterWallet | null>(null);
  const [newId, setNewId] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const own = $api.useQuery(
    'get',
    '/api/v1/wallets',
    {
      params: {
        query: { limit: 200, state: 'registered', search: lost?.investorReference ?? '' },
      },
    },
    { enabled: lost !== null },
  );
  const others = (own.data?.items ?? []).filter(({ id }) => lost && id !== lost.id);

  const propose = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (!lost || !newId || !file) return;
    const done = await action.run(async () => {
      const document = await uploadDocument(file, 'kyc');
      return api.POST('/api/v1/wallets/{id}/recover', {
        params: { path: { id: lost.id }, header: idempotent.header },
        body: { newWalletId: newId, documentId: document.id, reason },
      });
    }, t('Another officer decides.'));
    if (!done) return;
    setLost(null);
    setNewId(null);
    setReason('');
    setFile(null);
    idempotent.renew();
  };

  return (
    <Panel title={t('Propose a recovery')} aside={t('another officer decides')}>
      <form onSubmit={(event) => void propose(event)} className={css.tight}>
        <WalletSelect
          label={t('Lost wallet')}
          states={REGISTERED}
          value={lost}
          onChange={(wallet) => {
            setLost(wallet);
            setNewId(null);
          }}
        />
        <Select
          label={t('In its place')}
          required
          disabled={!lost}
          data={others.map((other) => ({
            value: other.id,
            label: [other.label, shortHex(other.address)].filter(Boolean).join(', '),
          }))}
          value={newId}
          onChange={setNewId}
          error={
            own.isSuccess && others.length === 0
              ? t(
                  'This investor has no other registered wallet: it must be proven and registered first.',
                )
              : null
          }
        />
        <FileField label={t('Statement of loss')} required value={file} onChange={setFile} />
        <Textarea
          label={t('Reason')}
          description={t(
            'How the loss was told and the identity checked. Kept in the register with your name.',
          )}
          required
          autosize
          minRows={2}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <ProblemNotice error={action.error} />
        <div>
          <Button
            type="submit"
            color="oxide"
            loading={action.busy}
            disabled={!lost || !newId || !file || reason.trim().length < 3}
          >
            {t('Propose the recovery')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
