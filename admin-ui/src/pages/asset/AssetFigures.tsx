import { $api } from '../../api/client.ts';
import { Figure, Figures } from '../../design/Figures.tsx';
import {
  formatCents,
  formatCount,
  formatDate,
  formatShares,
  formatNewYork,
  formatUnits,
  formatUsd6,
  usd6ToCents,
} from '../../design/format.ts';
import { newestOf } from './rounds.ts';
import { useRounds, type Asset, type Token } from './useAsset.ts';

/** The headline: what one share is worth, how many there are, what stands behind them. */
export function AssetFigures({ asset, token }: { asset: Asset; token: Token | null }) {
  if (asset.kind !== 'treasury') return <PlainFigures asset={asset} token={token} />;
  if (token?.address) return <LiveFigures asset={asset} token={token} />;
  return <DraftFigures asset={asset} />;
}

function LiveFigures({ asset, token }: { asset: Asset; token: Token }) {
  const rounds = useRounds(asset.id);
  const capTable = $api.useQuery('get', '/api/v1/tokens/{id}/cap-table', {
    params: { path: { id: token.id }, query: {} },
  });
  const nav = newestOf(rounds.data?.items, 'nav');
  const reserves = newestOf(rounds.data?.items, 'reserve');
  const holders = capTable.data?.holders.length;
  // Nothing is said of rounds before the answer is here.
  const [none, noneYet] = rounds.isPending ? ['…', 'reading …'] : ['–', 'no round yet'];
  return (
    <Figures>
      <Figure
        label="NAV per share"
        value={nav ? formatUsd6(nav.answer) : none}
        unit="USD"
        asOf={nav ? `${formatNewYork(nav.valuationTime)}, round ${nav.round}` : noneYet}
        why="Net assets at fair value divided by shares in issue. Bills and notes are priced from the official curve (31 CFR 356, Appendix B); cash is added, liabilities and the accrued fee are taken off. The committee signs the figure; the feed on the chain keeps it."
      />
      <Figure
        label="Tokens outstanding"
        value={formatShares(
          capTable.data?.supplyBaseUnits ?? token.supplyBaseUnits,
          token.decimals,
        )}
        unit="shares"
        asOf={capTable.data ? `block ${formatCount(capTable.data.block.number)}` : ''}
      />
      <Figure
        label="Reserves"
        value={reserves ? formatCents(usd6ToCents(reserves.answer)) : none}
        unit="USD"
        exact={reserves ? `${formatUsd6(reserves.answer)} USD` : undefined}
        asOf={
          reserves ? `${formatNewYork(reserves.valuationTime)}, round ${reserves.round}` : noneYet
        }
        why="Total assets of the fund at fair value, as published to the reserve feed."
      />
      <Figure
        label="Book-entry shares"
        value={asset.portfolio ? formatShares(asset.portfolio.seedShares) : '–'}
        unit="shares"
        asOf="of the sponsor, not tokenised"
      />
      <Figure
        label="Holders"
        value={holders ?? (capTable.isPending ? '…' : '–')}
        unit={token.rules.maxHolders ? `of ${formatCount(token.rules.maxHolders)}` : undefined}
        asOf={capTable.data ? `block ${formatCount(capTable.data.block.number)}` : ''}
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
        label="Fair value"
        value={valuation ? formatCents(usd6ToCents(valuation.totalUsd6)) : '–'}
        unit="USD"
        exact={valuation ? `${formatUsd6(valuation.totalUsd6)} USD` : undefined}
        asOf={valuation ? `curve of ${formatDate(valuation.asOf)}` : 'no portfolio yet'}
        why={valuation ? `Official curve: ${valuation.curveSource}.` : undefined}
      />
      <Figure
        label="Securities"
        value={portfolio?.positions.length ?? '–'}
        asOf={portfolio ? `statement ${portfolio.version}` : 'no portfolio yet'}
      />
      <DiligenceFigure asset={asset} />
      <Figure label="Papers" value={asset.papers.length} asOf="kept by hash" />
    </Figures>
  );
}

function PlainFigures({ asset, token }: { asset: Asset; token: Token | null }) {
  const details = asset.details;
  return (
    <Figures>
      {'appraisal' in details ? (
        <Figure
          label="Appraised value"
          value={formatCents(details.appraisal.valueCents)}
          unit="USD"
          asOf={`${formatDate(details.appraisal.date)}, ${details.appraisal.appraiser}`}
        />
      ) : null}
      {'debtCents' in details ? (
        <Figure
          label="Debt"
          value={formatCents(details.debtCents)}
          unit="USD"
          asOf={details.lender ?? 'as stated'}
        />
      ) : null}
      {'bars' in details ? (
        <>
          <Figure
            label="Fine gold"
            // Stated with three decimals, as the bar list is.
            value={formatUnits(details.totalFineOz.replace('.', ''), 3, 3)}
            unit="oz"
            asOf="recomputed from the bar list"
          />
          <Figure label="Bars" value={details.bars.length} asOf={details.vault.name} />
        </>
      ) : null}
      <DiligenceFigure asset={asset} />
      <Figure
        label="Tokens outstanding"
        value={token ? formatUnits(token.supplyBaseUnits, token.decimals) : '–'}
        asOf={token ? token.symbol : 'no token yet'}
      />
    </Figures>
  );
}

function DiligenceFigure({ asset }: { asset: Asset }) {
  const { accepted, required, filed } = asset.dueDiligence;
  return (
    <Figure
      label="Due diligence"
      value={accepted}
      unit={`of ${required} accepted`}
      asOf={filed > 0 ? `${filed} wait for an officer` : 'required items'}
    />
  );
}
