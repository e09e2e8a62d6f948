import { Button } from '@mantine/core';
import { useState } from 'react';
import { $api, api, body } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import css from '../../design/design.module.css';
import { formatCount, formatTime, words } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, PageHead, Panel, TaskRow } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { useAction } from '../../design/useAction.ts';
import { useSession } from '../../session/session.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';

type Entry = Answer<'/api/v1/audit', 'get'>['items'][number];
type Verification = Answer<'/api/v1/audit/verify', 'get'>;

const columns: Column<Entry>[] = [
  {
    id: 'entry',
    header: 'Entry',
    cell: (e) => <span className="mono muted">{`${e.lane}.${e.seq}`}</span>,
    csv: (e) => `${e.lane}.${e.seq}`,
  },
  {
    id: 'what',
    header: 'What',
    cell: (e) => words(e.action.replaceAll('.', ' ')),
    sort: (e) => e.action,
    csv: (e) => e.action,
  },
  {
    id: 'subject',
    header: 'Of',
    cell: (e) => (
      <>
        {words(e.subject.type)} <Hex value={e.subject.id} kind="id" />
      </>
    ),
    csv: (e) => `${e.subject.type} ${e.subject.id}`,
  },
  {
    id: 'who',
    header: 'Who',
    cell: (e) => (e.actor ? words(e.actor.role) : 'The system'),
    sort: (e) => e.actor?.role ?? '',
    csv: (e) => (e.actor ? `${e.actor.role} ${e.actor.userId}` : 'system'),
  },
  {
    id: 'when',
    header: 'When',
    cell: (e) => formatTime(e.at),
    sort: (e) => e.at,
    csv: (e) => e.at,
  },
  {
    id: 'hash',
    header: 'Hash',
    end: true,
    cell: (e) => <Hex value={e.hash} kind="hash" />,
    csv: (e) => e.hash,
  },
];

/** The register of entries: each chained to the one before, verified on demand. */
export function AuditLog() {
  useCrumbs({ label: 'Register' });
  const verifies = useSession()?.role === 'auditor';
  const action = useAction();
  const [result, setResult] = useState<Verification | null>(null);
  const [after, setAfter] = useState<string[]>([]);
  const cursor = after.at(-1);
  const entries = $api.useQuery('get', '/api/v1/audit', {
    params: { query: { limit: 50, ...(cursor ? { after: cursor } : {}) } },
  });

  const verify = async () => {
    const answer = await action.run(() => body(api.GET('/api/v1/audit/verify')));
    setResult(answer);
  };

  return (
    <div className={css.stack}>
      <PageHead
        title="Register"
        sub="Every change, who made it and when. Each entry carries the hash of the one before."
        actions={
          verifies ? (
            <Button onClick={() => void verify()} loading={action.busy}>
              Verify the register
            </Button>
          ) : null
        }
      />
      <ProblemNotice error={action.error} />
      {result ? <VerificationNote result={result} /> : null}
      <Panel title="Entries" aside="newest first">
        <Loaded query={entries}>
          {(page) => (
            <>
              <DataTable
                label="Entries"
                rows={page.items}
                columns={columns}
                rowKey={(e) => e.id}
                csvName="register"
                empty={<Empty title="No entry yet">The first change writes the first entry.</Empty>}
              />
              <div style={{ display: 'flex', gap: 8, marginTop: 14 }}>
                <Button
                  variant="default"
                  disabled={after.length === 0}
                  onClick={() => setAfter(after.slice(0, -1))}
                >
                  Newer
                </Button>
                <Button
                  variant="default"
                  disabled={page.nextCursor === null}
                  onClick={() => page.nextCursor && setAfter([...after, page.nextCursor])}
                >
                  Older
                </Button>
              </div>
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
          title="The register is intact."
          detail={`${formatCount(result.entries)} entries in ${result.lanes.length} chains were hashed again; every hash agrees.`}
        />
      ) : (
        <TaskRow
          tone="bad"
          title="The register is broken."
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
        title="The chain could not be asked."
        detail="The register agrees with itself only. Verify it again when a node answers: that tells whether it is still what was anchored."
      />
    );
  }
  const newest = anchors.at(-1);
  if (!newest) {
    return (
      <TaskRow
        tone="quiet"
        title="Nothing is anchored on-chain yet."
        detail="It is done once a day; until then the register agrees with itself only."
      />
    );
  }
  const lost = anchors.filter(({ holds }) => !holds);
  return (
    <TaskRow
      tone={lost.length > 0 ? 'bad' : 'good'}
      title={
        lost.length > 0
          ? `On-chain: ${formatCount(lost.length)} of ${formatCount(anchors.length)} anchors say otherwise.`
          : `On-chain: ${formatCount(anchors.length)} of ${formatCount(anchors.length)} anchors agree.`
      }
      detail={
        lost.length > 0
          ? `Not as anchored: ${lost.map(({ blockNumber }) => `block ${blockNumber}`).join(', ')}.`
          : `The newest is of ${formatTime(newest.at)}, in block ${newest.blockNumber}; ${formatCount(entriesSince)} entries came after it.`
      }
    />
  );
}
