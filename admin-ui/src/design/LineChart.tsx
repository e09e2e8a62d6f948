import { LineChart as MantineLineChart } from '@mantine/charts';
import '@mantine/charts/styles.layer.css';
import { Button } from '@mantine/core';
import { downloadCsv } from './csv.ts';
import { formatDate, formatTime } from './format.ts';

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

/** A line with its publication points, its summary in words, and its data as CSV. */
export function LineChart({ label, summary, series, points, csvName, decimals }: LineChartProps) {
  const data = points.map((point) => ({
    at: formatTime(point.at),
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
            tickFormatter: (_: string, index: number) => formatDate(points[index]?.at ?? ''),
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
          Data as CSV
        </Button>
      </figcaption>
    </figure>
  );
}
