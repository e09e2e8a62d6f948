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
import { t } from '../../i18n/staff.ts';

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
  const [lostId, setLostId] = useState<string | null>(null);
  const [newId, setNewId] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const query = $api.useQuery('get', '/api/v1/wallets', {
    params: { query: { limit: 200, state: 'registered' } },
  });
  const wallets = query.data?.items ?? [];
  const lost = wallets.find(({ id }) => id === lostId);
  const others = wallets.filter(
    ({ id, organisationId }) => lost && id !== lost.id && organisationId === lost.organisationId,
  );
  const option = (w: (typeof wallets)[number]) => ({
    value: w.id,
    label: `${w.investorReference ?? t('Investor')}, ${w.label}, ${shortHex(w.address)}`,
  });

  const propose = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (!lostId || !newId || !file) return;
    const done = await action.run(async () => {
      const document = await uploadDocument(file, 'kyc');
      return api.POST('/api/v1/wallets/{id}/recover', {
        params: { path: { id: lostId }, header: idempotent.header },
        body: { newWalletId: newId, documentId: document.id, reason },
      });
    }, t('Another officer decides.'));
    if (!done) return;
    setLostId(null);
    setNewId(null);
    setReason('');
    setFile(null);
    idempotent.renew();
  };

  return (
    <Panel title={t('Propose a recovery')} aside={t('another officer decides')}>
      <form onSubmit={(event) => void propose(event)} className={css.tight}>
        <Select
          label={t('Lost wallet')}
          searchable
          required
          data={wallets.map(option)}
          value={lostId}
          onChange={(value) => {
            setLostId(value);
            setNewId(null);
          }}
        />
        <Select
          label={t('In its place')}
          required
          disabled={!lost}
          data={others.map(option)}
          value={newId}
          onChange={setNewId}
          error={
            lost && others.length === 0
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
            disabled={!lostId || !newId || !file || reason.trim().length < 3}
          >
            {t('Propose the recovery')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
