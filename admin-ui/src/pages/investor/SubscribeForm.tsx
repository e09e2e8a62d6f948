import { Button, SegmentedControl, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Link, useNavigate } from '@tanstack/react-router';
import type { SyntheticEvent } from 'react';
import { $api, api, body } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { isAhead, useClock } from '../../app/now.ts';
import css from '../../design/design.module.css';
import { Form } from '../../design/Form.tsx';
import { formatTime, formatUnits, shortHex } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { amountOf, MoneyField } from '../../design/MoneyField.tsx';
import { Empty, Facts, Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { Refusal } from '../../design/Refusal.tsx';
import { SentBefore } from '../../design/SentBefore.tsx';
import { useAction } from '../../design/useAction.ts';
import { useKept } from '../../design/useKept.ts';
import { useOrder } from '../../design/useOrder.ts';
import { type Offering, paymentText, type PublishedAsset } from '../offering/offering.ts';
import { t } from '../../i18n/i18n.ts';

type Preflight = Answer<'/api/v1/offerings/{id}/preflight', 'post'>;
type Channel = 'stablecoin' | 'bank';

const EMPTY = { walletId: '', channel: 'stablecoin' as Channel, text: '' };

interface SubscribeFormProps {
  offering: Offering;
  asset: PublishedAsset | undefined;
}

/** An order in one flow: wallet, way to pay, amount; what stands against it is said while typing. */
export function SubscribeForm({ offering, asset }: SubscribeFormProps) {
  const wallets = $api.useQuery('get', '/api/v1/wallets', { params: { query: { limit: 100 } } });
  return (
    <Panel title={t('Your order')}>
      <Loaded query={wallets}>
        {({ items }) => {
          const kept = items.filter(({ state }) => state !== 'removed');
          return kept.length === 0 ? (
            <Empty
              title={t('You have no wallet here yet')}
              action={
                <Button component={Link} to="/wallets">
                  {t('Prove a wallet')}
                </Button>
              }
            >
              {t('What you buy is delivered to a wallet that you have proven.')}
            </Empty>
          ) : (
            <OrderForm offering={offering} asset={asset} wallets={kept} />
          );
        }}
      </Loaded>
    </Panel>
  );
}

type Wallet = Answer<'/api/v1/wallets', 'get'>['items'][number];

function OrderForm({ offering, asset, wallets }: SubscribeFormProps & { wallets: Wallet[] }) {
  const navigate = useNavigate();
  const action = useAction();
  const best = wallets.find(({ state }) => state === 'registered') ?? wallets[0];
  const { value, change, forget } = useKept(`subscribe.${offering.id}`, EMPTY);
  const { channel, text } = value;
  const walletId = wallets.find(({ id }) => id === value.walletId)?.id ?? best?.id ?? '';
  const amountBaseUnits = amountOf(text, offering.paymentDecimals, offering.paymentSymbol);
  const order = { walletId, channel, amountBaseUnits };
  const given = useOrder(`subscribe.${offering.id}`, amountBaseUnits === null ? null : order);
  const [asked] = useDebouncedValue(order, 300);
  const current = JSON.stringify(asked) === JSON.stringify(order);
  const params = { path: { id: offering.id } };

  const preflight = $api.useQuery(
    'post',
    '/api/v1/offerings/{id}/preflight',
    { params, body: { ...asked, amountBaseUnits: asked.amountBaseUnits ?? '1' } },
    { enabled: asked.amountBaseUnits !== null, retry: false },
  );
  const answer = amountBaseUnits !== null && current ? preflight.data : undefined;

  const place = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (!amountBaseUnits || !answer?.allowed) return;
    const placed = await action.run(() =>
      given.send((header) =>
        body(
          api.POST('/api/v1/offerings/{id}/subscriptions', {
            params: { ...params, header },
            body: { walletId, channel, amountBaseUnits },
          }),
        ),
      ),
    );
    if (!placed) return;
    forget();
    await navigate({ to: '/orders/$orderId', params: { orderId: placed.id } });
  };

  return (
    <Form error={action.error} onSubmit={place} className={css.tight}>
      <Select
        label={t('Delivered to')}
        allowDeselect={false}
        data={wallets.map((w) => ({ value: w.id, label: `${w.label}, ${shortHex(w.address)}` }))}
        value={walletId}
        onChange={(chosen) => change({ walletId: chosen ?? walletId })}
      />
      <SegmentedControl
        aria-label={t('How you pay')}
        data={[
          {
            value: 'stablecoin',
            label: t('{{paymentSymbol}} from the wallet', {
              paymentSymbol: offering.paymentSymbol,
            }),
          },
          { value: 'bank', label: t('Bank transfer') },
        ]}
        value={channel}
        onChange={(chosen) => change({ channel: chosen })}
      />
      <MoneyField
        name="amountBaseUnits"
        label={t('Amount')}
        unit={offering.paymentSymbol}
        scale={offering.paymentDecimals}
        description={t('from {{minPerInvestorBaseUnits}}', {
          minPerInvestorBaseUnits: paymentText(offering.terms.minPerInvestorBaseUnits, offering),
        })}
        required
        value={text}
        onChange={(written) => change({ text: written })}
      />
      <div aria-live="polite" className={css.tight}>
        <ProblemNotice error={asked.amountBaseUnits === null ? null : preflight.error} />
        {answer ? (
          <Answered
            answer={answer}
            offering={offering}
            asset={asset}
            amount={amountBaseUnits ?? '0'}
            channel={channel}
          />
        ) : null}
        {amountBaseUnits !== null && !answer && !preflight.error ? (
          <span className="muted">{t('Asking the contract …')}</span>
        ) : null}
      </div>
      <SentBefore {...given}>
        <Link to="/portfolio">{t('It is among your orders.')}</Link>
      </SentBefore>
      <ProblemNotice error={action.error} />
      <div>
        <Button type="submit" loading={action.busy} disabled={!answer?.allowed || given.sentBefore}>
          {amountBaseUnits
            ? t('Order for {{amountBaseUnits}}', {
                amountBaseUnits: paymentText(amountBaseUnits, offering),
              })
            : t('Order')}
        </Button>
      </div>
    </Form>
  );
}

interface AnsweredProps extends SubscribeFormProps {
  answer: Preflight;
  amount: string;
  channel: Channel;
}

/** What the order would cost and give, or everything that stands against it with its cure. */
function Answered({ answer, offering, asset, amount, channel }: AnsweredProps) {
  const { quote } = answer;
  const clock = useClock();
  const symbol = asset?.symbol ?? t('tokens');
  return (
    <>
      {answer.obstacles.map((obstacle) => (
        <Refusal key={obstacle.code} reason={obstacle} />
      ))}
      {answer.allowed ? (
        <Facts
          items={[
            [t('You pay in all'), paymentText(amount, offering)],
            [
              t('Charges'),
              channel === 'stablecoin'
                ? t('none by the sale; the chain’s own fee for two transactions is your wallet’s')
                : t('none by the sale; your bank’s are your own'),
            ],
            [
              t('You get'),
              quote
                ? `${quote.final ? '' : t('about ')}${formatUnits(quote.tokens, asset?.decimals ?? 6)} ${symbol}`
                : t('known when the price is'),
            ],
            [t('Price'), quote ? quotedPrice(quote, offering) : null],
            [t('Still free'), paymentText(answer.leftBaseUnits, offering)],
            [
              t('Withdrawal'),
              answer.coolingOffHours > 0
                ? t('until {{coolingOffHours}} hours after the payment', {
                    coolingOffHours: answer.coolingOffHours,
                  })
                : t('not once it is paid'),
            ],
            ...(answer.lockedUntil && isAhead(answer.lockedUntil, clock)
              ? [[t('Locked until'), formatTime(answer.lockedUntil)] as [string, string]]
              : []),
          ]}
        />
      ) : null}
    </>
  );
}

/** The price of one token; of a NAV sale only today's, as a guide. */
function quotedPrice(quote: NonNullable<Preflight['quote']>, offering: Offering): string {
  const price = formatUnits(quote.price, quote.priceDecimals, 2);
  if (quote.final) return `${price} ${offering.paymentSymbol}`;
  return t('{{price}} USD, round {{round}}; yours is the one after your order', {
    price,
    round: quote.navRound ?? '–',
  });
}
