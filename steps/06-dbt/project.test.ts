import assert from 'node:assert/strict';
import test from 'node:test';
import { readContent, sqlScript } from '../../src/lab/lab.ts';
import { declaredIn, declaredVariables, usesOf } from './declarations.ts';
import { profileValues } from './profile.ts';
import {
  contentOf,
  MODEL_FILES,
  martFiles,
  PROFILE_FILE,
  PROJECT_FILE,
  PROJECT_FILES,
  SOURCES_FILE,
} from './project.ts';
import { MARTS, RELATIONS, type Relation } from './relations.ts';
import { SOURCE_TESTS } from './source-tests.ts';

/** The columns that a YAML file describes for a model, in its order. */
function describedColumns(yaml: string, model: string): readonly string[] {
  const [, block = ''] = yaml.split(`  - name: ${model}\n`);
  const [own = ''] = block.split(/^ {2}- name:/m);
  return [...own.matchAll(/^ {6}- name: (\w+)$/gm)].map(([, name = '']) => name.toUpperCase());
}

const yamlOf = (relation: Relation): string => {
  switch (relation.schema) {
    case 'CORE_STAGING':
      return readContent('assets/dbt/shopstream_dbt/models/staging/_staging__models.yml');
    case 'CORE_CORE':
      return readContent('assets/dbt/shopstream_dbt/models/core/_core__models.yml');
    case 'CORE_MARTS':
      return relation.model === 'mart_sales_overview'
        ? readContent('assets/dbt/shopstream_dbt/models/marts/_mart_sales_overview.yml')
        : readContent(`assets/dbt/marts/_${relation.model}.yml`);
  }
};

test('every file of the project is in the package', () => {
  const files = [...PROJECT_FILES, ...MARTS.slice(1).flatMap(({ model }) => martFiles(model))];
  for (const file of files) assert.ok(contentOf(file).length > 10, file.path);
  assert.equal(new Set(files.map(({ path }) => path)).size, files.length);
});

test('what is verified is what the project describes, column by column', () => {
  for (const relation of [...RELATIONS, ...MARTS.slice(1)]) {
    assert.deepEqual(describedColumns(yamlOf(relation), relation.model), relation.columns, relation.model);
  }
});

test('every column of the marts is published, in their order', () => {
  const script = sqlScript('snowflake/publish-marts.sql');
  for (const { model, columns } of MARTS) {
    const [, list = ''] =
      new RegExp(`VIEW ${model}\\b[^;]*?AS SELECT([^;]*?)FROM SHOPSTREAM_DWH\\.CORE_marts\\.${model};`).exec(
        script,
      ) ?? [];
    assert.deepEqual(
      list.split(',').map(name => name.trim().toUpperCase()),
      columns,
      model,
    );
  }
});

test('the marts begin with the handout’s columns', () => {
  const beginnings: Readonly<Record<string, string>> = {
    mart_sales_overview:
      'SALE_DATE COUNTRY_CODE PRODUCT_CATEGORY CUSTOMER_SEGMENT TOTAL_ORDERS UNIQUE_CUSTOMERS',
    mart_product_performance:
      'PRODUCT_NAME PRODUCT_CATEGORY TOTAL_REVENUE TOTAL_ORDERS ABC_CLASS PERFORMANCE_TIER',
    mart_customer_ltv:
      'CUSTOMER_KEY FULL_NAME EMAIL COUNTRY_CODE LIFETIME_VALUE TOTAL_ORDERS RFM_SEGMENT CHURN_RISK',
  };
  for (const { model, columns } of MARTS) {
    const beginning = beginnings[model]?.split(' ') ?? [];
    assert.ok(beginning.length > 0);
    assert.deepEqual(columns.slice(0, beginning.length), beginning);
  }
});

test('there are 13 source tests: 6 not null, 5 unique, 2 relationships', () => {
  const kinds = SOURCE_TESTS.map(({ name }) => /^source_(not_null|unique|relationships)_/.exec(name)?.[1]);
  assert.deepEqual(
    [6, 5, 2],
    ['not_null', 'unique', 'relationships'].map(kind => kinds.filter(found => found === kind).length),
  );
});

test('the lab’s own project declares its 13 tests, and everything that its models use', () => {
  const { tests, sources } = declaredIn(contentOf(SOURCES_FILE));
  assert.deepEqual([...tests].sort(), SOURCE_TESTS.map(({ name }) => name).sort());
  const variables = declaredVariables(contentOf(PROJECT_FILE));
  const models = [...MODEL_FILES, ...martFiles('mart_product_performance'), ...martFiles('mart_customer_ltv')]
    .filter(({ path }) => path.endsWith('.sql'))
    .map(file => ({ name: /(\w+)\.sql$/.exec(file.path)?.[1], uses: usesOf(contentOf(file)) }));
  const known = { ref: new Set(models.map(({ name }) => name)), source: sources, var: variables };
  for (const { name, uses } of models) {
    assert.ok(uses.length > 0, name);
    assert.deepEqual(
      uses.filter(use => !known[use.kind].has(use.name)),
      [],
      name,
    );
  }
});

test('declarations are read whoever wrote them', () => {
  const byHand = `
sources:
- name: staging
  tables:
  - name: STG_ORDERS
    columns:
    - name: user_id
      tests:
      - not_null
      # - unique
      - relationships:
          to: source('staging', 'stg_users')
          field: id
models:
  - name: stg_orders
    columns:
      - name: order_id
        data_tests: [unique]
`;
  const { sources, tests } = declaredIn(byHand);
  assert.deepEqual([...sources], ['staging.stg_orders']);
  assert.deepEqual(
    [...tests],
    [
      'source_not_null_staging_stg_orders_user_id',
      'source_relationships_staging_stg_orders_user_id__id__source_staging_stg_users_',
    ],
  );
  assert.deepEqual(
    usesOf(
      `-- ref('old')\nselect {{ var('limit', 3) }} from {{ ref('fact_orders') }} {# source('a', 'b') #}`,
    ),
    [{ kind: 'ref', name: 'fact_orders' }],
  );
});

test('the profile holds no secret, and its names can be read', () => {
  const profile = contentOf(PROFILE_FILE);
  assert.match(profile, /password: "\{\{ env_var\('SNOWFLAKE_PASSWORD', ''\) \}\}"/);
  assert.deepEqual(profileValues(profile), {
    database: 'SHOPSTREAM_DWH',
    warehouse: 'TRANSFORM_WH',
    schema: 'CORE',
  });
  const edited = `      warehouse: "{{ env_var('SNOWFLAKE_WAREHOUSE', 'BI_WH') }}"\n      schema: 'dev' # mine\n`;
  assert.deepEqual(profileValues(edited), { database: undefined, warehouse: 'BI_WH', schema: 'dev' });
});
