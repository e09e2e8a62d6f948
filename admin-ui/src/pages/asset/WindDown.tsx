import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { $api, api } from '../../api/client.ts';
import { uploadDocument } from '../../api/documents.ts';
import type { Answer } from '../../api/types.ts';
import css from '../../design/design.module.css';
import { FileField } from '../../design/Documents.tsx';
import { formatShares } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Panel, TaskRow } from '../../design/Page.tsx';
import { ReasonDialog } from '../../design/ReasonDialog.tsx';
import { Steps } from '../../design/Steps.tsx';
import { useAction } from '../../design/useAction.ts';
import { useIdempotent } from '../../design/useIdempotent.ts';
import { t } from '../../i18n/staff.ts';
import { useSession } from '../../session/session.ts';
import { Unfinished } from './Unfinished.tsx';
import { type Asset, type Token, useAsset, useAssetId, useToken } from './useAsset.ts';

export type WindDownView = Answer<'/api/v1/assets/{id}/wind-down', 'get'>;

const STEPS = [t('Live'), t('Winding down'), t('Closed')] as const;
const DONE: Partial<Record<Asset['state'], number>> = { winding_down: 2, retired: 3 };

/** The end of an asset: how far it is, what still stands in the way, and the next step for two persons. */
export function WindDown() {
  const id = useAssetId();
  const asset = useAsset(id);
  const token = useToken(id);
  const query = $api.useQuery(
    'get',
    '/api/v1/assets/{id}/wind-down',
    { params: { path: { id } } },
    { enabled: Boolean(token.data?.address), refetchInterval: 15_000 },
  );
  if (asset.data && (token.none || (token.data && !token.data.address))) {
    return (
      <Panel title={t('Wind-down')}>
        <Empty title={t('No token yet')}>
          {t('An asset without a token has nothing to wind up.')}
        </Empty>
      </Panel>
    );
  }
  return (
    <Loaded query={asset}>
      {(one) => (
        <Loaded query={token}>
          {(design) => (
            <Loaded query={query}>
              {(view) => <Sheet asset={one} token={design} view={view} />}
            </Loaded>
          )}
        </Loaded>
      )}
    </Loaded>
  );
}

interface SheetProps {
  asset: Asset;
  token: Token;
  view: WindDownView;
}

function Sheet({ asset, token, view }: SheetProps) {
  const issues = useSession()?.role === 'issuer';
  const closing = view.state === 'winding_down';
  const stops = view.unfinished.filter(({ before }) => closing || before === 'wind_down');
  return (
    <div className={css.stack}>
      <Panel
        title={t('Wind-down')}
        aside={t('{{amount}} {{symbol}} exist', {
          amount: formatShares(view.supplyBaseUnits, token.decimals),
          symbol: token.symbol,
        })}
      >
        <div className={css.tight}>
          <Steps label={t('Wind-down')} steps={STEPS} done={DONE[view.state] ?? 1} />
          <p style={{ margin: 0, maxWidth: '75ch' }}>{whatComes(view)}</p>
          {view.approvalId ? (
            <TaskRow
              tone="quiet"
              title={closing ? t('The closing is asked for.') : t('The wind-down is asked for.')}
              detail={t('A compliance officer decides on exactly what was asked.')}
              action={
                <Button component={Link} to={`/approvals/${view.approvalId}`} variant="default">
                  {t('Show the request')}
                </Button>
              }
            />
          ) : issues && view.state !== 'retired' ? (
            <Propose asset={asset} closing={closing} stopped={stops.length > 0} />
          ) : null}
        </div>
      </Panel>
      {view.state === 'retired' ? null : (
        <Unfinished assetId={asset.id} token={token} view={view} />
      )}
    </div>
  );
}

function whatComes({ state }: WindDownView): string {
  if (state === 'retired') {
    return t(
      'This asset is closed for good. None of its tokens exists; its papers and its register stay.',
    );
  }
  return state === 'winding_down'
    ? t(
        'Nothing more of it is sold. Once no token is left and nobody waits for anything, it is closed for good.',
      )
    : t(
        'From the wind-down on nothing more of it is sold, and its holders are told. They keep their rights until the last token is taken back. It cannot be undone.',
      );
}

interface ProposeProps {
  asset: Asset;
  closing: boolean;
  stopped: boolean;
}

/** Asks for the next step on a paper; a compliance officer decides. */
function Propose({ asset, closing, stopped }: ProposeProps) {
  const action = useAction();
  const idempotent = useIdempotent();
  const [asking, setAsking] = useState(false);
  const [file, setFile] = useState<File | null>(null);
  const event = closing ? 'retire' : 'wind_down';
  const verb = closing ? t('Propose the closing') : t('Propose the wind-down');

  const ask = async (reason: string) => {
    if (!file) throw new Error(t('Choose the paper it rests on.'));
    const document = await uploadDocument(file, 'asset');
    const init = {
      params: { path: { id: asset.id }, header: idempotent.header },
      body: { reason, documentId: document.id },
    };
    await (closing
      ? api.POST('/api/v1/assets/{id}/wind-down/close', init)
      : api.POST('/api/v1/assets/{id}/wind-down', init));
    idempotent.renew();
    setFile(null);
  };

  if (!asset.allowedEvents.includes(event)) return null;
  return (
    <>
      {stopped ? (
        <p className="muted" style={{ margin: 0 }}>
          {t('What is listed below has to end first.')}
        </p>
      ) : null}
      <div>
        <Button c="var(--red)" variant="default" disabled={stopped} onClick={() => setAsking(true)}>
          {verb}
        </Button>
      </div>
      <ReasonDialog
        about={`asset.${asset.id}.${closing ? 'close' : 'wind_down'}`}
        opened={asking}
        onClose={() => setAsking(false)}
        title={`${verb}: ${asset.name}`}
        verb={verb}
        danger
        onConfirm={(reason) =>
          action.attempt(() => ask(reason), t('A compliance officer decides.'))
        }
      >
        <p style={{ marginTop: 0 }}>
          {closing
            ? t('A closed asset cannot be opened again.')
            : t('A wind-down cannot be taken back.')}
        </p>
        <FileField
          label={
            closing ? t('Paper that shows that everything is paid') : t('Resolution it rests on')
          }
          required
          value={file}
          onChange={setFile}
        />
      </ReasonDialog>
    </>
  );
}
