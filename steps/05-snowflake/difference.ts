import { type Text, text } from '../../src/i18n/text.ts';
import { differingColumns, type Measure } from './measure.ts';
import type { CopiedTable } from './tables.ts';

/** What differs, as far as the sums tell, then what to do. */
export function differenceMessage(
  table: CopiedTable,
  source: Measure | undefined,
  copy: Measure | undefined,
  repair: Text,
): Text {
  const names = differingColumns(table, source, copy).join(', ');
  return text(lang => {
    if (lang === 'fr')
      return `${names === '' ? `${table.target} : des valeurs ont changé, ou changé de ligne.` : `Colonnes qui diffèrent : ${names}.`} ${repair.fr}`;
    return `${names === '' ? `${table.target}: values have changed, or moved to another row.` : `Columns that differ: ${names}.`} ${repair.en}`;
  });
}
