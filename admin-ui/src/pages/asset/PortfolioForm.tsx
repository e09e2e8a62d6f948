import { Button, Textarea } from '@mantine/core';
import { formatDecimal, parseDecimal } from '@cadastre/core';
import { useState, type SyntheticEvent } from 'react';
import { api } from '../../api/client.ts';
import { Panel } from '../../design/Page.tsx';
import { Form } from '../../design/Form.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { formatCents, formatShares } from '../../design/format.ts';
import { readAmountOf } from '../../design/MoneyField.tsx';
import { TextField } from '../../design/TextField.tsx';
import { useAction } from '../../design/useAction.ts';
import own from './asset.module.css';
import type { Asset, Portfolio } from './useAsset.ts';
import { t } from '../../i18n/staff.ts';

const HEADER = 'cusip,face_usd,cost_price_per100';

const USD = { unit: 'USD', scale: 2 };
const SHARES = { unit: t('shares'), scale: 6 };
const BPS = { unit: t('basis points a year'), scale: 0 };

/** States the fund's portfolio. A live fund's restatement waits for a second person. */
export function PortfolioForm({ asset }: { asset: Asset }) {
  const action = useAction();
  const [open, setOpen] = useState(asset.portfolio === null);
  const [value, setValue] = useState(() => textsOf(asset.portfolio));
  const [positions, setPositions] = useState(() => positionsText(asset.portfolio));
  const live = asset.state === 'live' || asset.state === 'suspended';

  const save = async (event: SyntheticEvent) => {
    event.preventDefault();
    const done = await action.run(
      async () => {
        await api.PUT('/api/v1/assets/{id}/portfolio', {
          params: { path: { id: asset.id } },
          body: {
            positions: readPositions(positions),
            cashCents: readAmountOf(t('Cash'), value.cash, USD),
            liabilitiesCents: readAmountOf(t('Liabilities'), value.liabilities, USD),
            feeBpsPerYear: Number(readAmountOf(t('Fee'), value.fee, BPS)),
            seedShares: readAmountOf(t('Book-entry shares'), value.seed, SHARES),
          },
        });
        return true;
      },
      live ? t('The statement waits for a second person.') : t('The portfolio is stated.'),
    );
    if (done) setOpen(false);
  };

  if (!open) {
    return (
      <div>
        <Button variant="default" onClick={() => setOpen(true)}>
          {live ? t('Propose a new statement') : t('Change the portfolio')}
        </Button>
      </div>
    );
  }
  const bind = { value, onChange: setValue };
  return (
    <Panel title={asset.portfolio ? t('New statement') : t('State the portfolio')}>
      <Form error={action.error} onSubmit={save} className={own.form}>
        <Textarea
          className={own.full}
          label={t('Securities')}
          description={t('One per line, as CSV: {{HEADER}}', { HEADER })}
          autosize
          minRows={6}
          maxRows={20}
          styles={{ input: { fontFamily: 'var(--mono)', fontSize: 12.5 } }}
          value={positions}
          onChange={(event) => setPositions(event.currentTarget.value)}
        />
        <TextField {...bind} name="cash" as="cashCents" label={t('Cash')} amount={USD} required />
        <TextField
          {...bind}
          name="liabilities"
          as="liabilitiesCents"
          label={t('Liabilities')}
          amount={USD}
          required
        />
        <TextField {...bind} name="fee" as="feeBpsPerYear" label={t('Fee')} amount={BPS} required />
        <TextField
          {...bind}
          name="seed"
          as="seedShares"
          label={t('Book-entry shares')}
          description={t('Of the sponsor, not tokenised')}
          amount={SHARES}
          required
        />
        <div className={own.full}>
          <ProblemNotice error={action.error} />
          <Button type="submit" mt="xs" loading={action.busy}>
            {live ? t('Propose the statement') : t('State the portfolio')}
          </Button>
        </div>
      </Form>
    </Panel>
  );
}

function textsOf(portfolio: Portfolio | null) {
  return {
    cash: portfolio ? formatCents(portfolio.cashCents) : '',
    liabilities: portfolio ? formatCents(portfolio.liabilitiesCents) : '0',
    fee: String(portfolio?.feeBpsPerYear ?? 15),
    seed: portfolio ? formatShares(portfolio.seedShares) : '',
  };
}

function positionsText(portfolio: Portfolio | null): string {
  const rows = (portfolio?.positions ?? []).map((p) =>
    [p.cusip, formatDecimal(BigInt(p.faceCents), 2), p.costPricePer100].join(','),
  );
  return [HEADER, ...rows].join('\n');
}

/** @throws Error naming the line that is not a position */
function readPositions(text: string) {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && line !== HEADER)
    .map((line, index) => {
      const [cusip, face, costPricePer100, ...more] = line.split(',').map((cell) => cell.trim());
      if (!cusip || !face || !costPricePer100 || more.length > 0) {
        throw new Error(
          t('Line {{line}} of the securities needs three cells: {{HEADER}}.', {
            line: index + 1,
            HEADER,
          }),
        );
      }
      return {
        cusip,
        // A file has its own form, whatever the person's language: a point, and nothing between the thousands.
        faceCents: String(
          parseDecimal(face, { scale: 2, field: t('Face in line {{line}}', { line: index + 1 }) }),
        ),
        costPricePer100,
      };
    });
}
