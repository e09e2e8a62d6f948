import { Button } from '@mantine/core';
import { useState } from 'react';
import { api, body } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { useWholeOf } from '../../api/whole.ts';
import { Badge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatCount, words } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { OperationSteps } from '../../design/Timeline.tsx';
import { useAction } from '../../design/useAction.ts';
import { useIdempotent } from '../../design/useIdempotent.ts';
import { type Message, t } from '../../i18n/staff.ts';
import { useSession } from '../../session/session.ts';

type Registered = Answer<'/api/v1/tokens/{id}/documents', 'get'>['items'][number];

const LOOKS: Record<Registered['state'], { tone: 'ink' | 'amber' | 'green'; label: Message }> = {
  missing: { tone: 'ink', label: 'Not on the chain' },
  differs: { tone: 'amber', label: 'Another hash on the chain' },
  registered: { tone: 'green', label: 'On the chain' },
};

const columns: Column<Registered>[] = [
  {
    id: 'paper',
    header: t('Paper'),
    cell: (r) => (
      <>
        <strong>{words(r.type)}</strong>
        <div className="muted">{r.fileName}</div>
      </>
    ),
    sort: (r) => r.type,
    csv: (r) => r.name,
  },
  {
    id: 'state',
    header: t('State'),
    cell: (r) => <Badge tone={LOOKS[r.state].tone}>{t(LOOKS[r.state].label)}</Badge>,
    sort: (r) => r.state,
    csv: (r) => r.state,
  },
  {
    id: 'hash',
    header: t('SHA-256 on the chain'),
    cell: (r) => (r.registeredSha256 ? <Hex value={r.registeredSha256} kind={t('hash')} /> : '–'),
    csv: (r) => r.registeredSha256 ?? '',
  },
  {
    id: 'block',
    header: t('Block'),
    end: true,
    cell: (r) => (r.blockNumber === null ? '–' : formatCount(r.blockNumber)),
    csv: (r) => String(r.blockNumber ?? ''),
  },
];

/** What the token's own register has of the papers (ERC-1643): anybody given one can ask the chain. */
export function PaperRegister({ tokenId }: { tokenId: string }) {
  const issues = useSession()?.role === 'issuer';
  const action = useAction();
  const idempotent = useIdempotent();
  const [operations, setOperations] = useState<string[]>([]);
  const query = useWholeOf('/api/v1/tokens/{id}/documents', tokenId, { refetchInterval: 15_000 });
  const register = async () => {
    const sent = await action.run(() =>
      body(
        api.POST('/api/v1/tokens/{id}/documents', {
          params: { path: { id: tokenId }, header: idempotent.header },
        }),
      ),
    );
    if (!sent) return;
    setOperations(sent.operationIds);
    idempotent.renew();
  };
  const lacks = query.data?.items.some((item) => item.state !== 'registered') ?? false;
  return (
    <Panel
      title={t('Papers on the chain')}
      aside={
        issues && lacks ? (
          <Button variant="default" loading={action.busy} onClick={() => void register()}>
            {t('Write what is missing')}
          </Button>
        ) : (
          t('hashes in the token’s own register, ERC-1643')
        )
      }
    >
      <div className={css.tight}>
        <ProblemNotice error={action.error} />
        {operations.map((id) => (
          <OperationSteps key={id} operationId={id} />
        ))}
        <Loaded query={query}>
          {({ items }) => (
            <DataTable
              label={t('Papers on the chain')}
              rows={items}
              columns={columns}
              rowKey={(r) => r.name}
              csvName="papers-on-chain"
              empty={<Empty title={t('No paper yet')} />}
            />
          )}
        </Loaded>
      </div>
    </Panel>
  );
}
