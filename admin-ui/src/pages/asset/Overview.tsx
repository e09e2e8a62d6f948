import css from '../../design/design.module.css';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Facts, Panel, TaskRow } from '../../design/Page.tsx';
import { Said } from '../../design/Refusal.tsx';
import { countryName, formatCents, formatCount, formatDate, words } from '../../design/format.ts';
import { mayHaveToken } from './askAsset.ts';
import { BarList } from './BarList.tsx';
import { EndOf } from './EndOf.tsx';
import { Holdings } from './Holdings.tsx';
import { NavChart } from './NavChart.tsx';
import { PortfolioForm } from './PortfolioForm.tsx';
import { useSession } from '../../session/session.ts';
import { useAsset, useAssetId, useRounds, type Asset } from './useAsset.ts';
import { t } from '../../i18n/staff.ts';

/** What the asset is and what it holds. */
export function Overview() {
  const id = useAssetId();
  const query = useAsset(id);
  return (
    <Loaded query={query}>
      {(asset) => (
        <div className={css.stack}>
          {asset.blockers.length > 0 ? (
            <TaskRow title={t('Before the next step:')} detail={<Said all={asset.blockers} />} />
          ) : null}
          {asset.decisionReason && asset.state === 'changes_requested' ? (
            <TaskRow tone="bad" title={t('Compliance asks:')} detail={asset.decisionReason} />
          ) : null}
          <EndOf state={asset.state} assetId={asset.id} />
          {asset.kind === 'treasury' ? <Fund asset={asset} /> : <About asset={asset} />}
          {asset.kind !== 'treasury' && mayHaveToken(asset.state) ? <Worth asset={asset} /> : null}
          {'bars' in asset.details ? <BarList bars={asset.details.bars} /> : null}
        </div>
      )}
    </Loaded>
  );
}

/** What a share or token was worth, as the feed has it. */
function Worth({ asset }: { asset: Asset }) {
  const rounds = useRounds(asset.id);
  return (
    <Panel title={t('NAV per share')} aside={t('USD, as published to the feed')}>
      <NavChart query={rounds} />
    </Panel>
  );
}

function Fund({ asset }: { asset: Asset }) {
  const issues = useSession()?.role === 'issuer';
  return (
    <>
      <div className={css.wide}>
        <div className={css.stack}>
          <Worth asset={asset} />
          <About asset={asset} />
        </div>
        <Panel title={t('What the fund holds')} aside={t('by maturity')}>
          {asset.portfolio ? (
            <Holdings portfolio={asset.portfolio} />
          ) : (
            <Empty title={t('No portfolio yet')}>
              {issues
                ? t('State it below: securities by CUSIP, cash and fee.')
                : t('The issuer states it.')}
            </Empty>
          )}
        </Panel>
      </div>
      {asset.pendingPortfolio ? (
        <TaskRow
          tone="quiet"
          title={t('Statement {{version}} waits for approval.', {
            version: asset.pendingPortfolio.version,
          })}
          detail={t('Until then the one above is in force.')}
        />
      ) : null}
      {issues && !['winding_down', 'retired', 'rejected'].includes(asset.state) ? (
        <PortfolioForm asset={asset} />
      ) : null}
    </>
  );
}

function About({ asset }: { asset: Asset }) {
  return (
    <Panel title={t('About')}>
      <p style={{ marginTop: 0, whiteSpace: 'pre-line', maxWidth: '75ch' }}>{asset.description}</p>
      <Facts items={detailFacts(asset)} />
    </Panel>
  );
}

/** The kind's own fields as pairs; nested ones are flattened by a dash. */
function detailFacts(asset: Asset): [string, string][] {
  const rows: [string, string][] = [];
  for (const [key, value] of Object.entries<unknown>(asset.details)) {
    const name = words(key.replace(/([A-Z])/g, ' $1').toLowerCase());
    // The bars have their own table, their sum stands in the headline.
    if (key === 'bars' || key === 'totalFineOz' || value === undefined || value === null) continue;
    if (key === 'domicile' && typeof value === 'string') rows.push([name, countryName(value)]);
    else if (key === 'metal' && typeof value === 'string') rows.push([name, words(value)]);
    else if (key.endsWith('Cents') && typeof value === 'string') {
      rows.push([name.replace(/ cents$/, ', USD'), formatCents(value)]);
    } else if (typeof value === 'object') rows.push([name, nested(value)]);
    else if (typeof value === 'string' || typeof value === 'number') {
      rows.push([name, key === 'yearBuilt' ? `${value}` : plain(value)]);
    }
  }
  return rows;
}

/** A group of fields in one line: an appraisal's value, day and author; a vault's name and place. */
function nested(group: object): string {
  const fields = group as Record<string, unknown>;
  return Object.entries(fields)
    .filter((entry): entry is [string, string] => typeof entry[1] === 'string')
    .map(([key, text]) => (key.endsWith('Cents') ? `${formatCents(text)} USD` : plain(text)))
    .join(', ');
}

/** Counts with thousands apart, days as people write them. */
const plain = (value: string | number): string =>
  typeof value === 'number'
    ? formatCount(value)
    : /^\d{4}-\d\d-\d\d$/.test(value)
      ? formatDate(value)
      : value;
