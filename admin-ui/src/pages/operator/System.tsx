import { Link } from '@tanstack/react-router';
import { $api } from '../../api/client.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { formatCount, formatTime, formatUnitsCut, words } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Facts, PageHead, Panel } from '../../design/Page.tsx';
import { Said } from '../../design/Refusal.tsx';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { t } from '../../i18n/staff.ts';
import { Feeds } from './Feeds.tsx';

/** Numbers that count nothing. */
const NAMES = new Set(['chainId']);

/** Times as times, counts with thousands apart, long decimals as in a headline, the rest as it stands. */
function sayFigure(name: string, value: string | number | boolean | null): string {
  if (value === null) return '–';
  if (typeof value === 'number' && !NAMES.has(name)) return formatCount(value);
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT.*Z$/.test(value)) return formatTime(value);
  if (typeof value === 'string' && /^[a-z]+(_[a-z]+)*$/.test(value)) return words(value);
  const decimals = typeof value === 'string' ? /^\d+\.(\d{7,})$/.exec(value)?.[1]?.length : 0;
  if (decimals) return formatUnitsCut(String(value).replace('.', ''), decimals);
  return String(value);
}

/** The parts of the product and how each is, looked at every ten seconds. */
export function System() {
  useCrumbs({ label: t('System') });
  const health = $api.useQuery('get', '/health', undefined, { refetchInterval: 10_000 });
  return (
    <div className={css.stack}>
      <PageHead
        title={t('System')}
        badge={health.data ? <StateBadge state={health.data.status} /> : null}
        sub={t('Each part of the product as it answers now; the same as GET /health.')}
      />
      <Loaded query={health}>
        {(answer) => (
          <div className={css.grid}>
            {Object.entries(answer.parts).map(([name, part]) => (
              <Panel key={name} title={words(name)} aside={<StateBadge state={part.state} />}>
                {part.detail?.split('; ').map((trouble) => (
                  <p key={trouble} style={{ marginTop: 0 }}>
                    <Said all={[trouble]} />
                  </p>
                ))}
                {name === 'outbox' && part.state !== 'ok' ? (
                  <p style={{ marginTop: 0 }}>
                    <Link to="/operations">{t('See the operations')}</Link>
                  </p>
                ) : null}
                <Facts
                  items={Object.entries(part.figures ?? {}).map(([figure, value]) => [
                    words(figure.replace(/([A-Z])/g, ' $1').toLowerCase()),
                    sayFigure(figure, value),
                  ])}
                />
              </Panel>
            ))}
          </div>
        )}
      </Loaded>
      <Feeds />
    </div>
  );
}
