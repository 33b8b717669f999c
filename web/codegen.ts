import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  schema: '../schema.graphql',
  documents: 'src/**/*.graphql',
  generates: {
    './src/api/generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false, persistedDocuments: true },
      config: {
        documentMode: 'string',
        useTypeImports: true,
        enumsAsTypes: true,
        strictScalars: true,
        scalars: {
          DateTime: 'string',
          Date: 'string',
          SeriesColumns: '../columns#SeriesColumns',
          DayColumns: '../columns#DayColumns',
          StageColumns: '../columns#StageColumns',
          RouteColumns: '../columns#RouteColumns',
          JSON: 'unknown',
        },
      },
    },
  },
};

export default config;
