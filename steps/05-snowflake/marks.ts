import type { Text } from '../../src/i18n/text.ts';
import {
  type Check,
  expectThat,
  type LabSettings,
  marked,
  mayTouch,
  type Ownership,
  ownership,
  placeOf,
} from '../../src/lab/lab.ts';

/** A text as a SQL literal. */
export function literal(words: string): string {
  return `'${words.replaceAll("'", "''")}'`;
}

/** A script whose comments carry the lab's mark, so that nothing is ever there without it. */
export function withMarks(script: string, comments: readonly string[], settings: LabSettings): string {
  return comments.reduce(
    (text, comment) =>
      text.replace(`COMMENT = ${literal(comment)}`, `COMMENT = ${literal(marked(comment, settings))}`),
    script,
  );
}

/** The script as a person runs it: in somebody's own account with the mark, in the sandbox as the handout has it. */
export function byHand(script: string, comments: readonly string[], settings: LabSettings): string {
  return placeOf(settings, 'snowflake') === 'cloud' ? withMarks(script, comments, settings) : script;
}

/** An object of Snowflake that carries a comment. */
export interface Commented {
  /** As ALTER names it: `WAREHOUSE`, `STORAGE INTEGRATION`. */
  readonly kind: 'DATABASE' | 'WAREHOUSE' | 'STORAGE INTEGRATION';
  readonly name: string;
  readonly comment: string;
}

/** Whether the lab may change or drop it. */
export function isOurs({ comment }: Commented, settings: LabSettings): boolean {
  return mayTouch(ownership(comment, settings), placeOf(settings, 'snowflake'));
}

/** The statement that adopts it. */
export function markStatement({ kind, name, comment }: Commented, settings: LabSettings): string {
  return `ALTER ${kind} ${name} SET COMMENT = ${literal(marked(comment, settings))}`;
}

/** Whether the lab may work on objects of its names: those that are not its own are named, with the way out. */
export function oursCheck(
  id: string,
  label: Text,
  found: readonly Commented[],
  settings: LabSettings,
): Check {
  const others = found.filter(object => !isOurs(object, settings));
  const message = others.length === 0 ? undefined : refused(others, settings);
  const names = others.map(({ name }) => name).join(', ');
  return expectThat(id, label, others.length === 0, {
    expected: true,
    actual: others.length === 0 ? true : names,
    message,
  });
}

function refused(others: readonly Commented[], settings: LabSettings): Text {
  const names = others.map(({ name }) => name).join(', ');
  const owners = new Set<Ownership>(others.map(({ comment }) => ownership(comment, settings)));
  const adopt = others.map(object => `${markStatement(object, settings)};`).join(' ');
  const rename = others
    .filter(({ kind }) => kind !== 'STORAGE INTEGRATION')
    .map(({ kind, name }) => `ALTER ${kind} ${name} RENAME TO ${name}_AVANT;`);
  const aside = rename.length === 0 ? others.map(({ kind, name }) => `DROP ${kind} ${name};`) : rename;
  return {
    fr: `${names} ${owners.has('foreign') ? "porte la marque d'un autre TP" : 'existait avant le TP, sans sa marque'} : le TP n'y touche pas. C'est à vous, pour ce TP ? Adoptez : ${adopt} — Sinon, mettez de côté : ${aside.join(' ')}`,
    en: `${names} ${owners.has('foreign') ? 'carries the mark of another lab' : 'was there before the lab, without its mark'}: the lab does not touch it. Is it yours, for this lab? Adopt: ${adopt} — Otherwise set it aside: ${aside.join(' ')}`,
  };
}

/** What is told when a reset leaves something alone. */
export function keptLine({ kind, name }: Commented): Text {
  return {
    fr: `${kind} ${name} ne porte pas la marque de ce TP : il reste.`,
    en: `${kind} ${name} does not carry this lab's mark: it stays.`,
  };
}
