import { Button, TextInput } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { StateBadge } from '../../design/Badge.tsx';
import { CopyText } from '../../design/CopyText.tsx';
import css from '../../design/design.module.css';
import { Figure, Figures } from '../../design/Figures.tsx';
import { formatShares, formatTime, formatUnits } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { LoadedPage } from '../../design/Loaded.tsx';
import { PageHead, Panel, TaskRow } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { ReasonDialog } from '../../design/ReasonDialog.tsx';
import { Timeline } from '../../design/Timeline.tsx';
import { useAction } from '../../design/useAction.ts';
import { useIdempotent } from '../../design/useIdempotent.ts';
import { t } from '../../i18n/staff.ts';
import { useSession } from '../../session/session.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { useAsset, useToken } from '../asset/useAsset.ts';
import { type Buyout, useBuyout, useDeed } from './property.ts';
import { Surrenders } from './Surrenders.tsx';

/** Only what the holders carried can be executed. */
const CARRIED: ReadonlySet<Buyout['state']> = new Set(['executing', 'executed', 'closed']);

/** One offer for a whole property, from the motion to the last fraction surrendered. */
export function BuyoutPage() {
  const { buyoutId } = useParams({ from: '/inside/buyouts/$buyoutId' });
  return (
    <LoadedPage query={useBuyout(buyoutId)}>{(buyout) => <Sheet buyout={buyout} />}</LoadedPage>
  );
}

function Sheet({ buyout: b }: { buyout: Buyout }) {
  const asset = useAsset(b.assetId);
  const token = useToken(b.assetId);
  const deed = useDeed(b.assetId);
  const name = asset.data?.name ?? t('Asset');
  const { paymentDecimals = 6, paymentSymbol = '' } = deed.data ?? {};
  const money = (base: string) => formatUnits(base, paymentDecimals, 2);
  const tokens = (base: string | null) =>
    base === null ? '–' : formatShares(base, token.data?.decimals ?? 6);
  useCrumbs(
    { label: name, to: `/assets/${b.assetId}/property` },
    { label: t('Offer for the whole property') },
  );
  return (
    <div className={css.stack}>
      <div>
        <PageHead
          title={t('Offer for {{asset}}', { asset: name })}
          badge={<StateBadge state={b.state} of="buyout" />}
          sub={
            <>
              {t('Bidder')} <Hex value={b.bidder} />
            </>
          }
          actions={<Verbs buyout={b} />}
        />
        <Figures>
          <Figure
            label={t('Price')}
            value={money(b.priceBaseUnits)}
            unit={paymentSymbol}
            asOf={t('until {{time}}', { time: formatTime(b.deadline) })}
          />
          <Figure
            label={t('Fractions')}
            value={tokens(b.fractions)}
            unit={token.data?.symbol}
            asOf={t('share the price')}
          />
          <Figure
            label={t('Surrendered')}
            value={tokens(b.surrendered)}
            unit={token.data?.symbol}
            asOf={t('burnt for their part')}
          />
          <Figure
            label={t('Paid')}
            value={money(b.paid)}
            unit={paymentSymbol}
            asOf={t('{{swept}} swept', { swept: money(b.swept) })}
          />
        </Figures>
      </div>
      {b.approvalId ? (
        <TaskRow
          tone="quiet"
          title={t('It waits for a second person.')}
          action={
            <Button component={Link} to={`/approvals/${b.approvalId}`} variant="default">
              {t('Show the request')}
            </Button>
          }
        />
      ) : null}
      <TaskRow
        tone="quiet"
        title={
          CARRIED.has(b.state)
            ? t('The holders carried it by their vote.')
            : t('Holders decide by their vote.')
        }
        action={
          <Button component={Link} to={`/votes/${b.voteId}`} variant="default">
            {t('Show the motion')}
          </Button>
        }
      />
      {b.state === 'offered' ? (
        <TaskRow
          tone="quiet"
          title={t('The bidder pays the price into the vault.')}
          detail={
            <CopyText
              text={`${window.location.origin}/buyouts/${b.id}`}
              label={t('page on which the bidder signs')}
            />
          }
        />
      ) : null}
      {b.failure ? (
        <TaskRow tone="bad" title={t('The last step failed.')} detail={b.failure} />
      ) : null}
      <Surrenders
        buyoutId={b.id}
        decimals={token.data?.decimals ?? 6}
        symbol={token.data?.symbol ?? ''}
        money={(base) => `${money(base)} ${paymentSymbol}`}
      />
      {b.operationId ? (
        <Panel title={t('On the chain')}>
          <Timeline operationId={b.operationId} />
        </Panel>
      ) : null}
    </div>
  );
}

/** Carrying out what the holders carried, taking what rounding left, or giving the offer up. */
function Verbs({ buyout: b }: { buyout: Buyout }) {
  const issues = useSession()?.role === 'issuer';
  const action = useAction();
  const { header } = useIdempotent();
  const [cancels, setCancels] = useState(false);
  const [to, setTo] = useState('');
  if (!issues || b.approvalId) return null;
  const path = { id: b.id };
  return (
    <>
      {b.state === 'offered' ? (
        <Button variant="default" c="var(--red)" onClick={() => setCancels(true)}>
          {t('Give the offer up')}
        </Button>
      ) : null}
      {b.state === 'funded' ? (
        <Button
          loading={action.busy}
          onClick={() =>
            void action.run(
              () => api.POST('/api/v1/buyouts/{id}/execute', { params: { path, header } }),
              t('The execution is with compliance.'),
            )
          }
        >
          {t('Carry the buy-out out')}
        </Button>
      ) : null}
      {b.state === 'executed' && b.fractions === b.surrendered ? (
        <>
          <TextInput
            aria-label={t('To the wallet, address')}
            placeholder={t('To the wallet, address')}
            value={to}
            onChange={(event) => setTo(event.currentTarget.value)}
          />
          <Button
            loading={action.busy}
            disabled={to.trim() === ''}
            onClick={() =>
              void action.run(
                () =>
                  api.POST('/api/v1/buyouts/{id}/sweep', {
                    params: { path, header },
                    body: { to: to.trim() },
                  }),
                t('The sweep is with compliance.'),
              )
            }
          >
            {t('Take what rounding left')}
          </Button>
        </>
      ) : null}
      <div style={{ flexBasis: '100%', maxWidth: 460 }}>
        <ProblemNotice error={action.error} />
      </div>
      <ReasonDialog
        about={`buyout.${b.id}.cancel`}
        opened={cancels}
        onClose={() => setCancels(false)}
        title={t('Give the offer up')}
        verb={t('Give the offer up')}
        danger
        onConfirm={(reason) =>
          action.attempt(
            () => api.POST('/api/v1/buyouts/{id}/cancel', { params: { path }, body: { reason } }),
            t('The offer is given up.'),
          )
        }
      >
        {t('The motion goes on by itself: take it back, too, where it should not be voted on.')}
      </ReasonDialog>
    </>
  );
}
