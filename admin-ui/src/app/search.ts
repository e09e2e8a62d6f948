/**
 * Texts that a page takes from its address, by name. The router lays the answer over what the address says: what is
 * refused must be named in it, or it stays.
 */
export const textsOf =
  <Name extends string>(names: readonly Name[], fits: (text: string) => boolean = () => true) =>
  (search: Record<string, unknown>): { [name in Name]?: string | undefined } => {
    const text = (value: unknown) => (typeof value === 'string' && fits(value) ? value : undefined);
    const texts = names.map((name) => [name, text(search[name])] as const);
    return Object.fromEntries(texts) as { [name in Name]?: string | undefined };
  };

/** Whether it is the address of a page of the counter, and of nobody else's. */
export const isOwnPage = (path: string): boolean => /^\/(?![/\\])/.test(path);
