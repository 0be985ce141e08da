import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { createWorkspace } from '../../src/adapters/workspace.ts';
import { PAGES } from '../../src/bi/bi.ts';
import { measureChecks } from './checks/measures.ts';
import { findVisual, pageNamed, wantedVisuals } from './checks/visuals.ts';
import { baseFiles, partFiles } from './files.ts';
import { findProject, type PowerBiProject } from './reader/project.ts';
import { readTmdl } from './reader/tmdl.ts';

/** Projects that a student saved: older and newer formats of Power BI Desktop, and what is missing in them. */

const folder = await mkdtemp(join(tmpdir(), 'étudiant '));
const workspace = createWorkspace(folder);
beforeEach(async () => workspace.remove('power-bi'));
after(async () => rm(folder, { recursive: true, force: true }));

const write = async (files: Readonly<Record<string, unknown>>) => {
  for (const [path, content] of Object.entries(files))
    await workspace.write(
      `power-bi/${path}`,
      typeof content === 'string' ? content : JSON.stringify(content),
    );
};

async function project(): Promise<PowerBiProject> {
  const found = await findProject(workspace);
  assert.ok(found);
  return found;
}

/** What is wrong with each visual that the handout asks for on a page, by id; nothing where all is well. */
function faults(found: PowerBiProject, pageId: string): Readonly<Record<string, string>> {
  const page = PAGES.find(({ id }) => id === pageId);
  assert.ok(page);
  return Object.fromEntries(
    wantedVisuals(page).map(visual => [
      visual.id,
      findVisual(visual, pageNamed(found.report, page.name), found.model)
        .faults.map(({ fr }) => fr)
        .join(' ; '),
    ]),
  );
}

const SALES = 'MART_SALES_OVERVIEW';

/** `model.bim`, as Desktop writes it without the TMDL option. */
const BIM = {
  compatibilityLevel: 1567,
  model: {
    tables: [
      {
        name: SALES,
        columns: [
          { name: 'SALE_DATE', dataType: 'dateTime', sourceColumn: 'SALE_DATE' },
          { name: 'COUNTRY_CODE', dataType: 'string', sourceColumn: 'COUNTRY_CODE' },
          {
            name: 'TOTAL_REVENUE',
            dataType: 'double',
            sourceColumn: 'TOTAL_REVENUE',
            formatString: '\\€#,0',
          },
          { name: 'TOTAL_ORDERS', dataType: 'int64', sourceColumn: 'TOTAL_ORDERS' },
        ],
        measures: [
          {
            name: 'Panier Moyen',
            expression: [
              'DIVIDE(',
              '    SUM(MART_SALES_OVERVIEW[TOTAL_REVENUE]),',
              '    SUM( MART_SALES_OVERVIEW[TOTAL_ORDERS] ) -- par catégorie',
              ')',
            ],
          },
          { name: 'Croissance Mensuelle', expression: 'DIVIDE([CA Mois Precedent], 2)' },
        ],
        partitions: [{ name: SALES, source: { type: 'm', expression: ['let', 'in Source'] } }],
      },
    ],
  },
};

const aliased = (name: string) => ({ Expression: { SourceRef: { Source: 'm' } }, Property: name });

function legacyVisual(
  visualType: string,
  roles: Readonly<Record<string, readonly string[]>>,
  select: readonly unknown[],
) {
  const projections = Object.fromEntries(
    Object.entries(roles).map(([role, references]) => [role, references.map(queryRef => ({ queryRef }))]),
  );
  const prototypeQuery = { Version: 2, From: [{ Name: 'm', Entity: SALES, Type: 0 }], Select: select };
  return {
    config: JSON.stringify({ name: 'a1', singleVisual: { visualType, projections, prototypeQuery } }),
  };
}

const REVENUE = {
  Aggregation: { Expression: { Column: aliased('TOTAL_REVENUE') }, Function: 0 },
  Name: 'Sum(M.TOTAL_REVENUE)',
};

test('a report in one file with a model in one file: what is there is seen, what is missing is named', async () => {
  await write({
    'Mon TP.pbip': { version: '1.0', artifacts: [{ report: { path: 'Mon TP.Report' } }] },
    'Mon TP.Report/definition.pbir': {
      version: '1.0',
      datasetReference: { byPath: { path: '../Mon TP.Dataset' } },
    },
    'Mon TP.Report/report.json': {
      sections: [
        {
          displayName: 'Vue d’ensemble',
          visualContainers: [
            legacyVisual('card', { Values: ['Sum(M.TOTAL_REVENUE)'] }, [REVENUE]),
            legacyVisual('clusteredBarChart', { Category: ['M.COUNTRY_CODE'], Y: ['Sum(M.TOTAL_REVENUE)'] }, [
              { Column: aliased('COUNTRY_CODE'), Name: 'M.COUNTRY_CODE' },
              REVENUE,
            ]),
            legacyVisual('lineChart', { Category: ['M.SALE_DATE'], Y: ['Sum(M.TOTAL_REVENUE)'] }, [
              { Column: aliased('SALE_DATE'), Name: 'M.SALE_DATE' },
              REVENUE,
            ]),
          ],
        },
      ],
    },
    'Mon TP.Dataset/definition.pbism': { version: '1.0' },
    'Mon TP.Dataset/model.bim': BIM,
  });
  const found = await project();
  assert.deepEqual(found.problems, []);
  assert.ok(found.isOwn);
  const overview = faults(found, 'overview');
  assert.equal(overview['total-revenue'], '');
  assert.equal(overview['revenue-by-date'], '');
  assert.match(overview['revenue-by-country'] ?? '', /« clusteredBarChart » ; il faut : graphique à barres/);
  assert.match(overview['revenue-by-category'] ?? '', /pas de graphique en secteurs avec PRODUCT_CATEGORY/);
  assert.match(overview['country-filter'] ?? '', /pas de segment/);
  const measures = new Map(measureChecks(found).map(check => [check.id, check]));
  assert.equal(measures.get('measure-average-basket')?.verdict, 'passed');
  assert.match(
    measures.get('measure-previous-month')?.message?.fr ?? '',
    /\[CA Mois Précédent\] est absente/,
  );
  assert.match(measures.get('measure-references')?.message?.fr ?? '', /\[CA Mois Precedent\]/);
  // The handout does not ask for the corrections: they are advice.
  assert.equal(measures.get('measure-average-basket-corrected')?.verdict, 'unknown');
  assert.equal(measures.get('calendar')?.informative, true);
});

test('the student’s own project comes before the lab’s, and a later version of a visual is read', async () => {
  const parameters = {
    mode: 'csv',
    dataFolder: '/tmp/',
    server: 's',
    warehouse: 'BI_WH',
    database: 'D',
    role: 'R',
    martsSchema: 'MARTS',
    coreSchema: 'CORE_CORE',
  } as const;
  const files = new Map([...baseFiles(parameters), ...partFiles('overview')]);
  for (const [path, content] of files) {
    await workspace.write(path, content);
    const own = path.replaceAll('ShopStream', 'Rapport');
    // A later Desktop: new schema versions, the new card, properties in another order.
    await workspace.write(
      own,
      content
        .replaceAll('ShopStream', 'Rapport')
        .replace('visualContainer/2.0.0', 'visualContainer/2.9.0')
        .replace('"visualType": "card"', '"visualType": "cardVisual"'),
    );
  }
  const found = await project();
  assert.equal(found.pbip, 'power-bi/Rapport.pbip');
  assert.deepEqual(found.problems, []);
  assert.deepEqual(
    Object.values(faults(found, 'overview'))
      .join('')
      .replace(/[^\n]*\[.*/, ''),
    '',
  );
  await workspace.remove('power-bi/Rapport.pbip');
  assert.equal((await project()).isOwn, false);
});

test('a .pbix, a report on a published model and a damaged .pbip are told with what to do', async () => {
  await write({ 'rapport.pbix': 'PK' });
  assert.match((await project()).problems[0]?.fr ?? '', /rapport\.pbix .*Enregistrer sous.*\.pbip/);
  await write({
    'R.pbip': '{"version": "1.0", ',
    'R.Report/definition.pbir': {
      version: '4.0',
      datasetReference: { byConnection: { connectionString: 'x' } },
    },
  });
  const words = (await project()).problems.map(({ fr }) => fr).join('\n');
  assert.match(words, /R\.pbip est abîmé/);
  assert.match(words, /modèle publié/);
  assert.match(words, /definition\/pages est absent/);
});

test('TMDL is read as Desktop writes it: quotes, fences, documentation, flags, another order', () => {
  const model = readTmdl([
    `/// Les ventes
table 'Mes ventes'
\tisHidden
\tlineageTag: 1

\t/// Une mesure
\tmeasure 'Panier d''achat' = \`\`\`

\t\t\tDIVIDE([CA], 2) // moitié
\t\t\t\`\`\`
\t\tformatString: "€"#,0

\t\tannotation PBI_FormatHint = {"isGeneralNumber":true}

\tmeasure CA = SUM('Mes ventes'[Montant HT])
\t\tlineageTag: 2

\tcolumn 'Montant HT'
\t\tsourceColumn: MONTANT
\t\tisKey
\t\tdataType: decimal
\t\tvariation Variation
\t\t\tisDefault
\t\t\trelationship: abc
\t\tchangedProperty = DataType

\tpartition 'Mes ventes' = m
\t\tmode: import
\t\tsource = let Source = 1 in Source

\tdataCategory: Time
`,
    `relationship abc
\tisActive: false
\tjoinOnDateBehavior: datePartOnly
\tfromColumn: 'Mes ventes'.'Montant HT'
\ttoColumn: T.'a.b'
`,
    'expression Server = "s" meta [IsParameterQuery=true]\n\tlineageTag: x\n\nref table \'Mes ventes\'\n',
  ]);
  const [table] = model.tables;
  assert.equal(table?.name, 'Mes ventes');
  assert.deepEqual(
    table?.measures.map(({ name, dax, format }) => [name, dax.trim(), format]),
    [
      ["Panier d'achat", 'DIVIDE([CA], 2) // moitié', '"€"#,0'],
      ['CA', "SUM('Mes ventes'[Montant HT])", undefined],
    ],
  );
  assert.deepEqual(table?.columns, [
    { name: 'Montant HT', source: 'MONTANT', isKey: true, format: undefined, dax: undefined },
  ]);
  assert.equal(table?.isCalendar, true);
  assert.equal(table?.source, 'm');
  assert.deepEqual(model.relationships, [
    {
      from: { table: 'Mes ventes', column: 'Montant HT' },
      to: { table: 'T', column: 'a.b' },
      isActive: false,
    },
  ]);
  assert.deepEqual(model.expressions, ['Server']);
});
