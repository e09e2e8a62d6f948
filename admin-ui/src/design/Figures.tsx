import { Popover, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import css from './design.module.css';
import { t } from '../i18n/i18n.ts';

/** The headline of a page: three to five figures, each with its unit and its time. */
export function Figures({ children }: { children: ReactNode }) {
  return <dl className={css.figures}>{children}</dl>;
}

interface FigureProps {
  label: string;
  value: ReactNode;
  unit?: string;
  /** When, at which block, by whom: never absent for a number from the chain or a calculation. */
  asOf?: ReactNode;
  /** The full value, shown on hover where the figure is shortened. */
  exact?: string;
  /** Inputs, formula and how to check it without us. */
  why?: ReactNode;
}

export function Figure({ label, value, unit, asOf, exact, why }: FigureProps) {
  return (
    <div className={css.figure}>
      <dt>
        {label} {why ? <Seal subject={label}>{why}</Seal> : null}
      </dt>
      <dd>
        <Tooltip label={exact} disabled={!exact}>
          <span className={css.figureValue}>{value}</span>
        </Tooltip>
        {unit ? ' ' : null}
        {unit ? <span className={css.figureUnit}>{unit}</span> : null}
        <div className={css.figureAsOf}>{asOf}</div>
      </dd>
    </div>
  );
}

/** A small seal that opens a number's "why". */
export function Seal({ subject, children }: { subject: string; children: ReactNode }) {
  return (
    <Popover width={340} position="bottom-start" shadow="md" withinPortal>
      <Popover.Target>
        <button type="button" className={css.seal} aria-label={t('Why: {{subject}}', { subject })}>
          ?
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <div style={{ fontSize: 13 }}>{children}</div>
      </Popover.Dropdown>
    </Popover>
  );
}
