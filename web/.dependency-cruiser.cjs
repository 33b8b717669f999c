/** Who may import whom: app composes features; features do not know each other; parts know no feature. */
module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      comment: 'Move what both need into lib, ui or charts.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'features-do-not-know-each-other',
      severity: 'error',
      comment: 'Let app compose them, by a route or by the address (`?why=`).',
      from: { path: '^src/features/([^/]+)/' },
      to: { path: '^src/features/', pathNot: '^src/features/$1/' },
    },
    {
      name: 'features-do-not-know-the-app',
      severity: 'error',
      comment: 'Pass it as a prop, or move it to lib or ui.',
      from: { path: '^src/features/' },
      to: { path: '^src/app/' },
    },
    {
      name: 'parts-know-no-feature',
      severity: 'error',
      comment: 'charts, ui, lib and api serve features and do not call them.',
      from: { path: '^src/(charts|ui|lib|api)/' },
      to: { path: '^src/(features|app)/' },
    },
    {
      name: 'charts-do-not-fetch',
      severity: 'error',
      comment: 'A chart gets its data as props.',
      from: { path: '^src/(charts|ui|lib)/' },
      to: { path: '^src/api/', pathNot: '^src/api/columns' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.test\\.tsx?$' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js'] },
  },
};
