import { useCallback, useState } from 'react';

/**
 * How wide an element is, pixels. Measured as it comes into the page, before anything of it is painted: a
 * picture is never blank until an observer reports, which a tab in the background or under print may do late
 * or not at all. The observer tells of changes.
 */
export function useWidth() {
  const [width, setWidth] = useState(0);
  const ref = useCallback((element: HTMLElement | null) => {
    if (!element) return;
    const measure = () => setWidth(element.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, width };
}
