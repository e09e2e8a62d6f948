import { Button } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { $api, api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { useNow } from '../../app/now.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { DocumentPane } from '../../design/Documents.tsx';
import { formatAgo, formatTime } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { LoadedPage } from '../../design/Loaded.tsx';
import { Timeline } from '../../design/Timeline.tsx';
import { Facts, PageHead, Panel, TaskRow } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { Said } from '../../design/Refusal.tsx';
import { ReasonDialog } from '../../design/ReasonDialog.tsx';
import { useAction } from '../../design/useAction.ts';
import { useSession } from '../../session/session.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { PayloadDiff } from './PayloadDiff.tsx';
import { approvalSaid, approvalTitle, approvalVerb } from './payload.ts';
import { t } from '../../i18n/staff.ts';

type Approval = Answer<'/api/v1/approvals/{id}', 'get'>;

/** The sheet both persons see: what changes, why, by whom, and the hash that binds it. */
export function ApprovalPage() {
  const { approvalId } = useParams({ from: '/inside/approvals/$approvalId' });
  const query = $api.useQuery(
    'get',
    '/api/v1/approvals/{id}',
    { params: { path: { id: approvalId } } },
    // Who asked watches it here while another decides elsewhere.
    { refetchInterval: (running) => (running.state.data?.state === 'pending' ? 5_000 : false) },
  );
  return (
    <LoadedPage query={query}>{(approval) => <ApprovalSheet approval={approval} />}</LoadedPage>
  );
}

function ApprovalSheet({ approval }: { approval: Approval }) {
  const person = useSession();
  const action = useAction();
  const now = useNow();
  const [verb, setVerb] = useState<'approve' | 'reject' | null>(null);
  useCrumbs({ label: t('Approvals'), to: '/approvals' }, { label: approvalTitle(approval) });

  const pending = approval.state === 'pending';
  const own = approval.requestedBy.userId === person?.id;
  const decides = pending && !own && person?.role === approval.requiredRole;
  const params = { path: { id: approval.id } };
  const title = approvalTitle(approval);
  const say = approvalVerb(approval.kind, approval.payload);

  return (
    <div className={css.stack}>
      <PageHead
        title={title}
        badge={<StateBadge state={approval.state} />}
        sub={t('Asked by {{name}} {{requestedAt}} · lapses {{expiresAt}}', {
          name: approval.requestedBy.name,
          requestedAt: formatAgo(approval.requestedAt, now),
          expiresAt: formatTime(approval.expiresAt),
        })}
        actions={
          <>
            {decides ? (
              <>
                <Button variant="default" c="var(--red)" onClick={() => setVerb('reject')}>
                  {t('Refuse')}
                </Button>
                <Button onClick={() => setVerb('approve')}>{say}</Button>
              </>
            ) : null}
            {pending && own ? (
              <Button
                variant="default"
                loading={action.busy}
                onClick={() =>
                  void action.run(
                    () => api.POST('/api/v1/approvals/{id}/withdraw', { params }),
                    t('The request is withdrawn.'),
                  )
                }
              >
                {t('Withdraw the request')}
              </Button>
            ) : null}
          </>
        }
      />
      <ProblemNotice error={action.error} />
      {pending && own ? (
        <TaskRow
          tone="quiet"
          title={t('You asked for this.')}
          detail={t('Another officer decides: nobody approves the own request.')}
        />
      ) : null}
      <div className={css.wide}>
        <Panel title={t('What is approved')} aside={t('exactly this, nothing else')}>
          <p style={{ marginTop: 0 }}>{approvalSaid(approval)}</p>
          <PayloadDiff payload={approval.payload} />
        </Panel>
        <Panel title={t('Why and by whom')}>
          <Facts
            items={[
              [t('Reason'), <Said key="reason" all={[approval.reason]} />],
              [t('Asked by'), approval.requestedBy.name],
              [t('Asked'), formatTime(approval.requestedAt)],
              [t('Decided by'), approval.decidedBy?.name],
              [t('Decided'), approval.decidedAt ? formatTime(approval.decidedAt) : null],
              [t('Words'), approval.decisionReason],
              [t('Payload hash'), <Hex key="hash" value={approval.payloadHash} kind={t('hash')} />],
            ]}
          />
          <p className="muted" style={{ marginBottom: 0, fontSize: 13 }}>
            {t(
              'The hash is the SHA-256 of the canonical JSON of what is shown. Your decision carries it: had anything changed meanwhile, the decision would be refused.',
            )}
          </p>
        </Panel>
      </div>
      <ApprovalPaper payload={approval.payload} />
      {approval.operationId ? (
        <Panel title={t('On the chain')}>
          <Timeline operationId={approval.operationId} />
        </Panel>
      ) : null}
      <ReasonDialog
        about={`approval.${approval.id}.approve`}
        opened={verb === 'approve'}
        onClose={() => setVerb(null)}
        title={title}
        verb={say}
        onConfirm={(reason) =>
          action.attempt(
            () =>
              api.POST('/api/v1/approvals/{id}/approve', {
                params,
                body: { payloadHash: approval.payloadHash, reason },
              }),
            t('Approved.'),
          )
        }
      >
        {t('You approve what the sheet shows, hash')}{' '}
        <Hex value={approval.payloadHash} kind={t('hash')} />
        {t('. It goes to the chain at once.')}
      </ReasonDialog>
      <ReasonDialog
        about={`approval.${approval.id}.reject`}
        opened={verb === 'reject'}
        onClose={() => setVerb(null)}
        title={title}
        verb={t('Refuse this request')}
        danger
        onConfirm={(reason) =>
          action.attempt(
            () =>
              api.POST('/api/v1/approvals/{id}/reject', {
                params,
                body: { payloadHash: approval.payloadHash, reason },
              }),
            t('Refused.'),
          )
        }
      >
        {t('Nothing reaches the chain. The requester sees your words and may ask again.')}
      </ReasonDialog>
    </div>
  );
}

/** The paper that a request rests on, opened beside the decision. */
function ApprovalPaper({ payload }: { payload: Record<string, unknown> }) {
  const [shown, setShown] = useState(false);
  const documentId = payload['documentId'] ?? payload['evidenceDocumentId'];
  if (typeof documentId !== 'string') return null;
  return (
    <Panel title={t('Paper it rests on')}>
      {shown ? (
        <DocumentPane documentId={documentId} name={t('Paper it rests on')} />
      ) : (
        <Button variant="default" onClick={() => setShown(true)}>
          {t('Open the paper')}
        </Button>
      )}
    </Panel>
  );
}
