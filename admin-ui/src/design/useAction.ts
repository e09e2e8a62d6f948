import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';

/**
 * Runs one call of the person: busy while it runs, its refusal kept to be shown, and afterwards
 * everything on the screen read again, since one decision moves many rows.
 */
export function useAction() {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const run = useCallback(
    async <T>(call: () => Promise<T>, done?: string): Promise<T | null> => {
      setBusy(true);
      setError(null);
      try {
        const result = await call();
        if (done) notifications.show({ message: done });
        await client.invalidateQueries();
        return result;
      } catch (thrown) {
        setError(thrown);
        return null;
      } finally {
        setBusy(false);
      }
    },
    [client],
  );

  /** For dialogs: the refusal goes on to the caller, who shows it beside the words typed. */
  const attempt = useCallback(
    async <T>(call: () => Promise<T>, done?: string): Promise<T> => {
      const result = await call();
      if (done) notifications.show({ message: done });
      await client.invalidateQueries();
      return result;
    },
    [client],
  );

  return { busy, error, run, attempt, clear: () => setError(null) };
}
