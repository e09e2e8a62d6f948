import { Link } from '@tanstack/react-router';
import { StateBadge } from '../../design/Badge.tsx';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatCount, formatShares, words } from '../../design/format.ts';
import { Empty, Panel } from '../../design/Page.tsx';
import { t } from '../../i18n/staff.ts';
import type { Token } from './useAsset.ts';
import type { WindDownView } from './WindDown.tsx';

type Left = WindDownView['unfinished'][number];

type Sheet =
  | 'cap-table'
  | 'offerings'
  | 'redemptions'
  | 'distributions'
  | 'votes'
  | 'actions'
  | 'bars'
  | 'property'
  | 'supply';

interface Cure {
  /** Of several, as a heading says it. */
  name: string;
  /** The asset's sheet where it is brought to its end. */
  sheet: Sheet;
  how: string;
}

/** By what the register calls it. */
const CURES: Record<string, Cure> = {
  token: {
    name: t('Tokens in somebody’s hands'),
    sheet: 'cap-table',
    how: t('A redemption, a call or a buy-out takes the last of them back.'),
  },
  sale: { name: t('Sales'), sheet: 'offerings', how: t('Settle it, or call it off.') },
  'supply order': {
    name: t('Supply orders'),
    sheet: 'supply',
    how: t('Wait until it is decided and on the chain, or withdraw the request.'),
  },
  redemption: {
    name: t('Redemptions'),
    sheet: 'redemptions',
    how: t('Price the epoch and pay it.'),
  },
  distribution: {
    name: t('Distributions'),
    sheet: 'distributions',
    how: t('Pay it out to the last holder.'),
  },
  'schedule of distributions': {
    name: t('Schedules'),
    sheet: 'distributions',
    how: t('End the schedule.'),
  },
  vote: {
    name: t('Votes'),
    sheet: 'votes',
    how: t('Wait for the result, or take the motion back.'),
  },
  'corporate action': {
    name: t('Corporate actions'),
    sheet: 'actions',
    how: t('Carry it out, or take the announcement back.'),
  },
  'order of a bar': {
    name: t('Bar orders'),
    sheet: 'bars',
    how: t('Deliver the bar, or call the order off.'),
  },
  'buy-out': { name: t('Buy-outs'), sheet: 'property', how: t('Carry it through, or let it end.') },
  deed: {
    name: t('Titles in the vault'),
    sheet: 'property',
    how: t('Hand the title to whom it belongs.'),
  },
};

interface UnfinishedProps {
  assetId: string;
  token: Token;
  view: WindDownView;
}

/** What the end of an asset still waits for, each with the sheet that brings it to its own end. */
export function Unfinished({ assetId, token, view }: UnfinishedProps) {
  return (
    <Panel title={t('What still stands in the way')}>
      <DataTable
        label={t('What still stands in the way')}
        rows={view.unfinished}
        columns={columns(assetId, token, view)}
        rowKey={({ what, state }) => `${what} ${state}`}
        empty={
          <Empty title={t('Nothing stands in the way')}>
            {t('No token is left, and nobody waits for anything.')}
          </Empty>
        }
      />
    </Panel>
  );
}

const columns = (assetId: string, token: Token, view: WindDownView): Column<Left>[] => [
  {
    id: 'what',
    header: t('What'),
    cell: ({ what }) => {
      const cure = CURES[what];
      if (!cure) return words(what);
      return (
        <>
          <Link to={`/assets/$assetId/${cure.sheet}`} params={{ assetId }}>
            <strong>{cure.name}</strong>
          </Link>
          <div className="muted">{cure.how}</div>
        </>
      );
    },
  },
  {
    id: 'count',
    header: t('How much'),
    end: true,
    cell: ({ what, count }) =>
      what === 'token'
        ? `${formatShares(view.supplyBaseUnits, token.decimals)} ${token.symbol}`
        : formatCount(count),
  },
  {
    id: 'state',
    header: t('State'),
    cell: ({ what, state }) => (what === 'token' ? '–' : <StateBadge state={state} />),
  },
  {
    id: 'before',
    header: t('Has to end'),
    cell: ({ before }) =>
      before === 'wind_down' ? t('before the wind-down') : t('before the closing'),
  },
];
