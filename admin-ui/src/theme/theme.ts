import {
  createTheme,
  type CSSVariablesResolver,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
  Modal,
  Notification,
  Drawer,
  Table,
} from '@mantine/core';
import { t } from '../i18n/i18n.ts';

/** Deep green of the stamp: shade 8 on paper, shade 4 on dark. */
const accent: MantineColorsTuple = [
  '#eef6f2',
  '#e3efe9',
  '#bfdccf',
  '#93cbb4',
  '#66c7a7',
  '#3f9d80',
  '#27806a',
  '#176a54',
  '#0e5a46',
  '#0a4435',
];

const oxide: MantineColorsTuple = [
  '#fdf3f0',
  '#f8e6e1',
  '#eec5bb',
  '#ee8a74',
  '#ee8a74',
  '#cc5a42',
  '#b74530',
  '#a93b27',
  '#a0331f',
  '#7d2616',
];

/** Neutrals of the paper, in place of the library's cool greys. */
const warm: MantineColorsTuple = [
  '#f7f6f2',
  '#efede7',
  '#e6e3da',
  '#d9d5ca',
  '#c9c5ba',
  '#a8a59b',
  '#86867d',
  '#5d6661',
  '#3c4440',
  '#1c211f',
];

/** Neutrals of the dark room: 6 is a field's ground, 7 the page's, 4 a field's line. */
const night: MantineColorsTuple = [
  '#e7eae6',
  '#c8cec9',
  '#98a29d',
  '#6b756f',
  '#46524c',
  '#2a322e',
  '#1b211f',
  '#101413',
  '#0c100f',
  '#080b0a',
];

/** Filled buttons take the palette's own pairs: each theme has its readable text colour. */
const filledByPalette: VariantColorsResolver = (input) => {
  const resolved = defaultVariantColorsResolver(input);
  if (input.variant !== 'filled') return resolved;
  const [ground, text] =
    input.color === 'oxide'
      ? ['var(--red)', 'var(--on-red)']
      : ['var(--accent)', 'var(--on-accent)'];
  return {
    ...resolved,
    background: ground,
    hover: `color-mix(in srgb, ${ground} 88%, var(--ink))`,
    color: text,
  };
};

/** The look of the mockups as a Mantine theme: thin lines, small radius, Plex throughout. */
export const theme = createTheme({
  fontFamily: "'IBM Plex Sans', system-ui, sans-serif",
  fontFamilyMonospace: 'var(--mono)',
  headings: { fontFamily: 'var(--serif)', fontWeight: '500' },
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.45', lg: '1.5', xl: '1.4' },
  defaultRadius: '5px',
  cursorType: 'pointer',
  colors: { accent, oxide, gray: warm, dark: night },
  primaryColor: 'accent',
  primaryShade: { light: 8, dark: 4 },
  variantColorResolver: filledByPalette,
  respectReducedMotion: true,
  shadows: { xs: 'none', sm: 'none', md: '0 6px 24px rgb(0 0 0 / 12%)' },
  components: {
    // The second half of a double click lands beside what the first half opened: neither that nor a
    // stray click takes away what somebody has written. Escape and the buttons close.
    Modal: Modal.extend({
      defaultProps: {
        centered: true,
        closeOnClickOutside: false,
        overlayProps: { opacity: 0.4 },
        radius: 6,
      },
    }),
    Drawer: Drawer.extend({ defaultProps: { overlayProps: { opacity: 0.4 } } }),
    // Their <header> would be a second banner beside the frame's: a page has one.
    ModalHeader: Modal.Header.extend({ defaultProps: { role: 'presentation' } }),
    DrawerHeader: Drawer.Header.extend({ defaultProps: { role: 'presentation' } }),
    Notification: Notification.extend({
      defaultProps: { closeButtonProps: { 'aria-label': t('Close') } },
    }),
    Table: Table.extend({ defaultProps: { verticalSpacing: 8, horizontalSpacing: 0 } }),
  },
});

const shared = {
  '--mantine-color-body': 'var(--paper)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--muted)',
  '--mantine-color-placeholder': 'var(--muted)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--line2)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-border': 'var(--field)',
  '--mantine-color-error': 'var(--red)',
  '--mantine-color-anchor': 'var(--accent)',
};

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: shared,
  dark: shared,
});
