import { Button } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { type PointerEvent, useState } from 'react';
import { downloadCsv } from './csv.ts';
import css from './chart.module.css';
import { decimalSign, formatDate, formatTime } from './format.ts';
import { rulings, scale, spaced } from './scale.ts';
import { t } from '../i18n/i18n.ts';

export interface Point {
  /** ISO time of the publication. */
  at: string;
  /** Exact values by series, as decimals in text: drawn as numbers, listed and saved as they are. */
  values: Record<string, string>;
}

interface Series {
  name: string;
  color: string;
  /** Points that belong to no line: they neither join nor stretch it, and lie on its edge if beyond. */
  apart?: boolean;
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

const HEIGHT = 230;
const [LEFT, RIGHT, TOP, BOTTOM] = [78, 12, 8, 28];
const RULES = 5;
/** A day's words need so much room below the picture; and no more than so many are named. */
const DAY_WIDTH = 112;
const DAYS = 5;

/** A line with its publication points, its summary in words, and its data as CSV. */
export function LineChart({ label, summary, series, points, csvName, decimals }: LineChartProps) {
  return (
    <figure className={css.figure} aria-label={label}>
      <div aria-hidden>
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
      </div>
      <figcaption className={css.caption}>
        <span>{summary}</span>
        <Button
          size="compact-xs"
          variant="default"
          onClick={() =>
            downloadCsv(
              `${csvName}.csv`,
              ['time', ...series.map((s) => s.name)],
              points.map((p) => [p.at, ...series.map((s) => p.values[s.name] ?? '')]),
            )
          }
        >
          {t('Data as CSV')}
        </Button>
      </figcaption>
    </figure>
  );
}

const Swatch = ({ color }: { color: string }) => (
  <span className={css.swatch} style={{ background: color }} />
);

function Picture({
  series,
  points,
  decimals,
}: Pick<LineChartProps, 'series' | 'points' | 'decimals'>) {
  const { ref, width } = useElementSize();
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
  const range: [number, number] = [low - room, high + room];
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
          {rulings(...range, RULES).map((value) => (
            <g key={value}>
              <line className={css.rule} x1={LEFT} x2={width - RIGHT} y1={y(value)} y2={y(value)} />
              <text x={LEFT - 8} y={y(value)} dy="0.32em" textAnchor="end">
                {value.toFixed(decimals).replace('.', decimalSign)}
              </text>
            </g>
          ))}
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
          {series.map(({ name, color, apart }) => {
            const places = placesOf(name);
            return (
              <g key={name} stroke={color}>
                {apart ? null : (
                  <polyline
                    className={css.line}
                    points={places.map((p) => `${p.x},${p.y}`).join(' ')}
                  />
                )}
                {places.map((p) => (
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
        <div
          className={css.told}
          style={
            x(Date.parse(here.at)) > width / 2
              ? { right: width - x(Date.parse(here.at)) + 10 }
              : { left: x(Date.parse(here.at)) + 10 }
          }
        >
          {formatTime(here.at)}
          {series.map(({ name, color }) =>
            here.values[name] === undefined ? null : (
              <div key={name}>
                <span>
                  <Swatch color={color} />
                  {name}
                </span>
                {here.values[name].replace('.', decimalSign)}
              </div>
            ),
          )}
        </div>
      ) : null}
    </div>
  );
}
