/* global document, localStorage, matchMedia */
// Sets the colour scheme before the first paint, so that a dark room stays dark.
function chosenScheme() {
  try {
    return localStorage.getItem('mantine-color-scheme-value');
  } catch {
    return null;
  }
}

const chosen = chosenScheme();
const dark =
  chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
