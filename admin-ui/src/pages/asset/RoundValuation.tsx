import { Badge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatTime, words } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import { t } from '../../i18n/staff.ts';
import type { RoundWhy } from './why.ts';

type ValuationView = RoundWhy['valuations'][number];
type Voice = ValuationView['voices'][number];

interface ValuationProps {
  valuation: ValuationView;
  /** Which of several it is. */
  number: number | null;
}

/** Inputs, arithmetic and documents behind a number. */
export function Valuation({ valuation, number }: ValuationProps) {
  const titled = (title: string) => (number === null ? title : `${title} ${number}`);
  return (
    <>
      {valuation.voices.length > 0 ? (
        <Panel title={titled(t('Observations'))} aside={t('from sources that are asked apart')}>
          <DataTable
            label={titled(t('Observations'))}
            rows={valuation.voices}
            columns={voices}
            rowKey={(v) => `${v.provider} ${v.feed} ${v.observedAt ?? ''} ${v.outcome}`}
            csvName="observations"
            empty={null}
          />
        </Panel>
      ) : null}
      <Panel
        title={titled(t('Arithmetic'))}
        aside={<Hex value={`0x${valuation.inputsSha256}`} kind={t('hash')} />}
      >
        {valuation.warnings.map((warning) => (
          <p key={warning} style={{ marginTop: 0, color: 'var(--amber)' }}>
            {warning}
          </p>
        ))}
        <ol className={`mono ${css.tight}`} style={{ margin: 0, paddingLeft: 22, fontSize: 12.5 }}>
          {valuation.lines.map((line) => (
            <li key={line} style={{ overflowWrap: 'anywhere' }}>
              {line}
            </li>
          ))}
        </ol>
      </Panel>
      <Panel title={titled(t('Documents'))} aside={t('as they were fetched')}>
        <DataTable
          label={titled(t('Documents'))}
          rows={valuation.documents}
          columns={documents}
          rowKey={(d) => d.sha256 + d.source}
          empty={<Empty title={t('No document')} />}
        />
      </Panel>
    </>
  );
}

const voices: Column<Voice>[] = [
  {
    id: 'provider',
    header: t('Source'),
    cell: (v) => (
      <>
        <strong>{v.provider}</strong>
        <div className="muted">{v.feed === 'nav' ? t('NAV') : words(v.feed)}</div>
      </>
    ),
    csv: (v) => v.provider,
  },
  {
    id: 'value',
    header: t('Value'),
    end: true,
    cell: (v) => (v.value ? `${v.value} ${v.unit ?? ''}` : '–'),
    csv: (v) => v.value ?? '',
  },
  {
    id: 'at',
    header: t('Observed'),
    cell: (v) => (v.observedAt ? formatTime(new Date(v.observedAt * 1000).toISOString()) : '–'),
    csv: (v) => String(v.observedAt ?? ''),
  },
  {
    id: 'outcome',
    header: t('What became of it'),
    cell: (v) => (
      <>
        <Badge tone={v.outcome === 'USED' ? 'green' : 'red'}>
          {v.outcome === 'USED' ? t('Used') : words(v.outcome.toLowerCase())}
        </Badge>
        {v.reason ? <div className="muted">{v.reason}</div> : null}
      </>
    ),
    csv: (v) => v.outcome,
  },
];

const documents: Column<ValuationView['documents'][number]>[] = [
  { id: 'source', header: t('Source'), cell: (d) => d.source },
  { id: 'fetched', header: t('Fetched'), cell: (d) => formatTime(d.fetchedAt) },
  {
    id: 'hash',
    header: t('SHA-256'),
    end: true,
    cell: (d) => <Hex value={d.sha256} kind={t('hash')} />,
  },
];
