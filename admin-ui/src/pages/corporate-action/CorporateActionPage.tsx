import { Button } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { DocumentPane } from '../../design/Documents.tsx';
import { Figure, Figures } from '../../design/Figures.tsx';
import { formatCount, formatDate, formatTime } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { LoadedPage } from '../../design/Loaded.tsx';
import { Facts, PageHead, Panel, TaskRow } from '../../design/Page.tsx';
import { Steps } from '../../design/Steps.tsx';
import { Timeline } from '../../design/Timeline.tsx';
import { t } from '../../i18n/staff.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import {
  actionName,
  type CorporateAction,
  useActionUnits,
  useCorporateAction,
} from './corporateAction.ts';
import { CorporateActionLines } from './CorporateActionLines.tsx';
import { CorporateActionVerbs } from './CorporateActionVerbs.tsx';

const STEPS = [t('Drafted'), t('Approved'), t('Announced'), t('Open'), t('Completed')];
const DONE: Record<string, number> = {
  draft: 1,
  announcing: 2,
  announced: 3,
  open: 4,
  completed: 5,
};

/** One corporate action: what it does to each holder, to the unit, and how far it is. */
export function CorporateActionPage() {
  const { actionId } = useParams({ from: '/inside/corporate-actions/$actionId' });
  return (
    <LoadedPage query={useCorporateAction(actionId)}>
      {(action) => <Sheet action={action} />}
    </LoadedPage>
  );
}

function Sheet({ action }: { action: CorporateAction }) {
  const units = useActionUnits(action);
  const kind = actionName(action.kind);
  useCrumbs({ label: units.name, to: `/assets/${action.assetId}/actions` }, { label: kind });
  const { calculation: c, redemption, conversion } = action;
  return (
    <div className={css.stack}>
      <div>
        <PageHead
          title={`${kind}, ${formatDate(action.effectiveAt)}`}
          badge={
            <StateBadge
              state={action.state}
              of="corporate_action"
              asked={action.approvalId !== null}
            />
          }
          sub={
            conversion
              ? t('{{asset}}: {{numerator}} new for {{denominator}} old', {
                  asset: units.name,
                  numerator: conversion.numerator,
                  denominator: conversion.denominator,
                })
              : t('{{asset}}: {{price}} for each token', {
                  asset: units.name,
                  price: redemption ? units.gained(redemption.pricePerToken) : '–',
                })
          }
          actions={<CorporateActionVerbs action={action} />}
        />
        <Figures>
          <Figure
            label={t('Holders')}
            value={formatCount(c.holders)}
            asOf={t('block {{block}}', { block: formatCount(c.block) })}
          />
          <Figure label={t('Tokens given')} value={units.given(c.burned)} />
          <Figure
            label={t('What they get')}
            value={units.gained(c.gained)}
            asOf={
              c.remainderGoesTo === 'holders'
                ? t('{{amount}} stay with holders', { amount: units.given(c.remainder) })
                : t('{{amount}} of rounding go back', { amount: units.gained(c.remainder) })
            }
          />
          {redemption ? (
            <Figure
              label={t('Funded')}
              value={units.gained(redemption.funded)}
              asOf={t('{{amount}} returned', { amount: units.gained(redemption.returned) })}
            />
          ) : null}
        </Figures>
      </div>
      <Steps
        label={t('Progress of the action')}
        steps={STEPS}
        done={DONE[action.state] ?? 0}
        failed={action.state === 'withdrawn' || action.state === 'cancelled'}
      />
      {action.failure ? (
        <div className={css.notice} role="status">
          <strong>{action.failure}</strong>
          <div className="mono muted">{action.failureCode}</div>
        </div>
      ) : null}
      {action.approvalId ? (
        <TaskRow
          tone="quiet"
          title={t('These lines wait for compliance.')}
          detail={t('The approval is bound to exactly these.')}
          action={
            <Button component={Link} to={`/approvals/${action.approvalId}`} variant="default">
              {t('Show the request')}
            </Button>
          }
        />
      ) : null}
      <CorporateActionLines action={action} units={units} />
      <div className={css.grid}>
        <Panel title={t('The action')}>
          <Facts
            items={[
              [t('From'), formatTime(action.effectiveAt)],
              [
                t('Paid in'),
                redemption ? (
                  <Hex key="p" value={redemption.paymentToken} name={redemption.paymentSymbol} />
                ) : null,
              ],
              [t('Contract'), action.contract ? <Hex key="c" value={action.contract} /> : null],
              [t('Number on the chain'), action.chainNumber],
              [t('Hash of the lines'), <Hex key="h" value={c.linesHash} kind={t('hash')} />],
            ]}
          />
        </Panel>
        <Panel title={t('Resolution')}>
          <DocumentPane documentId={action.documentId} name={t('resolution')} />
        </Panel>
      </div>
      {action.operationId ? (
        <Panel title={t('On the chain')}>
          <Timeline operationId={action.operationId} />
        </Panel>
      ) : null}
    </div>
  );
}
