import { Button } from '@mantine/core';
import { useState } from 'react';
import { $api, api } from '../../api/client.ts';
import type { DueDiligenceItem } from '../../api/types.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { DocumentPane } from '../../design/Documents.tsx';
import { formatTime, words } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Panel, TaskRow } from '../../design/Page.tsx';
import { Said } from '../../design/Refusal.tsx';
import { ReasonDialog } from '../../design/ReasonDialog.tsx';
import { useAction } from '../../design/useAction.ts';
import { useSession } from '../../session/session.ts';
import own from './asset.module.css';
import { EvidenceForm } from './EvidenceForm.tsx';
import { useAsset, useAssetId } from './useAsset.ts';
import { told } from '../../i18n/register.ts';
import { t } from '../../i18n/staff.ts';

/** The checklist of the asset's kind: what is asked, the evidence given, and the officer's word. */
export function DueDiligence() {
  const id = useAssetId();
  const asset = useAsset(id);
  const list = $api.useQuery('get', '/api/v1/assets/{id}/due-diligence', {
    params: { path: { id } },
  });
  const [shown, setShown] = useState<{ documentId: string; name: string } | null>(null);
  return (
    <div className={css.stack}>
      {asset.data && asset.data.blockers.length > 0 ? (
        <TaskRow title={t('Before the next step:')} detail={<Said all={asset.data.blockers} />} />
      ) : null}
      <div className={shown ? css.grid : undefined}>
        <Panel
          title={t('Due diligence')}
          aside={
            asset.data
              ? t('{{accepted}} of {{required}} required accepted', {
                  accepted: asset.data.dueDiligence.accepted,
                  required: asset.data.dueDiligence.required,
                })
              : null
          }
        >
          <Loaded query={list}>
            {({ items }) =>
              items.length === 0 ? (
                <Empty title={t('Nothing is asked for this kind')} />
              ) : (
                <>
                  {items.map((item) => (
                    <ChecklistItem key={item.key} assetId={id} item={item} onShow={setShown} />
                  ))}
                </>
              )
            }
          </Loaded>
        </Panel>
        {shown ? (
          <Panel
            title={shown.name}
            aside={
              <button type="button" className={css.linkButton} onClick={() => setShown(null)}>
                {t('close')}
              </button>
            }
          >
            <DocumentPane documentId={shown.documentId} name={shown.name} />
          </Panel>
        ) : null}
      </div>
    </div>
  );
}

interface ChecklistItemProps {
  assetId: string;
  item: DueDiligenceItem;
  onShow: (document: { documentId: string; name: string }) => void;
}

function ChecklistItem({ assetId, item, onShow }: ChecklistItemProps) {
  const role = useSession()?.role;
  const action = useAction();
  const [verb, setVerb] = useState<'accept' | 'reject' | null>(null);
  const [adding, setAdding] = useState(false);
  const init = { params: { path: { id: assetId, key: item.key } } };
  const title = told({ text: item.title, values: {} });
  const decides = role === 'compliance' && item.state === 'filed';
  return (
    <article className={own.item} aria-label={title}>
      <div className={own.itemHead}>
        <div>
          <strong>{title}</strong>{' '}
          <span className="muted">{item.required ? t('required') : t('optional')}</span>
        </div>
        <StateBadge state={item.state} of="due_diligence" />
      </div>
      <p className="muted" style={{ margin: '4px 0 8px' }}>
        {told({ text: item.why, values: {} })}{' '}
        {item.sources.length > 0
          ? t('Source: {{sources}}.', { sources: item.sources.join('; ') })
          : ''}
      </p>
      {item.evidence.map((evidence) => (
        <div key={evidence.id} style={{ marginBottom: 4 }}>
          <button
            type="button"
            className={css.linkButton}
            onClick={() => onShow({ documentId: evidence.documentId, name: evidence.fileName })}
          >
            {words(evidence.type)}
          </button>{' '}
          <span className="muted">
            {evidence.note} · {formatTime(evidence.addedAt)} ·{' '}
          </span>
          <Hex value={evidence.sha256} kind={t('hash')} />
        </div>
      ))}
      {item.missingTypes.length > 0 ? (
        <div className="muted">
          {t('Missing: {{papers}}.', {
            papers: item.missingTypes.map((type) => words(type)).join(', '),
          })}
        </div>
      ) : null}
      {item.decisionReason ? (
        <div>
          <em>
            {item.decidedAt ? `${formatTime(item.decidedAt)}: ` : ''}
            {item.decisionReason}
          </em>
        </div>
      ) : null}
      <div className={css.actions} style={{ marginTop: 8 }}>
        {role === 'issuer' && item.state !== 'accepted' ? (
          <Button
            size="compact-md"
            variant="default"
            aria-expanded={adding}
            aria-label={t('Add evidence: {{title}}', { title })}
            onClick={() => setAdding(!adding)}
          >
            {t('Add evidence')}
          </Button>
        ) : null}
        {decides ? (
          <>
            <Button
              size="compact-md"
              variant="default"
              c="var(--red)"
              aria-label={t('Refuse: {{title}}', { title })}
              onClick={() => setVerb('reject')}
            >
              {t('Refuse')}
            </Button>
            <Button
              size="compact-md"
              aria-label={t('Accept: {{title}}', { title })}
              onClick={() => setVerb('accept')}
            >
              {t('Accept')}
            </Button>
          </>
        ) : null}
      </div>
      {adding ? (
        <EvidenceForm assetId={assetId} item={item} onDone={() => setAdding(false)} />
      ) : null}
      {verb ? (
        <ReasonDialog
          about={`evidence.${assetId}.${item.key}.${verb}`}
          opened
          onClose={() => setVerb(null)}
          title={title}
          verb={verb === 'accept' ? t('Accept the evidence') : t('Refuse the evidence')}
          danger={verb === 'reject'}
          onConfirm={(reason) =>
            action.attempt(() =>
              verb === 'accept'
                ? api.POST('/api/v1/assets/{id}/due-diligence/{key}/accept', {
                    ...init,
                    body: { reason },
                  })
                : api.POST('/api/v1/assets/{id}/due-diligence/{key}/reject', {
                    ...init,
                    body: { reason },
                  }),
            )
          }
        >
          {verb === 'accept'
            ? t('You have read these bytes; their hashes are kept with your word.')
            : t('The issuer sees your words and may bring other evidence.')}
        </ReasonDialog>
      ) : null}
    </article>
  );
}
