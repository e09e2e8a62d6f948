// Types are checked by the compiler; this finds what it lets through. The formatter owns layout.
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Rooms with types of their own, each file in one project alone; what is outside of them is of the scripts. */
const ROOMS = {
  core: ['tsconfig.json', 'tsconfig.spec.json'],
  contracts: ['tsconfig.json', 'tsconfig.tools.json'],
  api: ['tsconfig.spec.json'],
  oracle: ['tsconfig.spec.json'],
  verify: ['tsconfig.spec.json'],
  'admin-ui': ['tsconfig.json'],
};

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/node_modules/**',
      '**/artifacts/**',
      '**/cache/**',
      '**/coverage/**',
      '.cadastre/**',
      'contracts/bindings/generated/**',
      'admin-ui/src/api/schema.d.ts',
      'bench/peers/**',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{js,mjs,cjs}'],
    extends: [js.configs.recommended],
    languageOptions: {
      globals: { console: 'readonly', process: 'readonly', URL: 'readonly', module: 'writable' },
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [js.configs.recommended, ...tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { project: 'tsconfig.scripts.json', tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      // `== null` asks for null and undefined at once.
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'off',
      'no-restricted-exports': [
        'error',
        { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } },
      ],
      // Nest's modules are classes that only carry a decorator.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // Interfaces here are written in method form, also where a plain function is meant.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // `Promise.withResolvers<void>()` is what it forbids.
      '@typescript-eslint/no-invalid-void-type': 'off',
      // Nest's options and TypeORM's rows are plain objects of types that happen to be classes.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // An async method without await is how an interface that may wait is kept.
      '@typescript-eslint/require-await': 'off',
    },
  },
  // A file looks for its types among its room's, so that linting one room loads one room.
  ...Object.entries(ROOMS).map(([room, projects]) => ({
    files: [`${room}/**/*.{ts,tsx}`],
    languageOptions: { parserOptions: { project: projects.map((name) => `${room}/${name}`) } },
  })),
  {
    // Tools that demand a default export, and Jest's hooks.
    files: ['**/*.config.{ts,js,mjs,cjs}'],
    rules: { 'no-restricted-exports': 'off' },
  },
  {
    files: ['**/*.spec.{ts,tsx}', '**/*.test.ts', '**/testing/**/*.ts', 'test/**/*.ts'],
    rules: {
      'max-lines': ['error', { max: 450 }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      // What came over HTTP is `any` to the client library; the expectations themselves judge it.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      // What a hook that failed did not set is undefined, whatever its type says.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // node:test's describe and it return promises that the runner itself awaits.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', package: 'node:test', name: ['describe', 'it', 'test', 'suite'] },
          ],
        },
      ],
    },
  },
);
