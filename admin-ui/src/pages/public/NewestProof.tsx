import { Link } from '@tanstack/react-router';
import { $api } from '../../api/client.ts';
import { formatCount, formatTime } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Facts, Panel } from '../../design/Page.tsx';
import { VerdictBadge } from '../../design/VerdictBadge.tsx';
import { t } from '../../i18n/i18n.ts';

/** The newest proof of reserve: its verdict, its files, and where to check them. */
export function NewestProof({ id }: { id: string }) {
  const query = $api.useQuery('get', '/api/v1/public/assets/{id}/proof-of-reserve', {
    params: { path: { id } },
  });
  return (
    <Panel title={t('Newest proof of reserve')}>
      <Loaded query={query}>
        {({ lastReport: report }) =>
          report ? (
            <>
              <Facts
                items={[
                  [t('Verdict'), <VerdictBadge key="v" verdict={report.status} />],
                  [
                    t('As of'),
                    t('block {{asOfBlock}}, {{asOfTime}}', {
                      asOfBlock: formatCount(report.asOfBlock),
                      asOfTime: formatTime(report.asOfTime),
                    }),
                  ],
                  ['SHA-256', <Hex key="s" value={report.contentSha256} kind={t('hash')} />],
                ]}
              />
              <p style={{ marginBottom: 0 }}>
                <a href={report.pdf}>{t('PDF')}</a> · <a href={report.json}>{t('JSON')}</a> ·{' '}
                <Link to="/verify">{t('Verify a proof of reserve')}</Link>
              </p>
            </>
          ) : (
            <Empty title={t('No proof of reserve yet')}>
              {t('One is made at the end of each month.')}
            </Empty>
          )
        }
      </Loaded>
    </Panel>
  );
}
