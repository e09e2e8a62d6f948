import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { downloadCsv } from './csv.ts';
import css from './chart.module.css';
import { formatPlain } from './format.ts';
import { rulings } from './scale.ts';
import { t } from '../i18n/i18n.ts';

/** The place of a picture's data, pixels from its edges; below and beside it stand days and values. */
export const HEIGHT = 230;
export const [LEFT, RIGHT, TOP, BOTTOM] = [78, 12, 8, 28];
const RULES = 5;

interface ChartFrameProps {
  label: string;
  /** One sentence that says what the picture shows. */
  summary: string;
  csvName: string;
  header: string[];
  rows: string[][];
  /** The picture: who cannot see it has the sentence and the data. */
  children: ReactNode;
}

/** What every picture of figures stands in: its name, its summary in words, and its data as CSV. */
export function ChartFrame({ label, summary, csvName, header, rows, children }: ChartFrameProps) {
  return (
    <figure className={css.figure} aria-label={label}>
      <div aria-hidden>{children}</div>
      <figcaption className={css.caption}>
        <span>{summary}</span>
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => downloadCsv(`${csvName}.csv`, header, rows)}
        >
          {t('Data as CSV')}
        </Button>
      </figcaption>
    </figure>
  );
}

export const Swatch = ({ color }: { color: string }) => (
  <span className={css.swatch} style={{ background: color }} />
);

interface RulingsProps {
  range: [number, number];
  y: (value: number) => number;
  width: number;
  decimals: number;
}

/** Lines at round values, which are named beside them. */
export function Rulings({ range, y, width, decimals }: RulingsProps) {
  return rulings(...range, RULES).map((value) => (
    <g key={value}>
      <line className={css.rule} x1={LEFT} x2={width - RIGHT} y1={y(value)} y2={y(value)} />
      <text x={LEFT - 8} y={y(value)} dy="0.32em" textAnchor="end">
        {formatPlain(value.toFixed(decimals))}
      </text>
    </g>
  ));
}

/** What is pointed at, beside it. */
export function Told({ x, width, children }: { x: number; width: number; children: ReactNode }) {
  return (
    <div className={css.told} style={x > width / 2 ? { right: width - x + 10 } : { left: x + 10 }}>
      {children}
    </div>
  );
}
