import css from './shell.module.css';

/** The mark: parcels of a cadastral map, and the name. */
export function Brand() {
  return (
    <span className={css.brand}>
      <svg
        viewBox="0 0 24 24"
        width="22"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        aria-hidden
      >
        <path d="M3 5l8-2 10 3v13l-9 2-9-3z M3 12l9 1 9-2 M11 3l1 18" />
      </svg>
      Cadastre
    </span>
  );
}
