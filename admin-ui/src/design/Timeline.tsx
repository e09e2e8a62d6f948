import { Link } from '@tanstack/react-router';
import { useOperation } from '../api/operations.ts';
import css from './design.module.css';
import { formatTime } from './format.ts';
import { Hex } from './Hex.tsx';
import { Loaded } from './Loaded.tsx';
import { Refusal } from './Refusal.tsx';
import { Steps } from './Steps.tsx';
import { stateLook } from './states.ts';
import { t } from '../i18n/i18n.ts';

export const OPERATION_STEPS = [t('Queued'), t('Sent'), t('Mined'), t('Confirmed')];

/** How many of the four steps a chain command's state has behind it. */
export function stepsDone(state: string): number {
  if (state === 'confirmed') return 4;
  if (state === 'mined' || state === 'reverted') return 3;
  if (state === 'sent' || state === 'replaced') return 2;
  return 1;
}

export const operationFailed = (state: string) => state === 'rejected' || state === 'reverted';

/** The four-step line of an operation, live. */
export function OperationSteps({ operationId }: { operationId: string }) {
  const query = useOperation(operationId);
  const state = query.data?.state ?? 'queued';
  return (
    <Steps
      label={t('Progress on the chain')}
      steps={OPERATION_STEPS}
      done={stepsDone(state)}
      failed={operationFailed(state)}
    />
  );
}

interface TimelineProps {
  operationId: string;
  /** On the operation's own page, which needs no way to it. */
  here?: boolean;
}

/** An operation's whole story: every state with its time, hash, fee and reason, as it happens. */
export function Timeline({ operationId, here = false }: TimelineProps) {
  const query = useOperation(operationId);
  return (
    <Loaded query={query} lines={3}>
      {(operation) => (
        <div className={css.tight}>
          <Steps
            label={t('Progress on the chain')}
            steps={OPERATION_STEPS}
            done={stepsDone(operation.state)}
            failed={operationFailed(operation.state)}
          />
          <ol className={css.timeline} aria-label={t('Timeline')}>
            {operation.timeline.map((event) => (
              <li key={event.id} data-failed={operationFailed(event.state)}>
                <strong>{stateLook(event.state).label}</strong>{' '}
                <span className="muted">{formatTime(event.at)}</span>
              </li>
            ))}
          </ol>
          {operation.error ? (
            <Refusal
              reason={{ code: operation.errorCode ?? 'unknown', sentence: operation.error }}
            />
          ) : null}
          {operation.transactionHash ? (
            <div>
              {t('Transaction')} <Hex value={operation.transactionHash} kind={t('transaction')} />
              {operation.blockNumber ? (
                <> {t('in block {{block}}', { block: operation.blockNumber })}</>
              ) : null}
            </div>
          ) : null}
          {here ? null : (
            <Link to="/operations/$operationId" params={{ operationId }}>
              {t('Open the operation')}
            </Link>
          )}
        </div>
      )}
    </Loaded>
  );
}
