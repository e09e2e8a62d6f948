import { Badge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatPpm, formatTime, formatUsd6, words } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Empty } from '../../design/Page.tsx';
import { t } from '../../i18n/staff.ts';
import { deviationPpm, median, ownValue, type Signing, type WhyReport } from './why.ts';

/** Each signer of a report with its own number, and how far that is from the one they signed. */
export function RoundSigners({ report, feed }: { report: WhyReport; feed: string }) {
  const own = report.signings.flatMap((signing) => ownValue(signing, feed) ?? []);
  const middle = median(own);
  const signed = report.signings.filter(({ outcome }) => outcome === 'SIGNED').length;
  return (
    <div className={css.tight} style={{ marginTop: 14 }}>
      <DataTable
        label={t('Signers')}
        rows={report.signings}
        columns={columns(feed, BigInt(report.answer))}
        rowKey={(s) => s.signer + s.outcome + s.lastAt}
        csvName="signers"
        empty={<Empty title={t('Nobody was asked yet')} />}
      />
      <p className="muted" style={{ margin: 0, fontSize: 13 }}>
        {t('{{signed}} of {{all}} signed.', { signed, all: report.signings.length })}{' '}
        {middle === null
          ? null
          : t('Median of what they found themselves: {{median}} USD.', {
              median: formatUsd6(middle),
            })}
      </p>
    </div>
  );
}

const columns = (feed: string, answer: bigint): Column<Signing>[] => {
  const deviation = (signing: Signing): bigint | null => {
    const value = ownValue(signing, feed);
    return value === null ? null : deviationPpm(value, answer);
  };
  return [
    {
      id: 'signer',
      header: t('Signer'),
      cell: (s) => <Hex value={s.signer} />,
      csv: (s) => s.signer,
    },
    {
      id: 'own',
      header: t('Own value, USD'),
      end: true,
      cell: (s) => {
        const value = ownValue(s, feed);
        return value === null ? '–' : formatUsd6(value);
      },
      csv: (s) => ownValue(s, feed)?.toString() ?? '',
    },
    {
      id: 'deviation',
      header: t('Deviation'),
      end: true,
      cell: (s) => {
        const ppm = deviation(s);
        return ppm === null ? '–' : formatPpm(ppm.toString());
      },
      csv: (s) => deviation(s)?.toString() ?? '',
    },
    {
      id: 'outcome',
      header: t('Answer'),
      cell: (s) => (
        <>
          <Badge tone={s.outcome === 'SIGNED' ? 'green' : 'red'}>
            {s.outcome === 'SIGNED' ? t('Signed') : words(s.outcome.toLowerCase())}
          </Badge>
          <div className="muted">{s.reason ?? formatTime(s.lastAt)}</div>
        </>
      ),
      csv: (s) => s.outcome,
    },
  ];
};
