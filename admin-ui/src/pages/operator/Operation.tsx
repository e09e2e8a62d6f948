import { useParams } from '@tanstack/react-router';
import { useOperation } from '../../api/operations.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { formatCount, formatTime, formatUnits, words } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Facts, PageHead, Panel } from '../../design/Page.tsx';
import { Timeline } from '../../design/Timeline.tsx';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { operationName } from './Operations.tsx';

/** One operation: what was asked, who signed, and every step with its time. */
export function OperationPage() {
  const { operationId } = useParams({ from: '/inside/operations/$operationId' });
  const query = useOperation(operationId);
  const name = query.data ? operationName(query.data.kind) : 'Operation';
  useCrumbs({ label: 'Operations', to: '/operations' }, { label: name });
  return (
    <Loaded query={query}>
      {(operation) => (
        <div className={css.stack}>
          <PageHead
            title={name}
            badge={<StateBadge state={operation.state} />}
            sub={`Asked ${formatTime(operation.createdAt)} for ${words(operation.subject.type)}`}
          />
          <div className={css.grid}>
            <Panel title="Timeline">
              <Timeline operationId={operation.id} />
            </Panel>
            <Panel title="Transaction">
              <Facts
                items={[
                  ['Signer', words(operation.signer)],
                  ['To', <Hex key="to" value={operation.to} />],
                  ['Nonce', operation.nonce === null ? null : String(operation.nonce)],
                  [
                    'Hash',
                    operation.transactionHash ? (
                      <Hex key="hash" value={operation.transactionHash} kind="transaction" />
                    ) : null,
                  ],
                  [
                    'Carries',
                    operation.transaction
                      ? `${formatCount(String(operation.transaction.commands))} operations`
                      : null,
                  ],
                  [
                    'Attempts',
                    operation.transaction && operation.transaction.attempts.length > 1
                      ? operation.transaction.attempts.map((attempt) => (
                          <div key={attempt.transactionHash}>
                            <Hex value={attempt.transactionHash} kind="transaction" /> for at most{' '}
                            {formatUnits(attempt.maxFeePerGasWei, 9)} gwei per gas
                          </div>
                        ))
                      : null,
                  ],
                  ['Block', operation.blockNumber === null ? null : String(operation.blockNumber)],
                  ['Gas used', operation.gasUsed ? formatCount(operation.gasUsed) : null],
                  ['Fee', operation.feeWei ? `${formatUnits(operation.feeWei, 18)} ETH` : null],
                ]}
              />
            </Panel>
          </div>
        </div>
      )}
    </Loaded>
  );
}
