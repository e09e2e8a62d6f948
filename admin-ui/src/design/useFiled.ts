import { useState } from 'react';
import { uploadDocument } from '../api/documents.ts';

/** Files a paper once, however often its form is sent again: so the same request goes out each time. */
export function useFiled() {
  const [filed, setFiled] = useState<{ file: File; id: string } | null>(null);
  /** @returns the document's id */
  return async (...[file, ...how]: Parameters<typeof uploadDocument>): Promise<string> => {
    if (filed?.file === file) return filed.id;
    const { id } = await uploadDocument(file, ...how);
    setFiled({ file, id });
    return id;
  };
}
