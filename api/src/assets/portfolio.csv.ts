import { AmountError, formatDecimal, parseDecimal, readTable, TableError } from '@cadastre/core';
import type { PositionBody } from './portfolio.schema.js';

export const PORTFOLIO_COLUMNS = ['cusip', 'face_usd', 'cost_price_per100'] as const;

/** What is wrong with one line of the file; the header is line 1. */
export interface LineProblem {
  line: number;
  code: string;
  detail: string;
}

export interface ReadPositions {
  positions: PositionBody[];
  problems: LineProblem[];
}

/**
 * Positions of a portfolio file: exactly the columns cusip, face_usd, cost_price_per100 in that order, LF
 * line ends and a final newline. Every bad line is reported, not only the first; where the file as a
 * whole cannot be trusted (cut off, other columns) nothing else is looked at.
 */
export function readPositions(text: string): ReadPositions {
  const problems: LineProblem[] = [];
  const positions: PositionBody[] = [];
  const header = PORTFOLIO_COLUMNS.join(',');
  const lines = text.split('\n');
  try {
    // The frame first: mark, line ends, final newline, header; a lone good row keeps it from "no rows".
    readTable(text.endsWith('\n') && lines.length > 2 ? `${lines[0]}\n,,\n` : text, [
      PORTFOLIO_COLUMNS,
    ]);
    refuseCarriageReturns(lines);
  } catch (error) {
    if (!(error instanceof TableError)) throw error;
    return { positions, problems: [problemOf(error)] };
  }
  lines.slice(1, -1).forEach((content, i) => {
    const line = i + 2;
    try {
      const [row] = readTable(`${header}\n${content}\n`, [PORTFOLIO_COLUMNS]).rows;
      positions.push({
        cusip: row?.get('cusip') ?? '',
        faceCents: parseDecimal(row?.get('face_usd'), { scale: 2, field: 'face_usd' }).toString(),
        costPricePer100: formatDecimal(
          parseDecimal(row?.get('cost_price_per100'), { scale: 6, field: 'cost_price_per100' }),
          6,
        ),
      });
    } catch (error) {
      if (error instanceof TableError) problems.push(problemOf(error, line));
      else if (error instanceof AmountError) {
        problems.push({ line, code: error.code, detail: `Line ${line}: ${error.message}` });
      } else throw error;
    }
  });
  return { positions, problems };
}

function refuseCarriageReturns(lines: string[]): void {
  const at = lines.findIndex((line) => line.includes('\r'));
  if (at < 0) return;
  throw new TableError(
    'csv_crlf',
    `Line ${at + 1} ends in CR LF: save the file with LF line ends.`,
    at + 1,
  );
}

/** The core numbers lines within the piece it saw; here they are numbered within the file. */
function problemOf(error: TableError, line = error.line): LineProblem {
  return { line, code: error.code, detail: error.message.replace(/^Line \d+/, `Line ${line}`) };
}
