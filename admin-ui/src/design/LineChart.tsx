import { type PointerEvent, useState } from 'react';
import {
  BOTTOM,
  ChartFrame,
  HEIGHT,
  LEFT,
  RIGHT,
  Rulings,
  Swatch,
  Told,
  TOP,
} from './ChartFrame.tsx';
import css from './chart.module.css';
import { formatDate, formatPlain, formatTime } from './format.ts';
import { scale, spaced } from './scale.ts';
import { useWidth } from './useWidth.ts';

export interface Point {
  /** ISO time of the publication, or the day (UTC) of what is told day by day. */
  at: string;
  /** Exact values by series, as decimals in text: drawn as numbers, listed and saved as they are. */
  values: Record<string, string>;
}

interface Series {
  name: string;
  color: string;
  /** Points that belong to no line: they neither join nor stretch it, and lie on its edge if beyond. */
  apart?: boolean;
  /** A line without its points, for days: only what is pointed at is marked. */
  unmarked?: boolean;
}

interface LineChartProps {
  label: string;
  /** One sentence that says what the picture shows. */
  summary: string;
  series: Series[];
  /** In the order of their times. */
  points: Point[];
  csvName: string;
  decimals: number;
}

/** A day's words need so much room below the picture; and no more than so many are named. */
const DAY_WIDTH = 112;
const DAYS = 5;

/** A line with its publication points, its summary in words, and its data as CSV. */
export function LineChart({ label, summary, series, points, csvName, decimals }: LineChartProps) {
  return (
    <ChartFrame
      label={label}
      summary={summary}
      csvName={csvName}
      header={['time', ...series.map((s) => s.name)]}
      rows={points.map((p) => [p.at, ...series.map((s) => p.values[s.name] ?? '')])}
    >
      {series.length > 1 ? (
        <div className={css.legend}>
          {series.map(({ name, color }) => (
            <span key={name}>
              <Swatch color={color} />
              {name}
            </span>
          ))}
        </div>
      ) : null}
      <Picture series={series} points={points} decimals={decimals} />
    </ChartFrame>
  );
}

function Picture({
  series,
  points,
  decimals,
}: Pick<LineChartProps, 'series' | 'points' | 'decimals'>) {
  const { ref, width } = useWidth();
  const [pointed, setPointed] = useState<number | null>(null);
  const here = pointed === null ? undefined : points[pointed];

  // The picture needs floats; every figure people read comes from the exact text.
  const times = points.map((point) => Date.parse(point.at));
  const drawn = series.filter(({ apart }) => !apart);
  const values = points.flatMap(({ values: of }) =>
    drawn.flatMap(({ name }) => (of[name] === undefined ? [] : [Number(of[name])])),
  );
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = (high - low) * 0.15 || Math.abs(high) * 0.0005 || 1;
  // What is never below zero is not ruled below it.
  const range: [number, number] = [low < 0 ? low - room : Math.max(0, low - room), high + room];
  const x = scale([times[0] ?? 0, times.at(-1) ?? 0], [LEFT, Math.max(LEFT, width - RIGHT)]);
  const y = scale(range, [HEIGHT - BOTTOM, TOP]);
  const kept = (value: number) => Math.min(range[1], Math.max(range[0], value));
  const placesOf = (name: string) =>
    points.flatMap(({ values: of }, index) => {
      const value = of[name];
      return value === undefined
        ? []
        : [{ index, x: x(times[index] ?? 0), y: y(kept(Number(value))) }];
    });

  const point = (event: PointerEvent) => {
    const at = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const far = times.map((time) => Math.abs(x(time) - at));
    setPointed(far.indexOf(Math.min(...far)));
  };
  const end = (index: number, count: number) =>
    index === 0 ? 'start' : index === count - 1 ? 'end' : 'middle';
  const days = spaced(times.map(x), Math.max(DAY_WIDTH, (width - LEFT) / DAYS)).map(
    (index) => times[index] ?? 0,
  );

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
          <Rulings range={range} y={y} width={width} decimals={decimals} />
          {days.map((time, index) => (
            <text key={time} x={x(time)} y={HEIGHT - 6} textAnchor={end(index, days.length)}>
              {formatDate(new Date(time).toISOString())}
            </text>
          ))}
          {here ? (
            <line
              className={css.here}
              x1={x(Date.parse(here.at))}
              x2={x(Date.parse(here.at))}
              y1={TOP}
              y2={HEIGHT - BOTTOM}
            />
          ) : null}
          {series.map(({ name, color, apart, unmarked }) => {
            const places = placesOf(name);
            const marked =
              unmarked && places.length > 1
                ? places.filter(({ index }) => index === pointed)
                : places;
            return (
              <g key={name} stroke={color}>
                {apart ? null : (
                  <polyline
                    className={css.line}
                    points={places.map((p) => `${p.x},${p.y}`).join(' ')}
                  />
                )}
                {marked.map((p) => (
                  <circle
                    key={p.index}
                    className={css.point}
                    cx={p.x}
                    cy={p.y}
                    r={p.index === pointed ? 5 : 3}
                  />
                ))}
              </g>
            );
          })}
        </svg>
      ) : null}
      {here ? (
        <Told x={x(Date.parse(here.at))} width={width}>
          {here.at.length === 10 ? formatDate(here.at) : formatTime(here.at)}
          {series.map(({ name, color }) =>
            here.values[name] === undefined ? null : (
              <div key={name}>
                <span>
                  <Swatch color={color} />
                  {name}
                </span>
                {formatPlain(here.values[name])}
              </div>
            ),
          )}
        </Told>
      ) : null}
    </div>
  );
}
