import { formatDate, formatUnits, words } from '../../design/format.ts';
import { Facts } from '../../design/Page.tsx';
import type { ScreeningHit } from '../../api/types.ts';
import own from './compliance.module.css';
import { t } from '../../i18n/staff.ts';

type Detail = NonNullable<ScreeningHit['detail']>;

/** A score of 0 to 1000 as people read it. */
export const formatScore = (perMille: number): string => `${formatUnits(String(perMille), 1, 1)} %`;

/** The person on one side, the list's entry on the other, and beneath how the score came about. */
export function HitSides({ hit, detail }: { hit: ScreeningHit; detail: Detail }) {
  const { subject, party, alias } = detail;
  return (
    <>
      <div className={own.sides}>
        <div>
          <strong>{hit.walletId ? t('This wallet') : t('This person')}</strong>
          <Facts
            items={[
              [hit.walletId ? t('Address') : t('Name'), <mark key="name">{subject.name}</mark>],
              [t('Born'), subject.dateOfBirth ? formatDate(subject.dateOfBirth) : null],
              [t('Kind'), subject.kind ? words(subject.kind) : null],
            ]}
          />
        </div>
        <div>
          <strong>{t('List entry')}</strong>
          <Facts
            items={[
              [t('Name met'), <mark key="name">{alias.name}</mark>],
              [t('Listed as'), party.name || null],
              [t('Born'), party.birthDates.join(', ') || null],
              [t('Kind'), party.type ? words(party.type) : null],
              [t('Program'), party.program || null],
              [
                t('List'),
                t('{{name}}, {{asOf}}, entry {{entryNumber}}', {
                  name: hit.list.name,
                  asOf: hit.list.asOf,
                  entryNumber: party.entryNumber || '–',
                }),
              ],
              [t('Remarks'), party.remarks || null],
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
    return <p className="muted">{t('The address is the listed one, to the last digit.')}</p>;
  return (
    <details className={own.why}>
      <summary>
        {t('Score {{score}}: how it came about', { score: formatScore(hit.score) })}
      </summary>
      <div className={own.wide}>
        <table className={own.diff}>
          <thead>
            <tr>
              <th scope="col">{t('Given')}</th>
              <th scope="col">{t('Listed')}</th>
              <th scope="col">{t('Alike by')}</th>
              <th scope="col">{t('Likeness')}</th>
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
          [t('Given, not met'), detail.subjectLeft.join(' ') || t('nothing')],
          [t('Listed, not met'), detail.listedLeft.join(' ') || t('nothing')],
          [t('Names alone'), formatScore(detail.namesScore)],
          [t('Date of birth'), dateText(detail)],
          [
            t('Strength'),
            t('{{strength}} name{{weakAdjustment}}', {
              strength: words(detail.alias.strength),
              weakAdjustment: adjustment(detail.weakAdjustment),
            }),
          ],
          [
            t('Other kind'),
            detail.kindAdjustment ? adjustment(detail.kindAdjustment).slice(2) : t('no'),
          ],
          [t('Names of the entry met'), String(detail.namesMet)],
        ]}
      />
    </details>
  );
}

function dateText({ date }: Detail): string {
  if (date.verdict === 'unknown') return t('not known on one side');
  const said = {
    same: t('the same'),
    near: t('within two years'),
    different: t('another'),
  }[date.verdict];
  return `${said} (${date.listed})${adjustment(date.adjustment)}`;
}

const adjustment = (perMille: number): string =>
  perMille === 0 ? '' : `, ${perMille > 0 ? '+' : '−'}${formatScore(Math.abs(perMille))}`;
