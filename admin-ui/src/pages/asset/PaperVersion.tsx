import { $api } from '../../api/client.ts';
import { Badge } from '../../design/Badge.tsx';
import { formatDate } from '../../design/format.ts';
import { t } from '../../i18n/staff.ts';

/** Which version a document is, and how long it holds. */
export function PaperVersion({ documentId }: { documentId: string }) {
  const query = $api.useQuery(
    'get',
    '/api/v1/documents/{id}',
    { params: { path: { id: documentId } } },
    { staleTime: 60_000 },
  );
  const document = query.data;
  if (!document) return <>–</>;
  return (
    <>
      {t('version {{number}}', { number: document.version })}{' '}
      {document.replacedBy ? (
        <Badge tone="ink">{t('Replaced')}</Badge>
      ) : document.expired ? (
        <Badge tone="red">{t('Expired')}</Badge>
      ) : null}
      {document.validUntil ? (
        <div className="muted">
          {t('until {{time}}', { time: formatDate(document.validUntil) })}
        </div>
      ) : null}
    </>
  );
}
