import { useQuery } from '@tanstack/react-query';
import { Figure, Figures } from '../../design/Figures.tsx';
import {
  formatCents,
  formatCount,
  formatDate,
  formatShares,
  formatNewYork,
  formatUnits,
  formatUnitsCut,
  formatUsd6,
  usd6ToCents,
} from '../../design/format.ts';
import { capTableQuery } from './askAsset.ts';
import { newestOf } from './rounds.ts';
import { useRounds, type Asset, type Token } from './useAsset.ts';
import { t } from '../../i18n/staff.ts';

/** The headline: what one share is worth, how many there are, what stands behind them. */
export function AssetFigures({ asset, token }: { asset: Asset; token: Token | null }) {
  if (asset.kind !== 'treasury') return <PlainFigures asset={asset} token={token} />;
  if (token?.address) return <LiveFigures asset={asset} token={token} />;
  return <DraftFigures asset={asset} />;
}

function LiveFigures({ asset, token }: { asset: Asset; token: Token }) {
  const rounds = useRounds(asset.id);
  const capTable = useQuery(capTableQuery(token.id));
  const nav = newestOf(rounds.data?.items, 'nav');
  const reserves = newestOf(rounds.data?.items, 'reserve');
  const holders = capTable.data?.holders.length;
  // Nothing is said of rounds before the answer is here.
  const [none, noneYet] = rounds.isPending ? ['…', t('reading …')] : ['–', t('no round yet')];
  return (
    <Figures>
      <Figure
        label={t('NAV per share')}
        value={nav ? formatUsd6(nav.answer) : none}
        unit="USD"
        asOf={
          nav
            ? t('{{valuationTime}}, round {{round}}', {
                valuationTime: formatNewYork(nav.valuationTime),
                round: nav.round,
              })
            : noneYet
        }
        why={t(
          'Net assets at fair value divided by shares in issue. Bills and notes are priced from the official curve (31 CFR 356, Appendix B); cash is added, liabilities and the accrued fee are taken off. The committee signs the figure; the feed on the chain keeps it.',
        )}
      />
      <Figure
        label={t('Tokens outstanding')}
        value={formatShares(
          capTable.data?.supplyBaseUnits ?? token.supplyBaseUnits,
          token.decimals,
        )}
        unit={t('shares')}
        asOf={
          capTable.data
            ? t('block {{number}}', { number: formatCount(capTable.data.block.number) })
            : ''
        }
      />
      <Figure
        label={t('Reserves')}
        value={reserves ? formatCents(usd6ToCents(reserves.answer)) : none}
        unit="USD"
        exact={reserves ? `${formatUsd6(reserves.answer)} USD` : undefined}
        asOf={
          reserves
            ? t('{{valuationTime}}, round {{round}}', {
                valuationTime: formatNewYork(reserves.valuationTime),
                round: reserves.round,
              })
            : noneYet
        }
        why={t('Total assets of the fund at fair value, as published to the reserve feed.')}
      />
      <Figure
        label={t('Book-entry shares')}
        value={asset.portfolio ? formatShares(asset.portfolio.seedShares) : '–'}
        unit={t('shares')}
        asOf={t('of the sponsor, not tokenised')}
      />
      <Figure
        label={t('Holders')}
        value={holders ?? (capTable.isPending ? '…' : '–')}
        unit={
          token.rules.maxHolders
            ? t('of {{maxHolders}}', { maxHolders: formatCount(token.rules.maxHolders) })
            : undefined
        }
        asOf={
          capTable.data
            ? t('block {{number}}', { number: formatCount(capTable.data.block.number) })
            : ''
        }
      />
    </Figures>
  );
}

function DraftFigures({ asset }: { asset: Asset }) {
  const portfolio = asset.portfolio;
  const valuation = portfolio?.valuation;
  return (
    <Figures>
      <Figure
        label={t('Fair value')}
        value={valuation ? formatCents(usd6ToCents(valuation.totalUsd6)) : '–'}
        unit="USD"
        exact={valuation ? `${formatUsd6(valuation.totalUsd6)} USD` : undefined}
        asOf={
          valuation
            ? t('curve of {{asOf}}', { asOf: formatDate(valuation.asOf) })
            : t('no portfolio yet')
        }
        why={
          valuation
            ? t('Official curve: {{source}}.', { source: valuation.curveSource })
            : undefined
        }
      />
      <Figure
        label={t('Securities')}
        value={portfolio?.positions.length ?? '–'}
        asOf={
          portfolio
            ? t('statement {{version}}', { version: portfolio.version })
            : t('no portfolio yet')
        }
      />
      <DiligenceFigure asset={asset} />
      <Figure label={t('Papers')} value={asset.papers.length} asOf={t('kept by hash')} />
    </Figures>
  );
}

function PlainFigures({ asset, token }: { asset: Asset; token: Token | null }) {
  const details = asset.details;
  return (
    <Figures>
      {'appraisal' in details ? (
        <Figure
          label={t('Appraised value')}
          value={formatCents(details.appraisal.valueCents)}
          unit="USD"
          asOf={`${formatDate(details.appraisal.date)}, ${details.appraisal.appraiser}`}
        />
      ) : null}
      {'debtCents' in details ? (
        <Figure
          label={t('Debt')}
          value={formatCents(details.debtCents)}
          unit="USD"
          asOf={details.lender ?? t('as stated')}
        />
      ) : null}
      {'bars' in details ? (
        <>
          <Figure
            label={t('Fine gold')}
            // Stated with three decimals, as the bar list is.
            value={formatUnits(details.totalFineOz.replace('.', ''), 3, 3)}
            unit={t('oz')}
            asOf={t('recomputed from the bar list')}
          />
          <Figure label={t('Bars')} value={details.bars.length} asOf={details.vault.name} />
        </>
      ) : null}
      <DiligenceFigure asset={asset} />
      <Figure
        label={t('Tokens outstanding')}
        value={token ? formatUnitsCut(token.supplyBaseUnits, token.decimals) : '–'}
        exact={
          token
            ? `${formatUnits(token.supplyBaseUnits, token.decimals)} ${token.symbol}`
            : undefined
        }
        asOf={token ? token.symbol : t('no token yet')}
      />
    </Figures>
  );
}

function DiligenceFigure({ asset }: { asset: Asset }) {
  const { accepted, required, filed } = asset.dueDiligence;
  return (
    <Figure
      label={t('Due diligence')}
      value={accepted}
      unit={t('of {{required}} accepted', { required })}
      asOf={filed > 0 ? t('{{filed}} wait for an officer', { filed }) : t('required items')}
    />
  );
}
