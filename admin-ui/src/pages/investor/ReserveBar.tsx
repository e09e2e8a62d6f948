import { Button, Select } from '@mantine/core';
import { type SyntheticEvent, useState } from 'react';
import { $api, api } from '../../api/client.ts';
import css from '../../design/design.module.css';
import { FileField } from '../../design/Documents.tsx';
import { formatPlain, formatUnits, shortHex } from '../../design/format.ts';
import { Empty, Facts, Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { useAction } from '../../design/useAction.ts';
import { useFiled } from '../../design/useFiled.ts';
import { useOrder } from '../../design/useOrder.ts';
import { type BarList, barName } from '../bars/bars.ts';
import type { Holding } from './Redeem.tsx';
import { t } from '../../i18n/i18n.ts';

interface ReserveBarProps {
  tokenId: string;
  list: BarList;
  held: Holding[];
}

/** Takes one free bar for some time, with the instruction where it goes. */
export function ReserveBar({ tokenId, list, held }: ReserveBarProps) {
  const action = useAction();
  const [walletId, setWalletId] = useState(held[0]?.walletId ?? '');
  const [barId, setBarId] = useState<string | null>(null);
  const [file, setFile] = useState<File | null>(null);
  const wallet = held.find((item) => item.walletId === walletId);
  const decimals = wallet?.decimals ?? 18;
  const enough = BigInt(wallet?.amountBaseUnits ?? '0');
  const free = list.items.filter(({ availability }) => availability === 'free');
  const bar = free.find((item) => item.barId === barId);
  const order = useOrder(`bar.${tokenId}`, bar ? { walletId, barId: bar.barId } : null);
  const filePaper = useFiled();
  const short = bar ? BigInt(bar.amountBaseUnits) > enough : false;

  const reserve = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (!bar || !file) return;
    const done = await action.run(async () => {
      const deliveryDocumentId = await filePaper(file, 'kyc');
      const { refiner, serial, year, grossOz } = bar;
      return order.send((header) =>
        api.POST('/api/v1/tokens/{id}/bar-orders', {
          params: { path: { id: tokenId }, header },
          body: { walletId, refiner, serial, year, grossOz, deliveryDocumentId },
        }),
      );
    }, t('The bar is reserved for you: sign the request below.'));
    if (done) {
      setBarId(null);
      setFile(null);
    }
  };

  if (!list.attested) {
    return (
      <Panel title={t('Take a bar')}>
        <Empty title={t('The list waits for its signature')}>
          {t('The custodians sign it anew after each change; then its bars can be reserved.')}
        </Empty>
      </Panel>
    );
  }
  if (free.length === 0) {
    return (
      <Panel title={t('Take a bar')}>
        <Empty title={t('No bar is free now')}>
          {t('A reservation that lapses makes its bar free again.')}
        </Empty>
      </Panel>
    );
  }
  return (
    <Panel title={t('Take a bar')} aside={t('reserved first, then requested with your wallet')}>
      <form onSubmit={(event) => void reserve(event)} className={css.tight}>
        <Select
          label={t('Tokens from the wallet')}
          allowDeselect={false}
          data={held.map((item) => ({
            value: item.walletId,
            label: `${shortHex(item.walletAddress)}: ${formatUnits(item.amountBaseUnits, item.decimals)} ${item.symbol}`,
          }))}
          value={walletId}
          onChange={(value) => setWalletId(value ?? walletId)}
        />
        {wallet ? <Covered tokenId={tokenId} wallet={wallet} onChoose={setBarId} /> : null}
        <Select
          label={t('Bar')}
          searchable
          required
          data={free.map((item) => ({
            value: item.barId,
            label: t('{{item}}: {{amountBaseUnits}} tokens', {
              item: barName(item),
              amountBaseUnits: formatUnits(item.amountBaseUnits, decimals),
            }),
          }))}
          value={barId}
          onChange={setBarId}
          error={
            short
              ? t('The wallet holds {{enough}} tokens: choose a smaller bar.', {
                  enough: formatUnits(enough, decimals),
                })
              : null
          }
        />
        <FileField label={t('Delivery instruction')} required value={file} onChange={setFile} />
        <p className="muted" style={{ margin: 0 }}>
          {t(
            'Who receives the bar and where. Its fingerprint goes on the chain with your request, which you sign within 30 minutes.',
          )}
        </p>
        {bar ? (
          <Facts
            items={[
              [
                t('You give'),
                t('{{amountBaseUnits}} tokens', {
                  amountBaseUnits: formatUnits(bar.amountBaseUnits, decimals),
                }),
              ],
              [
                t('You get'),
                t('{{bar}}, {{fineOz}} oz fine of {{grossOz}} oz gross', {
                  bar: barName(bar),
                  fineOz: formatPlain(bar.fineOz),
                  grossOz: formatPlain(bar.grossOz),
                }),
              ],
              [
                t('Stays with you'),
                short
                  ? '–'
                  : t('{{amountBaseUnits}} tokens', {
                      amountBaseUnits: formatUnits(enough - BigInt(bar.amountBaseUnits), decimals),
                    }),
              ],
            ]}
          />
        ) : null}
        <ProblemNotice error={action.error} />
        <div>
          <Button type="submit" loading={action.busy} disabled={!bar || !file || short}>
            {bar ? t('Reserve {{serial}}', { serial: bar.serial }) : t('Reserve the bar')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

interface CoveredProps {
  tokenId: string;
  wallet: Holding;
  onChoose: (barId: string) => void;
}

/** Which of the free bars the wallet's tokens cover, and what of them is too little for any. */
function Covered({ tokenId, wallet, onChoose }: CoveredProps) {
  const { amountBaseUnits, decimals } = wallet;
  const { data } = $api.useQuery('post', '/api/v1/tokens/{id}/bars/allocation', {
    params: { path: { id: tokenId } },
    body: { amountBaseUnits },
  });
  if (!data) return null;
  if (data.bars.length === 0) {
    return (
      <p style={{ margin: 0 }}>
        {t(
          'The tokens of this wallet cover no free bar: buy more, or send what other wallets of yours hold to this one.',
        )}
      </p>
    );
  }
  return (
    <div className={css.actions}>
      <span>
        {t('They cover {{count}} bars; {{rest}} tokens are too little for another.', {
          count: data.bars.length,
          rest: formatUnits(data.remainderBaseUnits, decimals),
        })}
      </span>
      {data.bars.map((bar) => (
        <Button
          key={bar.barId}
          size="compact-sm"
          variant="default"
          onClick={() => onChoose(bar.barId)}
        >
          {t('Choose {{serial}}', { serial: bar.serial })}
        </Button>
      ))}
    </div>
  );
}
