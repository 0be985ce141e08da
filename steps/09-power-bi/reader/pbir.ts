import { colouredFields, decimalsOf, readField } from './fields.ts';
import { at, isObject, listAt, textAt } from './json.ts';
import type { ReportField, ReportVisual } from './report.ts';

const NO_ALIAS = new Map<string, string>();

/** A visual of PBIR, from its parsed `visual.json`; `undefined` for a group, which holds others. */
export function readVisual(json: unknown, where: string): ReportVisual | undefined {
  const visual = at(json, 'visual');
  if (visual === undefined) return undefined;
  const state = at(visual, 'query', 'queryState');
  const roles = Object.entries(isObject(state) ? state : {}).map(
    ([role, of]): [string, readonly ReportField[]] => [
      role,
      listAt(of, 'projections').map(projection =>
        readField(
          at(projection, 'field'),
          NO_ALIAS,
          textAt(projection, 'queryRef') ?? '',
          textAt(projection, 'format'),
        ),
      ),
    ],
  );
  return {
    where,
    type: textAt(visual, 'visualType') ?? '',
    roles: Object.fromEntries(roles),
    sorts: listAt(visual, 'query', 'sortDefinition', 'sort').map(sort => ({
      field: readField(at(sort, 'field'), NO_ALIAS),
      direction: textAt(sort, 'direction') === 'Descending' ? 'descending' : 'ascending',
    })),
    coloured: colouredFields(at(visual, 'objects')),
    decimals: decimalsOf(at(visual, 'objects')),
  };
}
