import type { ReportInputs, ReportResult } from '@cadastre/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import {
  formatCents,
  formatPpm,
  formatShares,
  formatUnits,
  formatUsd6,
  usd6ToCents,
} from '../../design/format.ts';
import { Facts, Panel } from '../../design/Page.tsx';
import { t } from '../../i18n/staff.ts';
import { termOf } from '../../i18n/terms.ts';

/** `report.json`: what went in and what follows from it. */
export interface Content {
  inputs: ReportInputs;
  result: ReportResult;
}

type Class = ReportResult['reserves']['classes'][number];

const dollars = (usd6: string) => (
  <span title={`${formatUsd6(usd6)} USD`}>{formatCents(usd6ToCents(usd6))} USD</span>
);

const classes: Column<Class>[] = [
  {
    id: 'class',
    header: t('Class'),
    cell: (c) => (
      <>
        {termOf(c.name)}
        <div className="muted">{c.custodian}</div>
      </>
    ),
    csv: (c) => c.name,
  },
  {
    id: 'fair',
    header: t('Fair value, USD'),
    end: true,
    cell: (c) => formatCents(usd6ToCents(c.fairUsd6)),
    csv: (c) => c.fairUsd6,
  },
  {
    id: 'share',
    header: t('Share'),
    end: true,
    cell: (c) => formatPpm(c.sharePpm),
    csv: (c) => c.sharePpm,
  },
];

/** Each number of the report, with the formula and what it was made of: supply, reserves, what is owed, coverage. */
export function Derivation({ content, assetId }: { content: Content; assetId: string }) {
  const { inputs, result } = content;
  const { supply, reserves, owed, coverage } = result;
  const { decimals, symbol } = inputs.token;
  const shares = (base: string) => `${formatShares(base, decimals)} ${symbol}`;
  const gold = coverage.unit === 'fineMilliOz';
  const covered = (value: string) => (gold ? `${formatUnits(value, 3, 3)} oz` : dollars(value));
  const rows = (items: [string, ReactNode][]) => <Facts items={items} />;
  return (
    <div className={css.grid}>
      <Panel title={t('Supply')} aside={t('opening + issued − cancelled = closing')}>
        {rows([
          [t('Opening'), shares(supply.openingBaseUnits)],
          [t('Issued'), shares(supply.mintedBaseUnits)],
          [t('Cancelled shares'), shares(supply.burntBaseUnits)],
          [t('Closing'), <strong key="c">{shares(supply.closingBaseUnits)}</strong>],
          [t('Not redeemable'), shares(supply.nonRedeemableBaseUnits)],
          [t('Redeemable'), shares(supply.redeemableBaseUnits)],
        ])}
        <p style={{ marginBottom: 0 }}>
          <Link
            to="/assets/$assetId/cap-table"
            params={{ assetId }}
            search={{ block: inputs.asOf.block }}
          >
            {t('Cap table at this block')}
          </Link>
        </p>
      </Panel>
      <Panel title={t('Reserves')} aside={t('sum of the classes − encumbered')}>
        <div className={css.tight}>
          <DataTable
            label={t('Reserves')}
            rows={reserves.classes}
            columns={classes}
            rowKey={(c) => `${c.custodian} ${c.name}`}
            empty={null}
          />
          {rows([
            [t('Fair value'), dollars(reserves.fairUsd6)],
            [t('Encumbered'), dollars(reserves.encumberedUsd6)],
            [t('Free'), <strong key="f">{dollars(reserves.freeUsd6)}</strong>],
          ])}
        </div>
      </Panel>
      <Panel title={t('Owed')} aside={t('tokens × NAV − its rounding + liabilities')}>
        {rows([
          [
            t('NAV in force'),
            `${formatUsd6(owed.navUsd6)} USD${owed.navRound ? `, ${t('round {{round}}', { round: owed.navRound })}` : ''}`,
          ],
          [
            t('NAV recomputed'),
            owed.recomputedNavUsd6 ? `${formatUsd6(owed.recomputedNavUsd6)} USD` : null,
          ],
          [t('Redeemable tokens'), shares(owed.redeemableBaseUnits)],
          [t('Book-entry shares'), shares(owed.bookEntryBaseUnits)],
          [t('To holders, rounded up'), dollars(owed.toHoldersUsd6)],
          [t('Rounding of the NAV'), dollars(owed.roundingUsd6)],
          ...owed.liabilities.map(({ what, usd6 }): [string, ReactNode] => [
            termOf(what),
            dollars(usd6),
          ]),
          [t('Owed in all'), <strong key="o">{dollars(owed.totalUsd6)}</strong>],
        ])}
        <p style={{ marginBottom: 0 }}>
          <Link to="/assets/$assetId/nav" params={{ assetId }}>
            {t('Why each round is what it is')}
          </Link>
        </p>
      </Panel>
      <Panel
        title={t('Coverage')}
        aside={
          gold
            ? t('fine ounces in the vault ÷ tokens, rounded down')
            : t('reserves ÷ owed, rounded down')
        }
      >
        {rows([
          [t('Reserves'), covered(coverage.reserves)],
          [t('Owed'), covered(coverage.owed)],
          [t('Surplus'), covered(coverage.surplus)],
          [t('Coverage'), <strong key="p">{coverage.ppm ? formatPpm(coverage.ppm) : '–'}</strong>],
        ])}
      </Panel>
    </div>
  );
}
