import { existsSync } from 'node:fs';
import type { CodegenConfig } from '@graphql-codegen/cli';

const exportedSchema = '../../schema/schema.graphql';

const config: CodegenConfig = {
  schema: existsSync(exportedSchema) ? exportedSchema : 'contract.graphql',
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
        },
      },
    },
  },
};

export default config;
