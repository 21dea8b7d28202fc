import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  schema: '../../schema/schema.graphql',
  documents: 'src/api/operations/*.graphql',
  generates: {
    'src/api/generated.ts': {
      plugins: ['typescript-operations', 'typed-document-node'],
      config: {
        documentMode: 'string',
        useTypeImports: true,
        enumType: 'string-literal',
        strictScalars: true,
        skipTypename: false,
        scalars: {
          GeoJSON: './geometry#Geometry',
          FeatureCollection: './geometry#FeatureCollection',
          Date: 'string',
          DateTime: 'string',
          Decimal: 'string',
          // A file stands beside the operation; in the variables its place is null.
          Upload: 'null',
        },
      },
    },
  },
};

export default config;
