// Lets the parser named in `options` read `using`.
require('./tooling/boundaries/swc-using.cjs');

/**
 * The arrows between the parts of Atlas, as rules. Each has a folder under tooling/boundaries/fixtures that breaks it
 * and a test that sees it break; a rule without one fails the same test.
 *
 * `$1`, `$2` in `to` are what the groups of `from.path` captured: "another package", "another slice".
 */

const tests = '[.](test|property\\.test|contract)[.]tsx?$|(^|/)testing([.]ts$|/)';
/** Composition roots and commands: they pick adapters, and nobody imports them. */
const roots =
  '(^|/)main[.]tsx?$|^sandbox/page/src/(finger/finger|wa-me/wa-me)[.]ts$|^all-in-one/|^relay/(topics|switch|republish)[.]ts$|^api/(migrate|parked-events/parked|admin-deliveries/deliveries|keys/rotate|audit/verify|rebuild/rebuild|clients/(create|rotate)|admin-broadcasts/broadcasts-command|identities/identities-command)[.]ts$|^notify/(preview/generate|whatsapp-templates/command)[.]ts$|^analytics/rebuild/rebuild[.]ts$|^miniapp/vite[.]config[.]ts$|^miniapp/wechat/(app|pages/.+)[.]js$|^sandbox/page/vite[.]config[.]ts$|^tooling/.*/generate[.]ts$';
/** Run the parts together, so they may see all of them. */
const assemblies = '^(all-in-one|e2e|bench|tooling)/';
/** Bundled for the browser: their packages need nothing at run time but what the bundle holds. */
const browser = '^(miniapp|sandbox/page)/';
const packages =
  '^(shared|api|bots|notify|relay|analytics|gamification|sandbox|miniapp|all-in-one|e2e|bench|tooling)/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'shared-is-a-leaf',
      comment: 'shared is what all parts build on; it knows none of them.',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: packages, pathNot: '^shared/' },
    },
    {
      name: 'packages-meet-over-http-or-events',
      comment: 'A package never imports another; they meet over shared/wire or shared/events.',
      severity: 'error',
      from: { path: '^(api|bots|notify|relay|analytics|gamification|sandbox|miniapp)/', pathNot: tests },
      to: {
        path: '^(api|bots|notify|relay|analytics|gamification|miniapp|all-in-one|e2e|bench)/',
        pathNot: '^$1/',
      },
    },
    {
      name: 'sandbox-is-a-leaf',
      comment: 'Nothing of the product may depend on the messenger on the desk.',
      severity: 'error',
      from: { pathNot: [assemblies, tests, '^sandbox/'] },
      to: { path: '^sandbox/' },
    },
    {
      name: 'browser-code-imports-only-wire',
      comment:
        'A browser gets schemas of requests and answers (shared/wire) and no server code; types cost nothing.',
      severity: 'error',
      from: { path: browser, pathNot: [tests, 'vite[.]config[.]ts$'] },
      to: {
        path: '^(shared|sandbox)/',
        pathNot: ['^shared/wire/', '^sandbox/page/', '^sandbox/wire[.]ts$'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'slices-meet-at-their-index',
      comment: 'A slice (a folder of a package) is entered through its index.ts and nowhere else.',
      severity: 'error',
      from: { path: '^(api|bots|notify|relay|analytics|gamification|shared)/([^/]+)/' },
      to: {
        path: '^$1/[^/]+/',
        pathNot: [
          '^$1/$2/',
          '^$1/[^/]+/index[.]ts$',
          '^shared/ports/[^/]+[.]contract[.]ts$',
          '(^|/)node_modules/',
        ],
      },
    },
    {
      name: 'composition-enters-slices-at-their-index',
      comment: 'What composes a package uses the slices as they use each other.',
      severity: 'error',
      from: { path: '^(api|bots|notify|relay|analytics|gamification)/[^/]+[.]ts$' },
      to: { path: '^$1/[^/]+/', pathNot: '^$1/[^/]+/index[.]ts$' },
    },
    {
      name: 'packages-are-entered-by-their-exports',
      comment: 'What another package may use stands in the `exports` of package.json.',
      severity: 'error',
      from: {
        path: '^(api|bots|notify|relay|analytics|gamification|sandbox|miniapp|all-in-one|e2e|bench)/',
        pathNot: tests,
      },
      to: { path: '^shared/', pathNot: ['^shared/[^/]+/index[.]ts$'] },
    },
    {
      name: 'adapters-only-where-parts-are-composed',
      comment:
        'A slice takes ports; main.ts, the all-in-one, commands and tests choose what stands behind them. The relay is made of two.',
      severity: 'error',
      from: {
        path: packages,
        pathNot: [tests, roots, assemblies, '^shared/', '^relay/'],
      },
      to: { path: '^shared/(postgres|event-bus|kafka|memory-state|redis|engines)/' },
    },
    {
      name: 'tests-stay-out-of-the-product',
      comment: 'Production code never imports a test or what tests are made of.',
      severity: 'error',
      from: { pathNot: [tests, '^(e2e|bench)/', '^vitest[.]'] },
      to: { path: tests },
    },
    {
      name: 'no-cycles',
      comment: 'Files that need each other are one file, or miss a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unused-files',
      comment: 'Every file is reached from a composition root, a command, an index or a test.',
      severity: 'error',
      from: { path: [roots, tests, '^(bench|e2e)/', '^[^/]+[.]ts$'] },
      to: {
        path: packages,
        pathNot: [roots, tests, '[.]d[.]ts$', '^(bench|e2e|tooling)/'],
        reachable: false,
      },
    },
    {
      name: 'no-dev-dependencies-in-production',
      comment: 'What a server needs at run time is a dependency of its package.',
      severity: 'error',
      from: {
        path: '^(shared|api|bots|notify|relay|analytics|gamification|sandbox|all-in-one)/',
        pathNot: [tests, browser, '[.]d[.]ts$'],
      },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-undeclared-dependencies',
      comment: 'A package that happens to be installed is not a dependency until package.json says so.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'every-import-resolves',
      comment: 'An import that this tool cannot follow is one that no rule above can see.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    // TypeScript 7 has no compiler API for the default parser; swc reads .ts and .tsx, type-only imports included.
    parser: 'swc',
    combinedDependencies: true,
    doNotFollow: { path: 'node_modules' },
    // Only ours: most packages live under a dist/ of their own, and hiding that would hide them.
    exclude: { path: '^(miniapp|sandbox/page)/dist/|^tooling/boundaries/fixtures/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.d.ts', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
