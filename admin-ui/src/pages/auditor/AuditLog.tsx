import { Button } from '@mantine/core';
import { keepPreviousData } from '@tanstack/react-query';
import { useState } from 'react';
import { $api, api, body } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import css from '../../design/design.module.css';
import { actionWords, formatCount, formatTime, words } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Pager, usePages } from '../../design/Pager.tsx';
import { Empty, PageHead, Panel, TaskRow } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { useAction } from '../../design/useAction.ts';
import { useSession } from '../../session/session.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { t } from '../../i18n/staff.ts';

type Entry = Answer<'/api/v1/audit', 'get'>['items'][number];
type Verification = Answer<'/api/v1/audit/verify', 'get'>;

const columns: Column<Entry>[] = [
  {
    id: 'entry',
    header: t('Entry'),
    cell: (e) => <span className="mono muted">{`${e.lane}.${e.seq}`}</span>,
    csv: (e) => `${e.lane}.${e.seq}`,
  },
  {
    id: 'what',
    header: t('What'),
    cell: (e) => actionWords(e.action),
    sort: (e) => e.action,
    csv: (e) => e.action,
  },
  {
    id: 'subject',
    header: t('Of'),
    cell: (e) => (
      <>
        {words(e.subject.type)} <Hex value={e.subject.id} kind={t('id')} />
      </>
    ),
    csv: (e) => `${e.subject.type} ${e.subject.id}`,
  },
  {
    id: 'who',
    header: t('Who'),
    cell: (e) => (e.actor ? words(e.actor.role) : t('The system')),
    sort: (e) => e.actor?.role ?? '',
    csv: (e) => (e.actor ? `${e.actor.role} ${e.actor.userId}` : 'system'),
  },
  {
    id: 'when',
    header: t('When'),
    cell: (e) => formatTime(e.at),
    sort: (e) => e.at,
    csv: (e) => e.at,
  },
  {
    id: 'hash',
    header: t('Hash'),
    end: true,
    cell: (e) => <Hex value={e.hash} kind={t('hash')} />,
    csv: (e) => e.hash,
  },
];

/** The register of entries: each chained to the one before, verified on demand. */
export function AuditLog() {
  useCrumbs({ label: t('Register of entries') });
  const verifies = useSession()?.role === 'auditor';
  const action = useAction();
  const [result, setResult] = useState<Verification | null>(null);
  const pages = usePages();
  const entries = $api.useQuery(
    'get',
    '/api/v1/audit',
    { params: { query: pages.query } },
    { placeholderData: keepPreviousData },
  );

  const verify = async () => {
    const answer = await action.run(() => body(api.GET('/api/v1/audit/verify')));
    setResult(answer);
  };

  return (
    <div className={css.stack}>
      <PageHead
        title={t('Register of entries')}
        sub={t(
          'Every change, who made it and when. Each entry carries the hash of the one before.',
        )}
        actions={
          verifies ? (
            <Button onClick={() => void verify()} loading={action.busy}>
              {t('Verify the register')}
            </Button>
          ) : null
        }
      />
      <ProblemNotice error={action.error} />
      {result ? <VerificationNote result={result} /> : null}
      <Panel title={t('Entries')} aside={t('newest first')}>
        <Loaded query={entries}>
          {(page) => (
            <>
              <DataTable
                label={t('Entries')}
                rows={page.items}
                columns={columns}
                rowKey={(e) => e.id}
                csvName="register"
                empty={
                  <Empty title={t('No entry yet')}>
                    {t('The first change writes the first entry.')}
                  </Empty>
                }
              />
              <Pager pages={pages} next={page.nextCursor} />
            </>
          )}
        </Loaded>
      </Panel>
    </div>
  );
}

function VerificationNote({ result }: { result: Verification }) {
  return (
    <div role={result.intact ? 'status' : 'alert'} className={css.stack}>
      {result.intact ? (
        <TaskRow
          tone="good"
          title={t('The register is intact.')}
          detail={t(
            '{{entries}} entries in {{lanes}} chains were hashed again; every hash agrees.',
            { entries: formatCount(result.entries), lanes: result.lanes.length },
          )}
        />
      ) : (
        <TaskRow
          tone="bad"
          title={t('The register is broken.')}
          detail={result.breaks.map((b) => `${b.lane}.${b.seq}: ${words(b.why)}`).join('; ')}
        />
      )}
      <AnchorsNote anchoring={result.anchoring} />
    </div>
  );
}

/** Hashes that agree with each other may all be new ones: what the chain was told cannot be. */
function AnchorsNote({ anchoring }: { anchoring: Verification['anchoring'] }) {
  const { state, anchors, entriesSince } = anchoring;
  if (state === 'unreachable') {
    return (
      <TaskRow
        tone="quiet"
        title={t('The chain could not be asked.')}
        detail={t(
          'The register agrees with itself only. Verify it again when a node answers: that tells whether it is still what was anchored.',
        )}
      />
    );
  }
  const newest = anchors.at(-1);
  if (!newest) {
    return (
      <TaskRow
        tone="quiet"
        title={t('Nothing is anchored on-chain yet.')}
        detail={t('It is done once a day; until then the register agrees with itself only.')}
      />
    );
  }
  const lost = anchors.filter(({ holds }) => !holds);
  return (
    <TaskRow
      tone={lost.length > 0 ? 'bad' : 'good'}
      title={
        lost.length > 0
          ? t('On-chain: {{lost}} of {{all}} anchors say otherwise.', {
              lost: formatCount(lost.length),
              all: formatCount(anchors.length),
            })
          : t('On-chain: {{all}} of {{all}} anchors agree.', {
              all: formatCount(anchors.length),
            })
      }
      detail={
        lost.length > 0
          ? t('Not as anchored: {{blocks}}.', {
              blocks: lost
                .map(({ blockNumber }) => t('block {{number}}', { number: blockNumber }))
                .join(', '),
            })
          : t(
              'The newest is of {{at}}, in block {{blockNumber}}; {{entriesSince}} entries came after it.',
              {
                at: formatTime(newest.at),
                blockNumber: newest.blockNumber,
                entriesSince: formatCount(entriesSince),
              },
            )
      }
    />
  );
}
