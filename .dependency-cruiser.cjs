// Who may import whom: the arrows of the house. `npm run check` enforces them.
const api = (folders) => `^api/src/(${folders})/`;

/** Rooms of the API that hold no business and that every domain may use. */
const SHARED = 'platform|audit|approvals|chain|testing';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'Two modules that need each other are one module, or hide a third.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'core-knows-nothing',
      comment: 'core/ is pure mathematics: no other room, no I/O.',
      severity: 'error',
      from: { path: '^core/src/', pathNot: '(\\.spec\\.ts$|/testing/)' },
      to: {
        path: [
          '^(contracts|api|oracle|admin-ui|migrations|scripts|test)/',
          '^node:',
          '^(fs|http|net|child_process)$',
        ],
      },
    },
    {
      name: 'core-stands-alone',
      severity: 'error',
      from: { path: '^core/' },
      to: { path: '^(contracts|api|oracle|admin-ui|migrations|scripts)/' },
    },
    {
      name: 'contracts-stand-alone',
      comment: 'contracts/ does not know the programs that use it.',
      severity: 'error',
      from: { path: '^contracts/', pathNot: '^contracts/test/' },
      to: { path: '^(core|api|oracle|admin-ui|migrations|scripts|test)/' },
    },
    {
      name: 'api-and-oracle-are-strangers',
      comment: 'Two processes, two schemas: they meet on the chain and over HTTP.',
      severity: 'error',
      from: { path: '^api/' },
      to: { path: '^(oracle|admin-ui)/' },
    },
    {
      name: 'oracle-and-api-are-strangers',
      severity: 'error',
      from: { path: '^oracle/' },
      to: { path: '^(api|admin-ui)/' },
    },
    {
      name: 'ui-knows-core-and-http-only',
      comment: 'And the verifier, which asks nobody but the node a visitor names.',
      severity: 'error',
      from: { path: '^admin-ui/src/' },
      to: { path: '^(contracts|api|oracle|migrations|scripts|test)/' },
    },
    {
      name: 'verifier-knows-core-only',
      comment:
        'What checks us shares nothing with us but the format and its arithmetic; it runs in a browser.',
      severity: 'error',
      from: { path: '^verify/src/', pathNot: '(\\.spec\\.ts$|/testing/)' },
      to: {
        path: [
          '^(contracts|api|oracle|admin-ui|migrations|scripts|test)/',
          '^node:',
          '^(fs|http|net)$',
        ],
      },
    },
    {
      name: 'nobody-imports-tests',
      severity: 'error',
      from: { path: '^(core|contracts|api|oracle|verify|admin-ui)/(src|bindings)/' },
      to: { path: '^test/' },
    },
    {
      name: 'nobody-imports-the-launcher',
      severity: 'error',
      from: {
        path: '^(core|contracts|api|oracle|verify|admin-ui)/(src|bindings)/',
        pathNot: '(\\.spec\\.ts$|/testing/)',
      },
      to: { path: '^scripts/' },
    },
    {
      name: 'through-the-front-door',
      comment:
        'Another workspace is imported by its package name, never by a path into its sources.',
      severity: 'error',
      from: { path: '^(core|contracts|api|oracle|verify|admin-ui)/' },
      to: {
        path: '^(core|contracts|api|oracle|verify|admin-ui)/(src|bindings)/',
        pathNot: '^$1/',
        dependencyTypesNot: ['aliased-workspace', 'npm'],
      },
    },
    {
      name: 'ledger-knows-no-domain',
      comment: 'A domain registers its facts with the ledger, never the other way round.',
      severity: 'error',
      from: { path: api('chain') },
      to: { path: '^api/src/', pathNot: api('chain|platform|testing') },
    },
    {
      name: 'platform-knows-no-domain',
      severity: 'error',
      from: { path: api('platform'), pathNot: '\\.spec\\.ts$' },
      to: { path: '^api/src/', pathNot: api('platform') },
    },
    {
      name: 'shared-rooms-know-no-domain',
      comment: 'audit and approvals serve every domain and know none.',
      severity: 'error',
      from: { path: api('audit|approvals'), pathNot: '\\.spec\\.ts$' },
      to: { path: '^api/src/', pathNot: api(`${SHARED}|accounts`) },
    },
    {
      name: 'entities-stay-at-home',
      comment: 'Domains use each other’s services, never each other’s tables.',
      severity: 'error',
      from: { path: '^api/src/([^/]+)/', pathNot: '\\.spec\\.ts$' },
      to: {
        path: '^api/src/[^/]+/.*\\.entity\\.ts$',
        pathNot: ['^api/src/$1/', api(SHARED)],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'nobody-imports-reports-and-demo',
      comment: 'reports and demo read and drive everybody; only the application itself lists them.',
      severity: 'error',
      from: {
        path: '^api/src/',
        pathNot: [
          '^api/src/(reports|demo)/',
          '^api/src/(app\\.module|index)\\.ts$',
          '\\.spec\\.ts$',
        ],
      },
      to: { path: api('reports|demo') },
    },
    {
      name: 'demo-speaks-http',
      comment: 'The demonstration acts as people do: through the public API.',
      severity: 'error',
      from: {
        path: '^api/src/demo/',
        pathNot: ['\\.spec\\.ts$', 'demo\\.(module|controller)\\.ts$'],
      },
      to: {
        path: '^api/src/.*\\.(service|entity|module|controller)\\.ts$',
        pathNot: '^api/src/demo/',
      },
    },
    {
      name: 'resolvable',
      comment: 'Every import leads somewhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '/dist/'] },
    exclude: {
      path: ['contracts/bindings/generated', 'admin-ui/src/api/schema\\.d\\.ts', '^bench/peers/'],
    },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.cjs', '.js', '.json', '.d.ts', '.css'],
    },
    skipAnalysisNotInRules: true,
  },
};
