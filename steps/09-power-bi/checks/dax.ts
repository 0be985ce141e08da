import type { Model, ModelTable } from '../reader/model.ts';

/** A reference inside DAX: `TABLE[COLUMN]`, or `[MEASURE]` alone. */
export interface DaxReference {
  readonly table: string | undefined;
  readonly name: string;
}

/** DAX compares names without their case. */
export function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** The references of an expression, without those in texts and comments. */
export function daxReferences(dax: string): readonly DaxReference[] {
  const code = withoutTexts(dax);
  return [...code.matchAll(/(?:'((?:[^']|'')+)'|([\p{L}_][\p{L}\p{N}_]*))?\s*\[([^\]]+)\]/gu)].map(
    ([, quoted, bare, name = '']) => ({ table: quoted?.replaceAll("''", "'") ?? bare, name }),
  );
}

/** The names that an expression gives to columns of its own: `ADDCOLUMNS(…, "Année", …)`. */
function ownNames(dax: string): readonly string[] {
  return [...dax.matchAll(/"((?:[^"]|"")*)"/g)].map(([, name = '']) => name);
}

/** The references of an expression that the model has nothing for. */
export function unresolved(dax: string, model: Model, table: ModelTable): readonly string[] {
  const own = ownNames(dax);
  return daxReferences(dax)
    .filter(reference => !isKnown(reference, model, table, own))
    .map(({ table: of, name }) => `${of ?? ''}[${name}]`);
}

function isKnown(
  { table, name }: DaxReference,
  model: Model,
  home: ModelTable,
  own: readonly string[],
): boolean {
  const isMeasure = model.tables.some(({ measures }) =>
    measures.some(measure => sameName(measure.name, name)),
  );
  if (table === undefined) {
    const isColumn = home.columns.some(column => sameName(column.name, name));
    // CALENDAR names its column itself.
    return isMeasure || isColumn || own.some(word => sameName(word, name)) || sameName(name, 'Date');
  }
  const found = tableNamed(model, table);
  if (found === undefined) return false;
  return (
    found.columns.some(column => sameName(column.name, name)) ||
    found.measures.some(measure => sameName(measure.name, name))
  );
}

export function tableNamed(model: Model, name: string): ModelTable | undefined {
  return model.tables.find(table => sameName(table.name, name));
}

/** The DAX of a measure with the measures that it refers to written out, so that a rule can be looked for in the whole. */
export function expanded(dax: string, model: Model, depth = 0): string {
  if (depth > 8) return dax;
  return withoutTexts(dax).replace(/(\S?)\s*\[([^\]]+)\]/g, (whole, before: string, name: string) => {
    if (/[\p{L}\p{N}_']/u.test(before) && before !== '') return whole;
    const found = model.tables
      .flatMap(({ measures }) => measures)
      .find(measure => sameName(measure.name, name));
    return found === undefined ? whole : `${before}(${expanded(found.dax, model, depth + 1)})`;
  });
}

/** The same formula, whatever its spaces, case and line breaks. */
export function sameDax(one: string, other: string): boolean {
  const plain = (dax: string) => withoutTexts(dax).replaceAll(/\s+/g, '').replaceAll("'", '').toLowerCase();
  return plain(one) === plain(other);
}

function withoutTexts(dax: string): string {
  return dax.replaceAll(/\/\*[\s\S]*?\*\/|(?:\/\/|--)[^\n]*|"(?:[^"]|"")*"/g, found =>
    found.startsWith('"') ? '""' : ' ',
  );
}
