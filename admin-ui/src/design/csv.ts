import { writeTable } from '@cadastre/core';

/** Gives rows to the person as a CSV file in which no cell is a formula. */
export function downloadCsv(fileName: string, header: string[], rows: string[][]): void {
  saveBlob(fileName, new Blob([writeTable(header, rows)], { type: 'text/csv;charset=utf-8' }));
}

/** Offers bytes under a file name. */
export function saveBlob(fileName: string, blob: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
