import { Button } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { $api, api } from '../../api/client.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { Figure, Figures } from '../../design/Figures.tsx';
import { formatTime, formatUnits } from '../../design/format.ts';
import { LoadedPage } from '../../design/Loaded.tsx';
import { PageHead, Panel, TaskRow } from '../../design/Page.tsx';
import { Said } from '../../design/Refusal.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { ReasonDialog } from '../../design/ReasonDialog.tsx';
import { Timeline } from '../../design/Timeline.tsx';
import { useAction } from '../../design/useAction.ts';
import { useSession } from '../../session/session.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { useAsset } from '../asset/useAsset.ts';
import { Book } from './Book.tsx';
import { type Offering, paymentText, useOffering } from './offering.ts';
import { OfferingTerms } from './OfferingTerms.tsx';
import { Payments } from './Payments.tsx';
import { TermsForm } from './TermsForm.tsx';
import { t } from '../../i18n/staff.ts';

/** One sale, for its issuer and those who watch over it: terms, book, money. */
export function OfferingPage() {
  const { offeringId } = useParams({ from: '/inside/offerings/$offeringId' });
  return (
    <LoadedPage query={useOffering(offeringId)}>
      {(offering) => <Sale offering={offering} />}
    </LoadedPage>
  );
}

function Sale({ offering }: { offering: Offering }) {
  const asset = useAsset(offering.assetId);
  const token = $api.useQuery('get', '/api/v1/tokens/{id}', {
    params: { path: { id: offering.tokenId } },
  });
  const name = asset.data?.name ?? t('Asset');
  useCrumbs({ label: name, to: `/assets/${offering.assetId}/offerings` }, { label: t('Offering') });
  const [changing, setChanging] = useState(false);
  const { totals } = offering;
  const decimals = token.data?.decimals ?? 6;
  const symbol = token.data?.symbol ?? t('tokens');
  const sold = offering.state !== 'draft' && offering.state !== 'proposed';
  return (
    <div className={css.stack}>
      <div>
        <PageHead
          title={t('Offering of {{symbol}}', { symbol })}
          badge={<StateBadge state={offering.paused ? 'paused' : offering.state} />}
          sub={t('{{name}}, {{opensAt}} to {{closesAt}}', {
            name,
            opensAt: formatTime(offering.terms.opensAt),
            closesAt: formatTime(offering.terms.closesAt),
          })}
          actions={<OfferingActions offering={offering} onChange={() => setChanging(true)} />}
        />
        <Figures>
          <Figure
            label={t('Ordered')}
            value={paymentText(totals.ordered, offering)}
            asOf={t('of {{hardCapBaseUnits}} at most', {
              hardCapBaseUnits: paymentText(offering.terms.hardCapBaseUnits, offering),
            })}
          />
          <Figure
            label={t('Paid')}
            value={paymentText(totals.paid, offering)}
            asOf={t('confirmed, not given back')}
          />
          <Figure
            label={t('Delivered for')}
            value={paymentText(totals.settled, offering)}
            asOf={t('both channels')}
          />
          <Figure
            label={t('Delivered')}
            value={formatUnits(totals.tokens, decimals)}
            unit={symbol}
            asOf={t('tokens')}
          />
        </Figures>
      </div>
      {offering.failure ? (
        <div className={css.notice} role="status">
          <strong>
            <Said all={[offering.failure]} />
          </strong>
          <div className="mono muted">{offering.failureCode}</div>
        </div>
      ) : null}
      {offering.state === 'proposed' && offering.approvalId ? (
        <TaskRow
          tone="quiet"
          title={t('These terms wait for compliance.')}
          detail={t('Nobody can buy before they are approved and on the chain.')}
          action={
            <Button component={Link} to={`/approvals/${offering.approvalId}`} variant="default">
              {t('Show the request')}
            </Button>
          }
        />
      ) : null}
      {changing ? (
        <TermsForm
          assetId={offering.assetId}
          offering={offering}
          start={new Date(offering.createdAt)}
          onDone={() => setChanging(false)}
        />
      ) : null}
      {sold ? <Book offering={offering} decimals={decimals} symbol={symbol} /> : null}
      {sold ? <Payments offering={offering} /> : null}
      <div className={css.wide}>
        <Panel title={t('Terms')}>
          <OfferingTerms offering={offering} />
        </Panel>
        {offering.operationId ? (
          <Panel title={t('On the chain')}>
            <Timeline operationId={offering.operationId} />
          </Panel>
        ) : null}
      </div>
    </div>
  );
}

/** What the issuer may do with the sale now. */
function OfferingActions({ offering, onChange }: { offering: Offering; onChange: () => void }) {
  const issues = useSession()?.role === 'issuer';
  const action = useAction();
  const [cancelling, setCancelling] = useState(false);
  const params = { path: { id: offering.id } };
  if (!issues) return null;
  return (
    <>
      {offering.state === 'draft' ? (
        <>
          <Button variant="default" onClick={onChange}>
            {t('Change the terms')}
          </Button>
          <Button
            loading={action.busy}
            onClick={() =>
              void action.run(
                () => api.POST('/api/v1/offerings/{id}/open', { params }),
                t('The terms are with compliance.'),
              )
            }
          >
            {t('Propose these terms')}
          </Button>
        </>
      ) : null}
      {offering.allowedEvents.includes('cancel') ? (
        <Button variant="default" c="var(--red)" onClick={() => setCancelling(true)}>
          {t('Cancel the offering')}
        </Button>
      ) : null}
      <div style={{ flexBasis: '100%' }}>
        <ProblemNotice error={action.error} />
      </div>
      <ReasonDialog
        about={`offering.${offering.id}.cancel`}
        opened={cancelling}
        onClose={() => setCancelling(false)}
        title={t('Cancel the offering')}
        verb={t('Propose the cancellation')}
        danger
        onConfirm={(reason) =>
          action.attempt(
            () => api.POST('/api/v1/offerings/{id}/cancel', { params, body: { reason } }),
            t('The cancellation is with compliance.'),
          )
        }
      >
        {t(
          'Compliance decides. Once it is on the chain it cannot be undone: everything that was paid and not delivered goes back.',
        )}
      </ReasonDialog>
    </>
  );
}
