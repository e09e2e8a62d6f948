import { useWholeOf } from '../../api/whole.ts';
import { words } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Facts, Panel } from '../../design/Page.tsx';
import { t } from '../../i18n/i18n.ts';

/** The papers whose hashes the token's own register holds (ERC-1643). */
export function PublicPapers({ id }: { id: string }) {
  const query = useWholeOf('/api/v1/public/assets/{id}/papers', id);
  return (
    <Panel title={t('Papers')}>
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('No paper is on the chain yet')} />
          ) : (
            <>
              <Facts
                items={items.map((paper) => [
                  words(paper.type),
                  <Hex key={paper.name} value={paper.sha256} kind={t('hash')} />,
                ])}
              />
              <p className="muted" style={{ marginBottom: 0 }}>
                {t(
                  'Ask the issuer for a paper and compare its SHA-256 with this one, which is on the chain: getDocument() of the token.',
                )}
              </p>
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}
