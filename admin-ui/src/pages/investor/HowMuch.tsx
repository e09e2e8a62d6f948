import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type ComponentProps, type ReactNode, useState } from 'react';
import css from '../../design/design.module.css';
import { formatUnits } from '../../design/format.ts';
import { amountOf, MoneyField } from '../../design/MoneyField.tsx';
import { Facts } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { Refusal } from '../../design/Refusal.tsx';
import { t } from '../../i18n/i18n.ts';
import type { PublishedAsset } from '../offering/offering.ts';

/** What comes of an amount, told before anything is signed. */
interface Preview {
  allowed: boolean;
  obstacles: ComponentProps<typeof Refusal>['reason'][];
}

/** How much of a holding a person gives: all of it at first; what was taken to be signed stays as it was. */
export function useHowMuch<P extends Preview>(
  balanceBaseUnits: string,
  asset: PublishedAsset | undefined,
) {
  const [decimals, symbol] = [asset?.decimals ?? 6, asset?.symbol ?? t('tokens')];
  const all = formatUnits(balanceBaseUnits, decimals);
  const [text, setText] = useState(all);
  const [taken, setTaken] = useState<P | null>(null);
  const amount = amountOf(text, decimals, symbol);
  const [asked] = useDebouncedValue(amount, 300);
  return {
    ...{ decimals, symbol, all, text, setText, taken, setTaken, asked },
    /** Base units to ask the register about, once the person stops writing. */
    body: asked ?? '1',
    asks: asked !== null && taken === null,
    /** The answer, while it is the one to what stands there. */
    shown: (answer: P | undefined) =>
      taken ?? (amount !== null && amount === asked ? answer : undefined),
  };
}

interface HowMuchProps<P extends Preview> {
  chosen: ReturnType<typeof useHowMuch<P>>;
  preview: { data: P | undefined; error: unknown };
  facts: (order: P) => ComponentProps<typeof Facts>['items'];
  /** What the wallet signs; null where the register gave nothing to sign. */
  sign: (taken: P) => ReactNode;
}

/** How much, what comes of it, and then the signature. */
export function HowMuch<P extends Preview>({ chosen, preview, facts, sign }: HowMuchProps<P>) {
  const { symbol, decimals, text, setText, all, taken, setTaken, asked } = chosen;
  const order = chosen.shown(preview.data);
  const signing = taken ? sign(taken) : null;
  return (
    <div className={css.tight}>
      <fieldset disabled={taken !== null} style={{ border: 0, margin: 0, padding: 0 }}>
        <MoneyField
          label={t('Tokens')}
          unit={symbol}
          scale={decimals}
          value={text}
          onChange={setText}
          description={t('you hold {{amount}}', { amount: all })}
        />
      </fieldset>
      <div className={css.tight} aria-live="polite">
        <ProblemNotice error={asked === null ? null : preview.error} />
        {order?.obstacles.map((obstacle) => (
          <Refusal key={obstacle.code} reason={obstacle} />
        ))}
        {order ? <Facts items={facts(order)} /> : null}
      </div>
      {signing ?? (
        <div className={css.actions}>
          <Button disabled={!order?.allowed} onClick={() => setTaken(order ?? null)}>
            {t('Go on to sign')}
          </Button>
        </div>
      )}
    </div>
  );
}
