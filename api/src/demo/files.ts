import type { ApiClient } from './client.js';
import { type Paper, printPaper } from './papers.js';
import type { DocumentView } from './views.js';

/** Prints a sample paper and uploads it. */
export async function uploadPaper(
  client: ApiClient,
  fileName: string,
  purpose: 'asset' | 'kyc',
  paper: Paper,
): Promise<DocumentView> {
  const query = new URLSearchParams({ fileName, purpose });
  return client.upload<DocumentView>(
    `/documents?${query.toString()}`,
    await printPaper(paper),
    'application/pdf',
  );
}
