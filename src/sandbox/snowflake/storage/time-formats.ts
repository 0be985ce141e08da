/** Snowflake's elements of date and time models with DuckDB's; longer ones first. */
const ELEMENTS: readonly (readonly [string, string])[] = [
  ['TZH:TZM', '%z'],
  ['TZHTZM', '%z'],
  ['YYYY', '%Y'],
  ['MMMM', '%B'],
  ['HH24', '%H'],
  ['HH12', '%I'],
  ['TZH', '%z'],
  ['MON', '%b'],
  ['YY', '%y'],
  ['MM', '%m'],
  ['DD', '%d'],
  ['DY', '%a'],
  ['AM', '%p'],
  ['PM', '%p'],
  ['MI', '%M'],
  ['SS', '%S'],
];

/** A model such as `DD/MM/YYYY HH24:MI:SS.FF3` for DuckDB's strptime; text in double quotes stands for itself. */
export function strptimeFormat(model: string): string {
  const upper = model.toUpperCase();
  let format = '';
  for (let at = 0; at < model.length; ) {
    const quoted = /^"([^"]*)"/.exec(model.slice(at));
    const fraction = /^FF\d?/.exec(upper.slice(at));
    const element = ELEMENTS.find(([name]) => upper.startsWith(name, at));
    if (quoted !== null) {
      format += (quoted[1] ?? '').replaceAll('%', '%%');
      at += quoted[0].length;
    } else if (fraction !== null) {
      format += '%f';
      at += fraction[0].length;
    } else if (element !== undefined) {
      format += element[1];
      at += element[0].length;
    } else {
      format += model[at] === '%' ? '%%' : model[at];
      at += 1;
    }
  }
  return format;
}
