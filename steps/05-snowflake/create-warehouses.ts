import { say } from '../../src/i18n/text.ts';
import {
  type Check,
  defineStep,
  expectThat,
  type Measured,
  ownership,
  sqlScript,
} from '../../src/lab/lab.ts';
import { cell, rowsOf } from './ask.ts';
import { byHand, type Commented, isOurs, keptLine, markStatement, oursCheck, withMarks } from './marks.ts';
import { WAREHOUSES, type WarehouseSpec } from './objects.ts';
import {
  limitWarehouses,
  monitorCheck,
  monitorCommand,
  monitorName,
  monitorRows,
} from './resource-monitor.ts';

const SHOW = 'SHOW WAREHOUSES';
const SCRIPT = sqlScript('snowflake/create-warehouses.sql');
const COMMENTS = WAREHOUSES.map(({ comment }) => comment);

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

  async prerequisites({ ports, settings, signal }) {
    const rows = await rowsOf(ports.warehouse, SHOW, signal);
    return [
      oursCheck(
        'warehouses-free',
        {
          fr: "Aucun warehouse de ces noms n'est à autre chose",
          en: 'No warehouse of these names is for something else',
        },
        commented(rows),
        settings,
      ),
    ];
  },

  async execute({ ports, settings, signal, log }) {
    const results = await ports.warehouse.script(withMarks(SCRIPT, COMMENTS, settings), signal);
    const rows = await rowsOf(ports.warehouse, SHOW, signal);
    for (const spec of WAREHOUSES) {
      const row = rows.find(found => cell(found, 'name') === spec.name);
      if (row === undefined) continue;
      const comment = cell(row, 'comment') || spec.comment;
      const statements = [
        ...(isFit(row) ? [] : [repairStatement(spec)]),
        ...(ownership(cell(row, 'comment'), settings) === 'ours'
          ? []
          : [markStatement({ kind: 'WAREHOUSE', name: spec.name, comment }, settings)]),
      ];
      for (const statement of statements) {
        log(statement);
        await ports.warehouse.execute(statement, signal);
      }
    }
    for (const statement of await limitWarehouses(ports.warehouse, rows, settings, signal)) log(statement);
    log(String(results.at(-1)?.rows[0]?.MESSAGE ?? ''));
  },

  async verify({ ports, settings, signal }) {
    const [rows, monitors] = await Promise.all([
      rowsOf(ports.warehouse, SHOW, signal),
      monitorRows(ports.warehouse, signal),
    ]);
    // Made by hand, a warehouse has no mark, and that is fine; another lab's is not.
    const foreign = commented(rows).filter(({ comment }) => ownership(comment, settings) === 'foreign');
    const label = { fr: 'Les warehouses sont à ce TP', en: "The warehouses are this lab's" };
    return {
      checks: [
        ...WAREHOUSES.flatMap(spec => {
          const row = rows.find(found => cell(found, 'name') === spec.name);
          return [warehouseCheck(spec, row), commentCheck(spec, row)];
        }),
        monitorCheck(rows, monitors),
        ...(foreign.length === 0 ? [] : [oursCheck('lineage', label, foreign, settings)]),
      ],
    };
  },

  async undo({ ports, settings, signal, log }) {
    const rows = await rowsOf(ports.warehouse, SHOW, signal);
    for (const found of commented(rows)) {
      if (isOurs(found, settings))
        await ports.warehouse.execute(`DROP WAREHOUSE IF EXISTS ${found.name}`, signal);
      else log(say(keptLine(found), settings.lang));
    }
    await ports.warehouse.execute(`DROP RESOURCE MONITOR IF EXISTS ${monitorName(settings)}`, signal);
  },

  commands(settings) {
    return [
      {
        language: 'sql',
        title: {
          fr: 'Dans une feuille SQL, les trois warehouses',
          en: 'In a SQL worksheet, the three warehouses',
        },
        code: byHand(SCRIPT, COMMENTS, settings),
        file: 'sql/snowflake/create-warehouses.sql',
      },
      monitorCommand(settings),
    ];
  },
});

/** Warehouses of the lab's names, with their comments. */
function commented(rows: readonly NonNullable<Row>[]): readonly Commented[] {
  return WAREHOUSES.flatMap(({ name }) => {
    const row = rows.find(found => cell(found, 'name') === name);
    return row === undefined ? [] : [{ kind: 'WAREHOUSE' as const, name, comment: cell(row, 'comment') }];
  });
}
