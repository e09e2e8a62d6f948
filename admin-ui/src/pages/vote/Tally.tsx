import css from '../../design/design.module.css';
import { formatShares } from '../../design/format.ts';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { TaskRow } from '../../design/Page.tsx';
import { t } from '../../i18n/i18n.ts';
import { percentOf, type PublicVote } from './vote.ts';

interface Row {
  name: string;
  weight: string;
  part: string;
  width: number;
}

const WIDEST = 120;

/** The count as the contract keeps it, and what it needs to carry. */
export function Tally({ vote, decimals }: { vote: PublicVote; decimals: number }) {
  const { tally } = vote;
  const eligible = BigInt(tally.eligible);
  const row = (name: string, weight: string): Row => ({
    name,
    weight,
    part: percentOf(weight, eligible),
    width: eligible === 0n ? 0 : Number((BigInt(weight) * BigInt(WIDEST)) / eligible),
  });
  const columns: Column<Row>[] = [
    { id: 'choice', header: t('Choice'), cell: (r) => r.name, csv: (r) => r.name },
    {
      id: 'weight',
      header: t('Tokens'),
      end: true,
      cell: (r) => formatShares(r.weight, decimals),
      csv: (r) => r.weight,
    },
    { id: 'part', header: t('Of all votes'), end: true, cell: (r) => r.part, csv: (r) => r.part },
    {
      id: 'bar',
      header: '',
      cell: (r) => <span aria-hidden className={css.bar} style={{ width: `${r.width}px` }} />,
    },
  ];
  return (
    <div className={css.tight}>
      <DataTable
        label={t('Count of the votes')}
        rows={[
          row(t('For'), tally.votesFor),
          row(t('Against'), tally.votesAgainst),
          row(t('Abstained'), tally.abstentions),
        ]}
        columns={columns}
        rowKey={(r) => r.name}
        empty={null}
      />
      <p className="muted" style={{ margin: 0, fontSize: 13 }}>
        <Terms vote={vote} />
      </p>
      {tally.agrees ? null : (
        <TaskRow
          tone="bad"
          title={t('Register and chain do not agree.')}
          detail={t('The votes in our books do not add up to what the contract counted.')}
        />
      )}
    </div>
  );
}

/** Quorum and majority: what is still asked for, or once the vote is over what was. */
function Terms({ vote }: { vote: PublicVote }) {
  const { closed, quorumMet } = vote.tally;
  const quorum = percentOf(BigInt(vote.quorumBps), 10_000n);
  const majority = percentOf(BigInt(vote.majorityBps), 10_000n);
  if (closed) {
    return (
      <>
        {quorumMet
          ? t('Enough took part: the quorum of {{quorum}} was met.', { quorum })
          : t('Not enough took part: the quorum of {{quorum}} of all votes was not met.', {
              quorum,
            })}{' '}
        {t('To carry, it took more than a tie and at least {{majority}} of for and against.', {
          majority,
        })}
      </>
    );
  }
  return (
    <>
      {quorumMet
        ? t('Enough take part: the quorum of {{quorum}} is met.', { quorum })
        : t('Not enough take part yet: the quorum is {{quorum}} of all votes.', { quorum })}{' '}
      {t('It carries with more than a tie and at least {{majority}} of for and against.', {
        majority,
      })}
    </>
  );
}
