import { formatDate, words } from '../../design/format.ts';
import { Facts } from '../../design/Page.tsx';
import type { ScreeningHit } from '../../api/types.ts';
import own from './compliance.module.css';

type Detail = NonNullable<ScreeningHit['detail']>;

/** A score of 0 to 1000 as people read it. */
export const formatScore = (perMille: number): string => `${(perMille / 10).toFixed(1)} %`;

/** The person on one side, the list's entry on the other, and beneath how the score came about. */
export function HitSides({ hit, detail }: { hit: ScreeningHit; detail: Detail }) {
  const { subject, party, alias } = detail;
  return (
    <>
      <div className={own.sides}>
        <div>
          <strong>{hit.walletId ? 'This wallet' : 'This person'}</strong>
          <Facts
            items={[
              [hit.walletId ? 'Address' : 'Name', <mark key="name">{subject.name}</mark>],
              ['Born', subject.dateOfBirth ? formatDate(subject.dateOfBirth) : null],
              ['Kind', subject.kind ? words(subject.kind) : null],
            ]}
          />
        </div>
        <div>
          <strong>List entry</strong>
          <Facts
            items={[
              ['Name met', <mark key="name">{alias.name}</mark>],
              ['Listed as', party.name || null],
              ['Born', party.birthDates.join(', ') || null],
              ['Kind', party.type ? words(party.type) : null],
              ['Program', party.program || null],
              ['List', `${hit.list.name}, ${hit.list.asOf}, entry ${party.entryNumber || '–'}`],
              ['Remarks', party.remarks || null],
            ]}
          />
        </div>
      </div>
      <Explanation hit={hit} detail={detail} />
    </>
  );
}

function Explanation({ hit, detail }: { hit: ScreeningHit; detail: Detail }) {
  if (hit.walletId)
    return <p className="muted">The address is the listed one, to the last digit.</p>;
  return (
    <details className={own.why}>
      <summary>Score {formatScore(hit.score)}: how it came about</summary>
      <div className={own.wide}>
        <table className={own.diff}>
          <thead>
            <tr>
              <th scope="col">Given</th>
              <th scope="col">Listed</th>
              <th scope="col">Alike by</th>
              <th scope="col">Likeness</th>
            </tr>
          </thead>
          <tbody>
            {detail.pairs.map((pair) => (
              <tr key={`${pair.subject} ${pair.listed}`}>
                <td>{pair.subject}</td>
                <td>{pair.listed}</td>
                <td>{words(pair.how)}</td>
                <td>{formatScore(pair.similarity)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Facts
        items={[
          ['Given, not met', detail.subjectLeft.join(' ') || 'nothing'],
          ['Listed, not met', detail.listedLeft.join(' ') || 'nothing'],
          ['Names alone', formatScore(detail.namesScore)],
          ['Date of birth', dateText(detail)],
          ['Strength', `${words(detail.alias.strength)} name${adjustment(detail.weakAdjustment)}`],
          ['Other kind', detail.kindAdjustment ? adjustment(detail.kindAdjustment).slice(2) : 'no'],
          ['Names of the entry met', String(detail.namesMet)],
        ]}
      />
    </details>
  );
}

function dateText({ date }: Detail): string {
  if (date.verdict === 'unknown') return 'not known on one side';
  const said = { same: 'the same', near: 'within two years', different: 'another' }[date.verdict];
  return `${said} (${date.listed})${adjustment(date.adjustment)}`;
}

const adjustment = (perMille: number): string =>
  perMille === 0 ? '' : `, ${perMille > 0 ? '+' : '−'}${formatScore(Math.abs(perMille))}`;
