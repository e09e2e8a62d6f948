import { LineChart as MantineLineChart } from '@mantine/charts';
import '@mantine/charts/styles.layer.css';
import { Button } from '@mantine/core';
import { downloadCsv } from './csv.ts';
import { formatDate, formatTime } from './format.ts';
import { t } from '../i18n/i18n.ts';

export interface Point {
  /** ISO time of the publication. */
  at: string;
  /** Exact values by series, as decimals in text: drawn as numbers, listed and saved as they are. */
  values: Record<string, string>;
}

interface LineChartProps {
  label: string;
  /** One sentence that says what the picture shows. */
  summary: string;
  series: { name: string; color: string }[];
  points: Point[];
  csvName: string;
  decimals: number;
}

const iso = (at: number) => new Date(at).toISOString();

const MOST_TICKS = 6;

/** At most six of the points' own times, evenly chosen, the first and the last among them. */
function spread(times: number[]): number[] {
  const steps = Math.min(MOST_TICKS, times.length) - 1;
  if (steps < 1) return times;
  const at = (step: number) => times[Math.round((step * (times.length - 1)) / steps)] ?? 0;
  return Array.from({ length: steps + 1 }, (_, step) => at(step));
}

/** A line with its publication points, its summary in words, and its data as CSV. */
export function LineChart({ label, summary, series, points, csvName, decimals }: LineChartProps) {
  const data = points.map((point) => ({
    at: Date.parse(point.at),
    // The picture needs floats; every figure people read comes from the exact text.
    ...Object.fromEntries(Object.entries(point.values).map(([k, v]) => [k, Number(v)])),
  }));
  const all = points.flatMap((point) => Object.values(point.values).map(Number));
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const room = (high - low) * 0.15 || Math.abs(high) * 0.0005 || 1;
  return (
    <figure style={{ margin: 0 }} aria-label={label}>
      <div aria-hidden>
        <MantineLineChart
          h={230}
          lineChartProps={{ accessibilityLayer: false }}
          data={data}
          dataKey="at"
          series={series}
          curveType="linear"
          gridAxis="x"
          strokeDasharray="0"
          strokeWidth={2}
          withLegend={series.length > 1}
          dotProps={{ r: 3, strokeWidth: 1.5, fill: 'var(--surface)' }}
          yAxisProps={{
            domain: [low - room, high + room],
            width: 78,
            tickFormatter: (value: number) => value.toFixed(decimals),
          }}
          xAxisProps={{
            type: 'number',
            scale: 'time',
            domain: ['dataMin', 'dataMax'],
            ticks: spread(data.map(({ at }) => at)),
            interval: 'preserveStartEnd',
            tickFormatter: (at: number) => formatDate(iso(at)),
          }}
          tooltipProps={{
            // Asked also while nothing is pointed at.
            labelFormatter: (at) => (typeof at === 'number' ? formatTime(iso(at)) : ''),
          }}
          valueFormatter={(value) => value.toFixed(decimals)}
          gridColor="var(--line2)"
          textColor="var(--muted)"
        />
      </div>
      <figcaption
        className="muted"
        style={{ fontSize: 12.5, marginTop: 8, display: 'flex', gap: 12, flexWrap: 'wrap' }}
      >
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
