import { fetchDocument } from '../../api/documents.ts';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import css from '../../design/design.module.css';
import { DownloadButton } from '../../design/Documents.tsx';
import { formatBytes, formatTime, words } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import { useSession } from '../../session/session.ts';
import { AddPaper } from './AddPaper.tsx';
import { PaperRegister } from './PaperRegister.tsx';
import { PaperVersion } from './PaperVersion.tsx';
import { useAsset, useAssetId, useToken, type Asset } from './useAsset.ts';
import { t } from '../../i18n/staff.ts';

type Paper = Asset['papers'][number];

const columns: Column<Paper>[] = [
  {
    id: 'type',
    header: t('Paper'),
    cell: (p) => <strong>{words(p.type)}</strong>,
    sort: (p) => p.type,
    csv: (p) => p.type,
  },
  {
    id: 'file',
    header: t('File'),
    cell: (p) => p.fileName,
    sort: (p) => p.fileName,
    csv: (p) => p.fileName,
  },
  {
    id: 'size',
    header: t('Size'),
    end: true,
    cell: (p) => formatBytes(p.sizeBytes),
    csv: (p) => String(p.sizeBytes),
  },
  {
    id: 'added',
    header: t('Added'),
    cell: (p) => formatTime(p.addedAt),
    sort: (p) => p.addedAt,
    csv: (p) => p.addedAt,
  },
  {
    id: 'version',
    header: t('Version'),
    cell: (p) => <PaperVersion documentId={p.documentId} />,
  },
  {
    id: 'hash',
    header: t('SHA-256'),
    cell: (p) => <Hex value={p.sha256} kind={t('hash')} />,
    csv: (p) => p.sha256,
  },
  {
    id: 'open',
    header: '',
    end: true,
    cell: (p) => (
      <DownloadButton load={() => fetchDocument(p.documentId)} fileName={p.fileName}>
        {t('Download')}
      </DownloadButton>
    ),
  },
];

/** The asset's papers, each kept under the hash of its bytes. */
export function Papers() {
  const id = useAssetId();
  const query = useAsset(id);
  const token = useToken(id);
  const issues = useSession()?.role === 'issuer';
  return (
    <div className={css.stack}>
      <Panel title={t('Papers')} aside={t('kept under the hash of their bytes')}>
        <Loaded query={query}>
          {(asset) => (
            <DataTable
              label={t('Papers')}
              rows={asset.papers}
              columns={columns}
              rowKey={(p) => p.id}
              csvName="papers"
              empty={
                <Empty title={t('No paper yet')}>
                  {t('The prospectus and the custody agreement are a good beginning.')}
                </Empty>
              }
            />
          )}
        </Loaded>
      </Panel>
      {token.data?.address ? <PaperRegister tokenId={token.data.id} /> : null}
      {issues && query.data ? <AddPaper asset={query.data} /> : null}
    </div>
  );
}
