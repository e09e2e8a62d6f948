import { Radio, Stack } from '@mantine/core';
import css from '../../design/design.module.css';
import { amountOf, MoneyField } from '../../design/MoneyField.tsx';
import { t } from '../../i18n/staff.ts';
import type { Token } from '../asset/useAsset.ts';

/** How much of a closed epoch is paid: all of it, what the buffer pays, or so many tokens as are written. */
export interface FillChoice {
  how: 'all' | 'buffer' | 'amount';
  /** Tokens as a person writes them. */
  tokens: string;
}

export const EVERYTHING: FillChoice = { how: 'all', tokens: '' };

/**
 * What the register is asked for.
 * @returns undefined for everything; null while the amount is none
 */
export function fillOf({ how, tokens }: FillChoice, token: Token): string | null | undefined {
  if (how === 'all') return undefined;
  return how === 'buffer' ? 'buffer' : amountOf(tokens, token.decimals, token.symbol);
}

interface FillChooserProps {
  token: Token;
  choice: FillChoice;
  onChoose: (choice: FillChoice) => void;
}

export function FillChooser({ token, choice, onChoose }: FillChooserProps) {
  const { how, tokens } = choice;
  const choose = (value: string) =>
    onChoose({ ...choice, how: value === 'buffer' || value === 'amount' ? value : 'all' });
  return (
    <div className={css.tight}>
      <Radio.Group label={t('How much of the epoch is paid')} value={how} onChange={choose}>
        <Stack gap={6} mt={6}>
          <Radio value="all" label={t('All of it')} />
          <Radio value="buffer" label={t('As much as the buffer pays')} />
          <Radio value="amount" label={t('So many tokens')} />
        </Stack>
      </Radio.Group>
      {how === 'amount' ? (
        <MoneyField
          label={t('Tokens to be paid')}
          unit={token.symbol}
          scale={token.decimals}
          required
          value={tokens}
          onChange={(text) => onChoose({ ...choice, tokens: text })}
        />
      ) : null}
      {how === 'all' ? null : (
        <p className="muted" style={{ margin: 0 }}>
          {t(
            'Everybody is paid the same part; the rest of each request waits in the next epoch. Once begun this is not taken back.',
          )}
        </p>
      )}
    </div>
  );
}
