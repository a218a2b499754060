// Which room of src/ may import which: the arrows of ARCHITECTURE.md, kept by `npm run check:boundaries`.

/** Room -> the rooms it may import (itself always). A room that is not listed may import every other. */
const ARROWS = {
  core: [],
  sdk: ['core'],
  workflows: ['sdk', 'core'],
  configuration: ['core'],
  tracking: ['core'],
  search: ['tracking', 'core'],
  artifacts: ['tracking', 'sdk', 'core'],
  datasets: ['sdk', 'core'],
  render: ['sdk', 'core'],
  journal: ['tracking', 'sdk', 'core'],
  context: ['journal', 'tracking', 'artifacts', 'datasets', 'render', 'configuration', 'sdk', 'core'],
  reconcile: ['tracking', 'core'],
  isolation: ['context', 'journal', 'tracking', 'artifacts', 'configuration', 'sdk', 'core'],
  activities: ['isolation', 'context', 'reconcile', 'journal', 'tracking', 'artifacts', 'configuration', 'sdk', 'core'],
  local: ['client', 'context', 'configuration', 'tracking', 'artifacts', 'sdk', 'core'],
  worker: [
    'activities',
    'isolation',
    'workflows',
    'context',
    'client',
    'reconcile',
    'tracking',
    'artifacts',
    'configuration',
    'sdk',
    'core',
  ],
  retention: ['tracking', 'artifacts', 'core'],
  client: [
    'search',
    'workflows',
    'context',
    'reconcile',
    'retention',
    'render',
    'tracking',
    'artifacts',
    'datasets',
    'configuration',
    'sdk',
    'core',
  ],
  server: ['search', 'client', 'context', 'tracking', 'artifacts', 'datasets', 'render', 'configuration', 'sdk', 'core'],
};

/** Rooms that run inside a workflow: nothing of Node, and of packages only these by value. */
const SANDBOX_PACKAGES = { core: [], sdk: [], workflows: ['@temporalio/workflow', '@temporalio/common'] };

const rooms = (names) => `^src/(${names.join('|')})/`;

const arrows = Object.entries(ARROWS).map(([room, allowed]) => ({
  name: `${room}-imports-only-${allowed.length > 0 ? allowed.join('-') : 'itself'}`,
  comment: 'See ARROWS in .dependency-cruiser.cjs: move the code to the room that may import this, or turn the dependency round.',
  severity: 'error',
  from: { path: rooms([room]) },
  to: { path: '^src/', pathNot: rooms([room, ...allowed]) },
}));

const sandbox = Object.entries(SANDBOX_PACKAGES).map(([room, packages]) => ({
  name: `${room}-runs-in-a-workflow`,
  comment:
    'This code is bundled into workflows, which have none of Node and pay for every package. Import types only, or do it in an activity.',
  severity: 'error',
  from: { path: rooms([room]) },
  to: { pathNot: ['^src/', ...packages.map((name) => `(^|node_modules/)${name}`)], dependencyTypesNot: ['type-only'] },
}));

/** What the web UI takes of `src/`, by value and as types alone. */
const UI = { values: ['core/index\\.ts$', 'sdk/model\\.ts$', 'render/[^/]+\\.ts$'], types: ['server/wire/'] };
const ofSrc = (paths) => paths.map((path) => `^src/${path}`);

module.exports = {
  forbidden: [
    ...arrows,
    ...sandbox,
    {
      name: 'wire-is-schemas-alone',
      comment: 'The web UI reads the types of these files, and is no program of Node. What makes or reads an answer is beside wire/.',
      severity: 'error',
      from: { path: '^src/server/wire/' },
      to: { pathNot: ['^src/server/wire/', '^src/core/', '(^|node_modules/)@hono/zod-openapi'] },
    },
    {
      name: 'ui-takes-what-runs-anywhere',
      comment: 'Browsers load what is imported here: of src/ only what needs nothing of Node. Of the wire, types alone (`import type`).',
      severity: 'error',
      from: { path: '^ui/' },
      to: { path: '^src/', pathNot: ofSrc(UI.values), dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'ui-knows-the-wire-alone',
      comment: 'What the web UI knows of the server is in src/server/wire.',
      severity: 'error',
      from: { path: '^ui/' },
      to: { path: '^src/', pathNot: ofSrc([...UI.values, ...UI.types]) },
    },
    {
      name: 'no-cycles',
      comment: 'Files that need each other are one thing, or hide a third: find it. (Types alone may refer to each other.)',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'siblings-through-their-index',
      comment: 'A room reaches another through its index.ts, so that what a room offers can be read in one place.',
      severity: 'error',
      from: { path: '^src/([^/]+)/' },
      to: { path: '^src/[^/]+/', pathNot: ['^src/$1/', '^src/[^/]+/index\\.ts$', '^src/worker/dev-server/index\\.ts$'] },
    },
    {
      name: 'drivers-lazily',
      comment: 'Who uses one store does not load the packages of the others: import drivers with `await import(…)`.',
      severity: 'error',
      from: { path: '^src/', pathNot: '/drivers/' },
      to: { path: '/drivers/', pathNot: '/drivers/(memory|file)\\.ts$', dynamic: false, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-unlisted-package',
      comment:
        'It would be missing where Tidemark is installed as a package. (Optional peers are imported where they are used, and their absence has an error.)',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'], dependencyTypesNot: ['type-only', 'npm-peer'] },
    },
    { name: 'resolvable', comment: 'The import leads nowhere.', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'types', 'default'] },
  },
};
