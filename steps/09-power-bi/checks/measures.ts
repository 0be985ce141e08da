import { MEASURES, type Measure, measure } from '../../../src/bi/bi.ts';
import { type Text, text } from '../../../src/i18n/text.ts';
import { type Check, expectThat, informative, unknown } from '../../../src/lab/lab.ts';
import type { Model, ModelMeasure, ModelTable } from '../reader/model.ts';
import type { PowerBiProject } from '../reader/project.ts';
import { daxReferences, expanded, sameDax, sameName, tableNamed, unresolved } from './dax.ts';

interface Placed {
  readonly table: ModelTable;
  readonly measure: ModelMeasure;
}

/** What makes a measure right, whatever it is called: read in its DAX with the measures it refers to written out. */
const RIGHT: Readonly<Record<string, (dax: string, model: Model) => boolean>> = {
  'average-basket-corrected': dax => /DISTINCTCOUNT(NOBLANK)?\s*\(/i.test(dax),
  'previous-month-corrected': (dax, model) => shiftsCalendar(dax, model),
  'monthly-growth-corrected': (dax, model) => shiftsCalendar(dax, model) && /ISBLANK|BLANK\s*\(/i.test(dax),
};

/** The measures of the handout and their corrections, the calendar they need, and that everything they name exists. */
export function measureChecks(project: PowerBiProject | undefined): readonly Check[] {
  const model = project?.model;
  const placed = (model?.tables ?? []).flatMap(table => table.measures.map(of => ({ table, measure: of })));
  const where = project?.pbip ?? 'power-bi';
  const handout = MEASURES.filter(({ origin }) => origin === 'handout');
  const beyond = [
    ...handout.map(of => correctedCheck(of, placed, model, where)),
    calendarCheck(model, where),
  ];
  return [
    ...handout.map(of => handoutCheck(of, placed, model, where)),
    ...(project?.isOwn === true ? beyond.map(asAdvice) : beyond),
    referencesCheck(placed, model, where),
  ];
}

/** The handout does not ask a student's own report for the corrections: what it lacks is told, and does not fail. */
function asAdvice(check: Check): Check {
  const { id, label, verdict, message } = check;
  return verdict === 'passed' || message === undefined ? check : informative(unknown(id, label, message));
}

/** The handout's name, with its formula or a right one. */
function handoutCheck(
  of: Measure,
  placed: readonly Placed[],
  model: Model | undefined,
  where: string,
): Check {
  const found = placed.find(({ measure: { name } }) => sameName(name, of.name))?.measure;
  const right = RIGHT[of.correctedBy ?? ''];
  const holds =
    found !== undefined &&
    model !== undefined &&
    (sameDax(found.dax, of.dax) || (right?.(expanded(found.dax, model), model) ?? false));
  return expectThat(
    `measure-${of.id}`,
    text(lang => (lang === 'fr' ? `Mesure [${of.name}]` : `Measure [${of.name}]`)),
    holds,
    {
      expected: true,
      actual: found === undefined ? null : holds,
      query: `${of.name} = ${of.dax}`,
      message:
        found === undefined
          ? absent(of.name, where)
          : {
              fr: `${where} : la formule de [${of.name}] n'est ni celle de l'énoncé, ni une formule corrigée. Comparez-la à celle des commandes de l'étape.`,
              en: `${where}: the formula of [${of.name}] is neither the handout's nor a corrected one. Compare it with the one in the step's commands.`,
            },
    },
  );
}

function correctedCheck(
  of: Measure,
  placed: readonly Placed[],
  model: Model | undefined,
  where: string,
): Check {
  const wanted = measure(of.correctedBy ?? '');
  const right = RIGHT[wanted.id];
  const named = placed.find(({ measure: { name } }) => sameName(name, wanted.name));
  const candidates =
    named === undefined ? placed.filter(({ measure: m }) => sameName(m.name, of.name)) : [named];
  const holds =
    model !== undefined &&
    candidates.some(({ measure: { dax } }) => right?.(expanded(dax, model), model) ?? false);
  return expectThat(
    `measure-${wanted.id}`,
    text(lang => (lang === 'fr' ? `Mesure juste [${wanted.name}]` : `Right measure [${wanted.name}]`)),
    holds,
    {
      expected: true,
      actual: named === undefined && !holds ? null : holds,
      query: `${wanted.name} = ${wanted.dax}`,
      message:
        named === undefined
          ? absent(wanted.name, where)
          : (WHY_WRONG[wanted.id] ?? absent(wanted.name, where)),
    },
  );
}

const WHY_WRONG: Readonly<Record<string, Text>> = {
  'average-basket-corrected': {
    fr: 'Le panier moyen divise par des commandes distinctes : DISTINCTCOUNT(FACT_ORDERS[ORDER_ID]).',
    en: 'The average basket divides by distinct orders: DISTINCTCOUNT(FACT_ORDERS[ORDER_ID]).',
  },
  'previous-month-corrected': {
    fr: 'DATEADD doit décaler la colonne de dates d’une table de calendrier marquée, reliée aux ventes : Calendrier[Date].',
    en: 'DATEADD must shift the date column of a marked calendar table that is related to the sales: Calendrier[Date].',
  },
  'monthly-growth-corrected': {
    fr: 'Sans mois précédent, la croissance est vide, et non 0 : IF(NOT ISBLANK(…), …), sur le calendrier.',
    en: 'Without a month before, growth is blank, not 0: IF(NOT ISBLANK(…), …), on the calendar.',
  },
};

/** DATEADD on the key of a marked calendar. */
function shiftsCalendar(dax: string, model: Model): boolean {
  const argument = /(?:DATEADD|PARALLELPERIOD|PREVIOUSMONTH)\s*\(([^,)]*)/i.exec(dax)?.[1] ?? '';
  return daxReferences(argument).some(({ table, name }) => {
    const found = table === undefined ? undefined : tableNamed(model, table);
    return (
      found?.isCalendar === true && found.columns.some(column => column.isKey && sameName(column.name, name))
    );
  });
}

function calendarCheck(model: Model | undefined, where: string): Check {
  const calendars = (model?.tables ?? []).filter(({ isCalendar }) => isCalendar);
  const isRelated = (model?.relationships ?? []).some(
    ({ from, to, isActive }) =>
      isActive &&
      sameName(from.column, 'SALE_DATE') &&
      calendars.some(({ name }) => sameName(name, to.table)),
  );
  return expectThat(
    'calendar',
    {
      fr: 'Table de calendrier marquée, reliée à SALE_DATE',
      en: 'Marked calendar table, related to SALE_DATE',
    },
    isRelated,
    {
      expected: true,
      actual: calendars.length === 0 ? null : isRelated,
      message: {
        fr: `${where} : créez une table de dates sans trou, marquez-la (Outils de table > Marquer comme table de dates) et reliez-la à SALE_DATE.`,
        en: `${where}: create a table of dates without a gap, mark it (Table tools > Mark as date table) and relate it to SALE_DATE.`,
      },
    },
  );
}

function referencesCheck(placed: readonly Placed[], model: Model | undefined, where: string): Check {
  const broken = placed.flatMap(({ table, measure: { name, dax } }) =>
    model === undefined ? [] : unresolved(dax, model, table).map(reference => `[${name}]: ${reference}`),
  );
  return expectThat(
    'measure-references',
    { fr: 'Références introuvables dans les mesures', en: 'References of measures that lead nowhere' },
    model !== undefined && broken.length === 0,
    {
      expected: 0,
      actual: model === undefined ? null : broken.length,
      message: {
        fr: `${where} : ${broken.join(' ; ')}. Un nom de colonne ou de mesure a une faute.`,
        en: `${where}: ${broken.join('; ')}. The name of a column or a measure is misspelt.`,
      },
    },
  );
}

function absent(name: string, where: string): Text {
  return {
    fr: `${where} : la mesure [${name}] est absente. Clic droit sur MART_SALES_OVERVIEW > Nouvelle mesure, ou exécutez l'étape power-bi.measures.`,
    en: `${where}: the measure [${name}] is absent. Right-click MART_SALES_OVERVIEW > New measure, or run the step power-bi.measures.`,
  };
}
