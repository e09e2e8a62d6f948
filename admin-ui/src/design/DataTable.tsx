import { Button } from '@mantine/core';
import {
  createSortedRowModel,
  rowSortingFeature,
  tableFeatures,
  useTable,
  type ColumnDef,
  type RowData,
} from '@tanstack/react-table';
import { useMemo, useState, type ReactNode } from 'react';
import { downloadCsv } from './csv.ts';
import css from './table.module.css';
import { t } from '../i18n/i18n.ts';

export interface Column<T> {
  id: string;
  header: string;
  cell: (row: T) => ReactNode;
  /** Numbers stand right. */
  end?: boolean;
  /** What sorting compares; without it the column does not sort. */
  sort?: (row: T) => string | number | bigint;
  /** The full, unrounded value for the file; without it the column is left out of the CSV. */
  csv?: (row: T) => string;
}

interface DataTableProps<T> {
  label: string;
  rows: readonly T[];
  columns: Column<T>[];
  rowKey: (row: T) => string;
  /** Of a list in pages: the one column that sorts, and how the register was asked to sort by it. */
  byServer?: { column: string; descending: boolean; turn: () => void };
  /** Name of the CSV file, without ending; absent means no file is offered. */
  csvName?: string;
  empty: ReactNode;
}

/** Nobody reads more at once, and a phone shows each row as a card; the rest comes when it is asked for. */
const AT_ONCE = 50;

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
});

/** A ruled table: sortable, with its data as CSV, and cards instead of columns on a phone. */
export function DataTable<T extends RowData>(props: DataTableProps<T>) {
  const { label, rows, columns, rowKey, byServer, csvName, empty } = props;
  const defined = useMemo(() => {
    return columns.map((column): ColumnDef<typeof features, T> => ({
      id: column.id,
      header: column.header,
      accessorFn: (row) => column.sort?.(row) ?? '',
      enableSorting: column.sort !== undefined && !byServer,
      sortFn: (a, b) => order(column.sort?.(a.original), column.sort?.(b.original)),
    }));
  }, [columns, byServer]);
  const table = useTable({ features, data: rows, columns: defined, getRowId: rowKey });
  const byId = new Map(columns.map((column) => [column.id, column]));
  const [whole, setWhole] = useState(false);
  const { rows: ordered } = table.getRowModel();
  if (rows.length === 0) return <>{empty}</>;
  return (
    <div>
      {csvName ? (
        <div className={css.tools}>
          <span className={css.count}>
            {rows.length} {rows.length === 1 ? t('row') : t('rows')}
          </span>
          <Button size="compact-sm" variant="default" onClick={() => save(csvName, columns, rows)}>
            {t('Data as CSV')}
          </Button>
        </div>
      ) : null}
      <div className={css.scroll}>
        <table className={css.table} aria-label={label}>
          <thead>
            {table.getHeaderGroups().map((group) => (
              <tr key={group.id}>
                {group.headers.map((header) => {
                  const column = byId.get(header.column.id);
                  const here = byServer?.column === header.column.id ? byServer : null;
                  const sorted = here
                    ? here.descending
                      ? 'desc'
                      : 'asc'
                    : header.column.getIsSorted();
                  const name = column?.header ?? '';
                  return (
                    <th
                      key={header.id}
                      scope="col"
                      className={column?.end ? css.end : undefined}
                      aria-sort={
                        sorted === 'asc'
                          ? 'ascending'
                          : sorted === 'desc'
                            ? 'descending'
                            : undefined
                      }
                    >
                      {here || header.column.getCanSort() ? (
                        <button
                          type="button"
                          className={css.sort}
                          onClick={here?.turn ?? header.column.getToggleSortingHandler()}
                        >
                          {name}
                          <span aria-hidden>
                            {sorted === 'asc' ? ' ↑' : sorted === 'desc' ? ' ↓' : ''}
                          </span>
                        </button>
                      ) : (
                        name || <span className="visually-hidden">{t('More')}</span>
                      )}
                    </th>
                  );
                })}
              </tr>
            ))}
          </thead>
          <tbody>
            {(whole ? ordered : ordered.slice(0, AT_ONCE)).map((row) => (
              <tr key={row.id}>
                {columns.map((column) => (
                  <td
                    key={column.id}
                    data-label={column.header}
                    className={column.end ? `${css.end} ${css.cell}` : undefined}
                  >
                    <div style={{ minWidth: 0 }}>{column.cell(row.original)}</div>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {!whole && ordered.length > AT_ONCE ? (
        <Button mt="sm" variant="default" onClick={() => setWhole(true)}>
          {t('Show all {{all}} rows', { all: ordered.length })}
        </Button>
      ) : null}
    </div>
  );
}

function order(
  a: string | number | bigint | undefined,
  b: string | number | bigint | undefined,
): number {
  if (a === undefined || b === undefined || a === b) return 0;
  return a < b ? -1 : 1;
}

function save<T>(name: string, columns: Column<T>[], rows: readonly T[]): void {
  const kept = columns.filter((column) => column.csv);
  downloadCsv(
    `${name}.csv`,
    kept.map((column) => column.header),
    rows.map((row) => kept.map((column) => column.csv?.(row) ?? '')),
  );
}
