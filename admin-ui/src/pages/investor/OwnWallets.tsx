import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { $api, api, body } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatTime } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, PageHead, Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { OperationSteps } from '../../design/Timeline.tsx';
import { useAction } from '../../design/useAction.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { LostWallet } from './LostWallet.tsx';
import type { SigningWallet } from '../../wallet/providers.ts';
import { useSigningWallets } from '../../wallet/useSigningWallets.ts';
import { t } from '../../i18n/i18n.ts';

type Wallet = Answer<'/api/v1/wallets', 'get'>['items'][number];

const columns: Column<Wallet>[] = [
  {
    id: 'wallet',
    header: t('Wallet'),
    cell: (w) => <Hex value={w.address} name={w.label} />,
    sort: (w) => w.label,
  },
  {
    id: 'state',
    header: t('State'),
    cell: (w) => <StateBadge state={w.state} />,
    sort: (w) => w.state,
  },
  {
    id: 'progress',
    header: t('On the chain'),
    cell: (w) =>
      w.state === 'registering' && w.operationId ? (
        <OperationSteps operationId={w.operationId} />
      ) : w.chain ? (
        t('until {{expiresAt}}', { expiresAt: formatTime(w.chain.expiresAt) })
      ) : w.decisionReason ? (
        w.decisionReason
      ) : (
        t('not known')
      ),
  },
];

/** The investor's wallets, each proven by a signature and admitted by compliance. */
export function OwnWallets() {
  useCrumbs({ label: t('Wallets') });
  const wallets = $api.useQuery('get', '/api/v1/wallets', { params: { query: { limit: 100 } } });
  return (
    <div className={css.stack}>
      <PageHead
        title={t('Wallets')}
        sub={t(
          'You prove a wallet by signing a message; compliance then writes it to the register on the chain.',
        )}
      />
      <Panel title={t('Your wallets')}>
        <Loaded query={wallets}>
          {(page) => (
            <DataTable
              label={t('Your wallets')}
              rows={page.items}
              columns={columns}
              rowKey={(w) => w.id}
              empty={<Empty title={t('No wallet yet')}>{t('Prove the first one below.')}</Empty>}
            />
          )}
        </Loaded>
      </Panel>
      <ProveWallet />
      <LostWallet />
    </div>
  );
}

function ProveWallet() {
  const signers = useSigningWallets();
  const action = useAction();
  const [label, setLabel] = useState(t('Main'));
  const [waiting, setWaiting] = useState<string | null>(null);

  const prove = async (signer: SigningWallet) => {
    setWaiting(signer.id);
    await action.run(async () => {
      const address = await signer.address();
      const challenge = await body(api.POST('/api/v1/wallets/challenges', { body: { address } }));
      const signature = await signer.sign(challenge.message);
      await api.POST('/api/v1/wallets', {
        body: { message: challenge.message, signature, label },
      });
    }, t('The wallet is proven. Compliance admits it next.'));
    setWaiting(null);
  };

  return (
    <Panel title={t('Prove a wallet')} aside={t('Sign-In with Ethereum, EIP-4361')}>
      <div className={css.tight}>
        <TextInput
          label={t('Name of the wallet')}
          description={t('Only for you and compliance.')}
          maw={320}
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
        {signers.length === 0 ? (
          <Empty title={t('No wallet was found in this browser')}>
            {t(
              'Install a wallet that announces itself (EIP-6963), unlock it and open this page again.',
            )}
          </Empty>
        ) : (
          <div className={css.actions}>
            {signers.map((signer) => (
              <Button
                key={signer.id}
                variant="default"
                disabled={label.trim() === ''}
                loading={action.busy && waiting === signer.id}
                onClick={() => void prove(signer)}
              >
                {t('Prove with {{wallet}}', { wallet: signer.name })}
              </Button>
            ))}
          </div>
        )}
        <p className="muted" style={{ margin: 0 }}>
          {t('The signature costs nothing and moves nothing: it shows that the wallet is yours.')}
        </p>
        <ProblemNotice error={action.error} />
      </div>
    </Panel>
  );
}
