import { type Check, defineStep, expectThat, type Measured, sqlScript } from '../../src/lab/lab.ts';
import { cell, rowsOf } from './ask.ts';
import { WAREHOUSES, type WarehouseSpec } from './objects.ts';

const SHOW = 'SHOW WAREHOUSES';
const SCRIPT = sqlScript('snowflake/create-warehouses.sql');

/** A warehouse that idles longer than this spends credits for nothing; seconds. */
const LONGEST_IDLE = 600;

type Row = Parameters<typeof cell>[0];

function isFit(row: Row): boolean {
  const autoSuspend = Number(cell(row, 'auto_suspend'));
  return (
    cell(row, 'size').toUpperCase().replace('-', '') === 'XSMALL' &&
    autoSuspend > 0 &&
    autoSuspend <= LONGEST_IDLE &&
    cell(row, 'auto_resume') === 'true'
  );
}

function described(row: Row): Measured {
  if (row === undefined) return null;
  const suspend = Number(cell(row, 'auto_suspend'));
  return [
    cell(row, 'size'),
    suspend > 0 ? `AUTO_SUSPEND ${suspend}` : 'AUTO_SUSPEND 0',
    cell(row, 'auto_resume') === 'true' ? 'AUTO_RESUME' : 'no AUTO_RESUME',
  ].join(', ');
}

function warehouseCheck(spec: WarehouseSpec, row: Row): Check {
  return expectThat(
    idOf(spec),
    { fr: `Warehouse ${spec.name}`, en: `Warehouse ${spec.name}` },
    row !== undefined && isFit(row),
    {
      expected: `X-Small, AUTO_SUSPEND ${row !== undefined && isFit(row) ? cell(row, 'auto_suspend') : spec.autoSuspend}, AUTO_RESUME`,
      actual: described(row),
      query: `SHOW WAREHOUSES LIKE '${spec.name}'`,
      message:
        row === undefined
          ? {
              fr: `${spec.name} est absent : exécutez cette étape.`,
              en: `${spec.name} is absent: run this step.`,
            }
          : {
              fr: `${spec.name} coûterait plus que nécessaire, ou ne se réveillerait pas seul : ${repairStatement(spec)};`,
              en: `${spec.name} would cost more than needed, or would not wake up by itself: ${repairStatement(spec)};`,
            },
    },
  );
}

/** Three warehouses look alike: a comment says what each one is for, on the bill too. */
function commentCheck(spec: WarehouseSpec, row: Row): Check {
  const comment = cell(row, 'comment');
  return expectThat(
    `${idOf(spec)}-comment`,
    { fr: `Commentaire de ${spec.name}`, en: `Comment of ${spec.name}` },
    comment !== '',
    {
      expected: spec.comment,
      actual: row === undefined ? null : comment,
      query: `SHOW WAREHOUSES LIKE '${spec.name}'`,
      message: {
        fr: `${spec.name} ne dit pas à quoi il sert : ${commentStatement(spec)};`,
        en: `${spec.name} does not say what it is for: ${commentStatement(spec)};`,
      },
    },
  );
}

const idOf = (spec: WarehouseSpec): string => spec.name.toLowerCase().replace('_', '-');

function commentStatement(spec: WarehouseSpec): string {
  return `ALTER WAREHOUSE ${spec.name} SET COMMENT = '${spec.comment}'`;
}

function repairStatement(spec: WarehouseSpec): string {
  return `ALTER WAREHOUSE ${spec.name} SET WAREHOUSE_SIZE = 'XSMALL' AUTO_SUSPEND = ${spec.autoSuspend} AUTO_RESUME = TRUE`;
}

export const createWarehouses = defineStep({
  name: 'create-warehouses',
  title: { fr: 'Créer les trois warehouses', en: 'Create the three warehouses' },
  handout: '1.8.2',
  needs: ['warehouse'],
  after: ['snowflake.connect'],

  async prerequisites() {
    return [];
  },

  async execute({ ports, signal, log }) {
    const results = await ports.warehouse.script(SCRIPT, signal);
    const rows = await rowsOf(ports.warehouse, SHOW, signal);
    for (const spec of WAREHOUSES) {
      const row = rows.find(found => cell(found, 'name') === spec.name);
      if (row === undefined) continue;
      const statements = [
        ...(isFit(row) ? [] : [repairStatement(spec)]),
        ...(cell(row, 'comment') === '' ? [commentStatement(spec)] : []),
      ];
      for (const statement of statements) {
        log(statement);
        await ports.warehouse.execute(statement, signal);
      }
    }
    log(String(results.at(-1)?.rows[0]?.MESSAGE ?? ''));
  },

  async verify({ ports, signal }) {
    const rows = await rowsOf(ports.warehouse, SHOW, signal);
    return {
      checks: WAREHOUSES.flatMap(spec => {
        const row = rows.find(found => cell(found, 'name') === spec.name);
        return [warehouseCheck(spec, row), commentCheck(spec, row)];
      }),
    };
  },

  async undo({ ports, signal }) {
    for (const { name } of WAREHOUSES) {
      await ports.warehouse.execute(`DROP WAREHOUSE IF EXISTS ${name}`, signal);
    }
  },

  commands() {
    return [
      {
        language: 'sql',
        title: {
          fr: 'Dans une feuille SQL, les trois warehouses',
          en: 'In a SQL worksheet, the three warehouses',
        },
        code: SCRIPT,
        file: 'sql/snowflake/create-warehouses.sql',
      },
    ];
  },
});
