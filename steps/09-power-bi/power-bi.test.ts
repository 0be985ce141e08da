import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test, { after, before } from 'node:test';
import { packageRoot } from '../../src/lab/lab.ts';
import { pbirValidator } from '../../test/helpers/pbir-schemas.ts';
import { powerBi } from './chapter.ts';
import { type Environment, startEnvironment } from './testing/environment.ts';

/** The chapter against a real warehouse: done, done again, compared with Microsoft's schemas, broken, mended, undone. */

const NAMES = powerBi.steps.map(({ name }) => name);
const REPORT = 'power-bi/ShopStream.Report/definition';
const MODEL = 'power-bi/ShopStream.SemanticModel/definition';
const SALES = `${MODEL}/tables/MART_SALES_OVERVIEW.tmdl`;
const visual = (page: string, id: string) => `${REPORT}/pages/${page}/visuals/${id}/visual.json`;

let lab: Environment;

before(async () => {
  lab = await startEnvironment();
});
after(async () => lab.close());

async function content(path: string): Promise<string> {
  const found = await lab.workspace.read(path);
  assert.ok(found !== undefined, `${path} is there`);
  return found;
}

test('before anything is done every step is red, with nothing found and what to do', async () => {
  const red = await lab.red();
  assert.deepEqual(
    red.map(({ step }) => step),
    NAMES,
  );
  for (const { words } of red) assert.doesNotMatch(words, /: $/m);
  assert.deepEqual(
    (await lab.prerequisites('project')).filter(({ verdict }) => verdict !== 'passed'),
    [],
  );
  assert.equal((await lab.prerequisites('overview'))[0]?.verdict, 'failed');
});

test('each step turns itself green and no other; the right basket is not the handout’s', async () => {
  for (const [index, name] of NAMES.entries()) {
    await lab.execute(name);
    assert.deepEqual(
      (await lab.red()).map(({ step }) => step),
      NAMES.slice(index + 1),
      name,
    );
  }
  const checks = await lab.verify('measures');
  const figure = (id: string) => Number(checks.find(check => check.id === id)?.actual);
  // Every order has lines of two categories or one: the handout's basket lies between half the right one and it.
  assert.ok(figure('value-average-basket-handout') < figure('value-average-basket'));
  assert.ok(figure('value-average-basket-handout') > figure('value-average-basket') / 2 - 0.01);
});

test('done again, nothing is written', async () => {
  for (const name of NAMES)
    assert.deepEqual(
      (await lab.execute(name)).filter(line => /^[+=]/.test(line)),
      [],
      name,
    );
});

test('every JSON file is valid by Microsoft’s schemas, which notice a planted fault', async () => {
  const validate = pbirValidator();
  const files = (await lab.workspace.list('power-bi')).filter(file =>
    /\.(json|pbip|pbir|pbism|platform)$/.test(file),
  );
  assert.ok(files.length > 30);
  for (const file of files)
    assert.deepEqual(validate(JSON.parse(await content(`power-bi/${file}`))), [], file);
  const card = JSON.parse(await content(visual('overview', 'total-revenue')));
  assert.match(validate({ ...card, position: { x: 0 } }).join(), /position/);
  card.visual.query.sorting = {};
  assert.match(validate(card).join(), /additional properties/);
});

test('a few files are exactly as agreed', async () => {
  for (const path of [
    `${MODEL}/expressions.tmdl`,
    `${MODEL}/relationships.tmdl`,
    SALES,
    `${MODEL}/tables/Calendrier.tmdl`,
    visual('overview', 'revenue-by-country'),
    visual('products', 'products'),
  ]) {
    const golden = join(packageRoot, 'test', 'fixtures', path);
    const made = await content(path);
    if (process.env['UPDATE_GOLDEN'] === '1') {
      await mkdir(dirname(golden), { recursive: true });
      await writeFile(golden, made);
    }
    assert.equal(made, (await readFile(golden, 'utf8')).replaceAll('\r\n', '\n'), path);
  }
});

interface PlantedFault {
  readonly what: string;
  readonly path: string;
  /** The file with the fault; `undefined`: it is removed. */
  readonly break?: (text: string) => string;
  /** The first step that must be red, and what it says. */
  readonly step: string;
  readonly says: RegExp;
}

const replaced = (from: string | RegExp, to: string) => (text: string) => {
  const changed = text.replace(from, to);
  assert.notEqual(changed, text, `${from} is in the file`);
  return changed;
};

const without = (change: (json: { visual: Record<string, unknown> }) => void) => (text: string) => {
  const json = JSON.parse(text) as { visual: Record<string, unknown> };
  change(json);
  return JSON.stringify(json);
};

const FAULTS: readonly PlantedFault[] = [
  {
    what: 'a visual removed',
    path: visual('overview', 'revenue-by-country'),
    step: 'overview',
    says: /pas de graphique à barres empilées avec COUNTRY_CODE, Sum of TOTAL_REVENUE/,
  },
  {
    what: 'a visual of another kind',
    path: visual('overview', 'revenue-by-category'),
    break: replaced('pieChart', 'donutChart'),
    step: 'overview',
    says: /« donutChart » ; il faut : graphique en secteurs/,
  },
  {
    what: 'axes exchanged',
    path: visual('overview', 'revenue-by-country'),
    break: text => text.replace('"Category"', '"X"').replace('"Y"', '"Category"').replace('"X"', '"Y"'),
    step: 'overview',
    says: /pas à leur place/,
  },
  {
    what: 'a card with decimals',
    path: visual('overview', 'total-revenue'),
    break: without(({ visual: of }) => {
      of['objects'] = {
        labels: [{ properties: { labelPrecision: { expr: { Literal: { Value: '2L' } } } } }],
      };
    }),
    step: 'overview',
    says: /€ sans décimale/,
  },
  {
    what: 'a field that the model does not have',
    path: visual('customers', 'top-customers'),
    break: replaced('"Property": "EMAIL"', '"Property": "MAIL"'),
    step: 'customers',
    says: /manque EMAIL.*MART_CUSTOMER_LTV\[MAIL\]/,
  },
  {
    what: 'keys added up instead of counted',
    path: visual('customers', 'customers-by-segment'),
    break: replaced('"Function": 5', '"Function": 0'),
    step: 'customers',
    says: /Count of CUSTOMER_KEY/,
  },
  {
    what: 'a table that is not sorted',
    path: visual('customers', 'top-customers'),
    break: without(({ visual: of }) => {
      of['query'] = { queryState: (of['query'] as { queryState: unknown }).queryState };
    }),
    step: 'customers',
    says: /pas trié par Sum of LIFETIME_VALUE décroissant/,
  },
  {
    what: 'a table sorted the other way',
    path: visual('products', 'products'),
    break: replaced('Descending', 'Ascending'),
    step: 'products',
    says: /pas trié par Sum of TOTAL_REVENUE décroissant/,
  },
  {
    what: 'no conditional formatting',
    path: visual('products', 'products'),
    break: without(({ visual: of }) => {
      delete of['objects'];
    }),
    step: 'products',
    says: /mise en forme conditionnelle/,
  },
  {
    what: 'a filter removed',
    path: visual('products', 'category-filter'),
    step: 'products',
    says: /pas de segment \(filtre\) avec PRODUCT_CATEGORY/,
  },
  {
    what: 'a page under another name',
    path: `${REPORT}/pages/customers/page.json`,
    break: replaced('Analyse Clients', 'Page 3'),
    step: 'customers',
    says: /page « Analyse Clients »/,
  },
  {
    what: 'a measure removed',
    path: SALES,
    break: replaced(/\tmeasure 'Panier Moyen' =[\s\S]*?(?=\tmeasure )/, ''),
    step: 'measures',
    says: /\[Panier Moyen\] est absente/,
  },
  {
    what: 'a misspelt column in a measure',
    path: SALES,
    break: replaced('SUM(MART_SALES_OVERVIEW[TOTAL_ORDERS])', 'SUM(MART_SALES_OVERVIEW[TOTAL_ORDER])'),
    step: 'measures',
    says: /measure-references: .*MART_SALES_OVERVIEW\[TOTAL_ORDER\]/,
  },
  {
    what: 'DATEADD on the mart’s own dates',
    path: SALES,
    break: replaced('DATEADD(Calendrier[Date]', 'DATEADD(MART_SALES_OVERVIEW[SALE_DATE]'),
    step: 'measures',
    says: /calendrier marquée/,
  },
  {
    what: 'a growth of 0 instead of blank',
    path: SALES,
    break: replaced(
      /VAR Precedent[\s\S]*?Precedent\)\)/,
      'DIVIDE([CA] - [CA Mois Précédent corrigé], [CA Mois Précédent corrigé], 0)',
    ),
    step: 'measures',
    says: /vide, et non 0/,
  },
  {
    what: 'growth that is not a percentage',
    path: visual('overview', 'monthly-growth'),
    break: replaced(/"format": ".*"/, '"format": "0.00"'),
    step: 'measures',
    says: /pas un pourcentage/,
  },
  {
    what: 'a calendar that is not marked',
    path: `${MODEL}/tables/Calendrier.tmdl`,
    break: replaced('\tdataCategory: Time\n', ''),
    step: 'measures',
    says: /calendar: .*Marquer comme table de dates/,
  },
  {
    what: 'a relationship to nowhere',
    path: `${MODEL}/relationships.tmdl`,
    break: replaced('toColumn: Pays.COUNTRY_CODE', 'toColumn: Pays.CODE'),
    step: 'project',
    says: /relationships: .*Pays\[CODE\]/,
  },
  {
    what: 'a computed table that names a missing column',
    path: `${MODEL}/tables/Segment.tmdl`,
    break: replaced('DISTINCT(DIM_CUSTOMERS[CUSTOMER_SEGMENT])', 'DISTINCT(DIM_CUSTOMERS[PLAN])'),
    step: 'project',
    says: /calculated: .*DIM_CUSTOMERS\[PLAN\]/,
  },
  {
    what: 'a column that the mart does not have',
    path: `${MODEL}/tables/MART_CUSTOMER_LTV.tmdl`,
    break: replaced('sourceColumn: CHURN_RISK', 'sourceColumn: CHURN'),
    step: 'project',
    says: /columns: .*MART_CUSTOMER_LTV\[CHURN\]/,
  },
  {
    what: 'a mart missing in the model',
    path: `${MODEL}/tables/MART_PRODUCT_PERFORMANCE.tmdl`,
    step: 'project',
    says: /marts: .*MART_PRODUCT_PERFORMANCE/,
  },
  {
    what: 'a missing parameter',
    path: `${MODEL}/expressions.tmdl`,
    break: replaced(/expression Role [\s\S]*?(?=expression )/, ''),
    step: 'project',
    says: /parameters: .*Role/,
  },
  {
    what: 'spaces in TMDL',
    path: `${MODEL}/tables/Pays.tmdl`,
    break: replaced('\t\tisKey', '    \tisKey'),
    step: 'project',
    says: /tabs: .*Pays\.tmdl:\d+/,
  },
  {
    what: 'TMDL that is none',
    path: `${MODEL}/tables/Pays.tmdl`,
    break: replaced('table Pays', '<<<<<<< HEAD'),
    step: 'project',
    says: /Pays\.tmdl, ligne 1 : ce n'est pas du TMDL/,
  },
  {
    what: 'JSON cut off',
    path: visual('products', 'category-filter'),
    break: text => text.slice(0, -40),
    step: 'project',
    says: /category-filter\/visual\.json est abîmé/,
  },
  {
    what: 'a file of a later version',
    path: visual('products', 'category-filter'),
    break: replaced('visualContainer/2.0.0', 'visualContainer/3.0.0'),
    step: 'project',
    says: /version que ce TP ne connaît pas \(3\.0\.0\)/,
  },
  {
    what: 'definition.pbism removed',
    path: 'power-bi/ShopStream.SemanticModel/definition.pbism',
    step: 'project',
    says: /definition\.pbism est absent/,
  },
  {
    what: 'a line of a data file removed',
    path: 'power-bi/data/fact_orders.csv',
    break: replaced(/\n[^\n]*\n$/, '\n'),
    step: 'project',
    says: /fact-orders-rows: .*exporter de nouveau/,
  },
  {
    what: 'an amount changed in a data file',
    path: 'power-bi/data/fact_orders.csv',
    break: replaced(/,[\d.]+\n$/, ',1\n'),
    step: 'project',
    says: /fact-orders-total: .*exporter de nouveau/,
  },
];

test('a planted fault is found, in one step, and said; the step mends it and keeps the student’s file', async () => {
  for (const { what, path, break: change, step, says } of FAULTS) {
    const original = await content(path);
    const full = lab.workspace.path(path);
    const broken = change?.(original);
    if (broken === undefined) await rm(full);
    else await writeFile(full, broken);
    const red = await lab.red();
    assert.equal(red[0]?.step, step, `${what}: ${JSON.stringify(red)}`);
    assert.match(red[0]?.words ?? '', says, what);
    // What stands on a broken project is not judged; any other fault is one step's alone.
    if (step !== 'project') assert.equal(red.length, 1, `${what}: ${JSON.stringify(red)}`);
    await writeFile(full, original);
  }
  assert.deepEqual(await lab.red(), []);

  const path = visual('overview', 'total-revenue');
  const edited = (await content(path)).replace('"card"', '"gauge"');
  await writeFile(lab.workspace.path(path), edited);
  const lines = await lab.execute('overview');
  const copy = lines.find(line => line.startsWith('= '))?.slice(2) ?? '';
  assert.equal(await content(copy), edited);
  assert.deepEqual(await lab.red(), []);
  await lab.workspace.remove(copy);
});

test('a student’s own project is verified instead, and never written into', async () => {
  const own = 'power-bi/MonRapport.pbip';
  await writeFile(
    lab.workspace.path(own),
    JSON.stringify({ version: '1.0', artifacts: [{ report: { path: 'ShopStream.Report' } }] }),
  );
  assert.deepEqual(await lab.red(), []);
  const path = visual('products', 'products');
  const original = await content(path);
  await rm(lab.workspace.path(path));
  const [red] = await lab.red();
  assert.match(red?.words ?? '', /MonRapport\.pbip, page .*pas de tableau.*C'est votre projet/);
  await assert.rejects(lab.execute('products'), /MonRapport\.pbip is your own project/);
  assert.equal(await lab.workspace.read(path), undefined);
  await writeFile(lab.workspace.path(path), original);
  await rm(lab.workspace.path(own));
  assert.deepEqual(await lab.red(), []);
});

test('what dbt changed since is told, and exported again', async () => {
  await lab.warehouse.execute(
    'DELETE FROM SHOPSTREAM_DWH.CORE_MARTS.MART_PRODUCT_PERFORMANCE WHERE product_key = 1',
  );
  const red = await lab.red();
  assert.deepEqual(
    red.map(({ step }) => step),
    ['project', 'products'],
  );
  await lab.execute('project');
  assert.deepEqual(
    (await lab.red()).map(({ step }) => step),
    ['products'],
  );
  await lab.warehouse.execute('DROP VIEW SHOPSTREAM_DWH.MARTS.MART_CUSTOMER_LTV');
  const absent = (await lab.prerequisites('project')).filter(({ verdict }) => verdict === 'failed');
  assert.equal(absent.length, 1);
  assert.match(absent[0]?.message?.fr ?? '', /MARTS\.MART_CUSTOMER_LTV est absent : .*marts\.publish/);
});

test('undone from the last to the first nothing is left, but what the student had changed', async () => {
  await writeFile(lab.workspace.path(SALES), `${await content(SALES)}\n/// à moi\n`);
  for (const name of NAMES.toReversed()) await lab.undo(name);
  const left = await lab.workspace.list('power-bi');
  assert.equal(left.length, 1, left.join());
  assert.match(left[0] ?? '', /MART_SALES_OVERVIEW\.tmdl\.copie-/);
  assert.match(await content(`power-bi/${left[0]}`), /à moi/);
  assert.ok((await lab.red()).length === NAMES.length);
});
