import type { ReportInputs, ReportResult } from '@cadastre/core';
import { fetchDocument } from '../../api/documents.ts';
import { Badge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { DownloadButton } from '../../design/Documents.tsx';
import { formatBytes, formatTime, formatUnits, words } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import { useAsset } from '../asset/useAsset.ts';
import type { Content } from './Derivation.tsx';
import { t } from '../../i18n/staff.ts';
import { termOf } from '../../i18n/terms.ts';

type Statement = ReportInputs['attestations'][number] & {
  outcome: ReportResult['attestationOutcomes'][number] | undefined;
};
type Source = ReportInputs['sources'][number];

const statements: Column<Statement>[] = [
  {
    id: 'custodian',
    header: t('Custodian'),
    cell: (a) => (
      <>
        <strong>{a.custodian}</strong>
        <div className="muted">{a.account}</div>
      </>
    ),
    csv: (a) => `${a.custodian}, ${a.account}`,
  },
  {
    id: 'quantity',
    header: t('Holds'),
    end: true,
    cell: (a) => `${formatUnits(a.quantity, a.scale, a.scale)} ${termOf(a.unit)}`,
    csv: (a) => a.quantity,
  },
  { id: 'asOf', header: t('As of'), cell: (a) => formatTime(a.asOf), csv: (a) => a.asOf },
  {
    id: 'until',
    header: t('Valid until'),
    cell: (a) => formatTime(a.expiry),
    csv: (a) => a.expiry,
  },
  {
    id: 'outcome',
    header: t('State'),
    cell: (a) => (
      <Badge tone={a.outcome === 'valid' ? 'green' : a.outcome === 'replaced' ? 'ink' : 'red'}>
        {words(a.outcome ?? 'unknown')}
      </Badge>
    ),
    csv: (a) => a.outcome ?? '',
  },
];

/** @param ids of the papers that the register keeps, by their hash */
const sources = (ids: ReadonlyMap<string, string>): Column<Source>[] => [
  {
    id: 'name',
    header: t('Document'),
    cell: (s) => (
      <>
        <strong>{words(s.role)}</strong>
        <div className="muted">{`${s.name}, ${formatBytes(s.sizeBytes)}`}</div>
      </>
    ),
    sort: (s) => s.role,
    csv: (s) => s.name,
  },
  {
    id: 'hash',
    header: 'SHA-256',
    cell: (s) => <Hex value={s.sha256} kind={t('hash')} />,
    csv: (s) => s.sha256,
  },
  {
    id: 'open',
    header: '',
    end: true,
    cell: (s) => {
      const id = ids.get(s.sha256);
      return id ? (
        <DownloadButton load={() => fetchDocument(id)} fileName={s.name}>
          {t('Download')}
        </DownloadButton>
      ) : (
        <span className="muted">{t('in the bundle')}</span>
      );
    },
  },
];

/** What the numbers rest on: the custodians' word at the block, and the documents with their hashes. */
export function Evidence({ content, assetId }: { content: Content; assetId: string }) {
  const { inputs, result } = content;
  const asset = useAsset(assetId);
  const ids = new Map((asset.data?.papers ?? []).map((paper) => [paper.sha256, paper.id]));
  const told = inputs.attestations
    .map((one, i) => ({ ...one, outcome: result.attestationOutcomes[i] }))
    .sort((a, b) => b.asOf.localeCompare(a.asOf));
  return (
    <div className={css.stack}>
      <Panel
        title={t('The custodians’ word')}
        aside={t('signed statements at the block, newest first')}
      >
        <DataTable
          label={t('The custodians’ word')}
          rows={told}
          columns={statements}
          rowKey={(a) => `${a.custodian} ${a.account} ${a.nonce}`}
          empty={<Empty title={t('No custodian has vouched for it')} />}
        />
      </Panel>
      <Panel title={t('Documents')} aside={t('each by the hash of its bytes')}>
        <DataTable
          label={t('Documents')}
          rows={inputs.sources}
          columns={sources(ids)}
          rowKey={(s) => s.sha256}
          empty={<Empty title={t('It rests on no document')} />}
        />
      </Panel>
    </div>
  );
}
