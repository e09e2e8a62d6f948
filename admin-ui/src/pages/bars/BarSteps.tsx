import { Link } from '@tanstack/react-router';
import { StateBadge } from '../../design/Badge.tsx';
import { formatTime } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { t } from '../../i18n/i18n.ts';
import type { BarOrder } from './bars.ts';

type Step = BarOrder['steps'][number];

const LOOKS: Record<Step['step'], string> = {
  accept: t('Accepted'),
  ship: t('Shipped'),
  deliver: t('Delivered'),
  refuse: t('Refused'),
  return: t('Came back'),
};

/** What the vault did with a bar, when, and the fingerprint of the paper that shows it. */
export function BarSteps({ steps, staff = false }: { steps: readonly Step[]; staff?: boolean }) {
  return steps.map((one) => (
    <div key={one.id}>
      <span>{LOOKS[one.step]}</span>{' '}
      <span className="muted">{formatTime(one.settledAt ?? one.createdAt)}</span>{' '}
      <StepState step={one} staff={staff} />
      {one.evidenceSha256 ? (
        <div>
          <Hex value={one.evidenceSha256} kind={t('SHA-256 of the paper')} />
        </div>
      ) : null}
    </div>
  ));
}

/** Of a step that is not on the chain yet; staff go to its request. */
function StepState({ step, staff }: { step: Step; staff: boolean }) {
  if (step.state === 'settled') return null;
  const badge = <StateBadge state={step.state} />;
  if (step.state !== 'requested' || !staff) return badge;
  return (
    <Link to="/approvals/$approvalId" params={{ approvalId: step.approvalId }}>
      {badge}
    </Link>
  );
}
