import { type Aliases, colouredFields, decimalsOf, readField } from './fields.ts';
import { at, isObject, listAt, textAt } from './json.ts';
import type { Report, ReportField, ReportVisual } from './report.ts';

/** Reads a report from one `report.json`, the format of projects saved without the PBIR option. */
export function readLegacy(report: unknown): Report {
  return {
    pages: listAt(report, 'sections').map(section => {
      const name = textAt(section, 'displayName') ?? '';
      return {
        name,
        visuals: listAt(section, 'visualContainers').flatMap((container, index) => {
          const visual = visualOf(container, `report.json, ${name}, ${index + 1}`);
          return visual === undefined ? [] : [visual];
        }),
      };
    }),
  };
}

/** The older format keeps a visual's declaration as a text of JSON inside the JSON. */
function visualOf(container: unknown, where: string): ReportVisual | undefined {
  const config: unknown = JSON.parse(textAt(container, 'config') ?? '{}');
  const visual = at(config, 'singleVisual');
  if (visual === undefined) return undefined;
  const query = at(visual, 'prototypeQuery');
  const aliases: Aliases = new Map(
    listAt(query, 'From').map(from => [textAt(from, 'Name') ?? '', textAt(from, 'Entity') ?? '']),
  );
  const selected = new Map(
    listAt(query, 'Select').map(select => {
      const name = textAt(select, 'Name') ?? '';
      return [name, readField(select, aliases, name)] as const;
    }),
  );
  const projections = at(visual, 'projections');
  const roles = Object.entries(isObject(projections) ? projections : {}).map(
    ([role, of]): [string, readonly ReportField[]] => [
      role,
      (Array.isArray(of) ? of : []).flatMap(item => {
        const reference = textAt(item, 'queryRef') ?? '';
        const field = selected.get(reference);
        const format = textAt(visual, 'columnProperties', reference, 'formatString');
        return field === undefined ? [] : [{ ...field, format }];
      }),
    ],
  );
  return {
    where,
    type: textAt(visual, 'visualType') ?? '',
    roles: Object.fromEntries(roles),
    sorts: listAt(query, 'OrderBy').map(order => ({
      field: readField(at(order, 'Expression'), aliases),
      direction: at(order, 'Direction') === 2 ? 'descending' : 'ascending',
    })),
    coloured: colouredFields(at(visual, 'objects')),
    decimals: decimalsOf(at(visual, 'objects')),
  };
}
