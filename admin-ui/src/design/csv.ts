/** Gives rows to the person as a CSV file (RFC 4180, UTF-8). */
export function downloadCsv(fileName: string, header: string[], rows: string[][]): void {
  const text = [header, ...rows].map((row) => row.map(cell).join(',')).join('\r\n');
  saveBlob(fileName, new Blob([`${text}\r\n`], { type: 'text/csv;charset=utf-8' }));
}

/** Offers bytes under a file name. */
export function saveBlob(fileName: string, blob: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// A leading =, +, -, @ would be run as a formula by spreadsheets: quoted as text.
function cell(value: string): string {
  const safe = /^[=+@\t]|^-\D/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
