import { type PointerEvent, useState } from 'react';
import { BOTTOM, ChartFrame, HEIGHT, LEFT, RIGHT, Rulings, Told, TOP } from './ChartFrame.tsx';
import css from './chart.module.css';
import { formatMonth, formatPlain } from './format.ts';
import { scale, spaced } from './scale.ts';
import { useWidth } from './useWidth.ts';

export interface Bar {
  /** `YYYY-MM`. */
  month: string;
  /** Exact and not below zero, as decimal text: drawn as a number, listed and saved as it is. */
  value: string;
}

interface BarChartProps {
  label: string;
  /** One sentence that says what the picture shows. */
  summary: string;
  unit: string;
  /** In the order of their months, none left out. */
  bars: Bar[];
  csvName: string;
}

/** A bar is no wider, and leaves so much of its month's room free. */
const [BAR_WIDTH, GAP] = [44, 0.35];
/** From so many units on they are ruled in whole ones. */
const WHOLE = 10;
/** A month's words need so much room. */
const MONTH_WIDTH = 76;

/** A bar for each month, its summary in words, and its data as CSV. */
export function BarChart({ label, summary, unit, bars, csvName }: BarChartProps) {
  return (
    <ChartFrame
      label={label}
      summary={summary}
      csvName={csvName}
      header={['month', unit]}
      rows={bars.map(({ month, value }) => [month, value])}
    >
      <Picture unit={unit} bars={bars} />
    </ChartFrame>
  );
}

function Picture({ unit, bars }: Pick<BarChartProps, 'unit' | 'bars'>) {
  const { ref, width } = useWidth();
  const [pointed, setPointed] = useState<number | null>(null);
  const here = pointed === null ? undefined : bars[pointed];

  // The picture needs floats; every figure people read comes from the exact text.
  const range: [number, number] = [
    0,
    Math.max(...bars.map(({ value }) => Number(value))) * 1.1 || 1,
  ];
  const y = scale(range, [HEIGHT - BOTTOM, TOP]);
  const room = Math.max(0, width - LEFT - RIGHT) / bars.length;
  const middle = (index: number) => LEFT + (index + 0.5) * room;
  const thick = Math.min(BAR_WIDTH, room * (1 - GAP));
  // Where not every month can be named, the first and the last are written towards the middle.
  const every = room >= MONTH_WIDTH || bars.length === 1;
  const named = spaced(
    bars.map((_, index) => middle(index)),
    every ? MONTH_WIDTH : 1.5 * MONTH_WIDTH,
  );
  const anchor = (index: number) => {
    if (every || (index > 0 && index < bars.length - 1)) return 'middle';
    return index === 0 ? 'start' : 'end';
  };

  const point = (event: PointerEvent) => {
    const at = event.clientX - event.currentTarget.getBoundingClientRect().left - LEFT;
    setPointed(Math.min(bars.length - 1, Math.max(0, Math.floor(at / room))));
  };

  return (
    <div
      ref={ref}
      className={css.picture}
      onPointerMove={point}
      onPointerDown={point}
      onPointerLeave={() => setPointed(null)}
    >
      {width > 0 ? (
        <svg width={width} height={HEIGHT}>
          <Rulings range={range} y={y} width={width} decimals={range[1] < WHOLE ? 2 : 0} />
          {bars.map(({ month, value }, index) => (
            <rect
              key={month}
              className={index === pointed ? `${css.bar} ${css.pointed}` : css.bar}
              x={middle(index) - thick / 2}
              y={y(Number(value))}
              width={thick}
              height={HEIGHT - BOTTOM - y(Number(value))}
            />
          ))}
          {named.map((index) => (
            <text key={index} x={middle(index)} y={HEIGHT - 6} textAnchor={anchor(index)}>
              {formatMonth(bars[index]?.month ?? '')}
            </text>
          ))}
        </svg>
      ) : null}
      {here ? (
        <Told x={middle(pointed ?? 0)} width={width}>
          {formatMonth(here.month)}
          <div>
            {formatPlain(here.value, 2)} {unit}
          </div>
        </Told>
      ) : null}
    </div>
  );
}
