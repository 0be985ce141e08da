import type { Text } from '../i18n/text.ts';
import { studentSlug } from '../lab/settings.ts';
import { parseCsv, separatorOf } from './csv-text.ts';

/** Somebody of whom a report is expected. */
export interface Enrolled {
  /** As a person reads it: first and last name, or the id. */
  readonly name: string;
  readonly group: string;
  /** The ids under which a report may come, the surest first. */
  readonly slugs: readonly string[];
}

/** A roster that can be used, or why it cannot. */
export type Roster =
  | { readonly kind: 'roster'; readonly students: readonly Enrolled[] }
  | { readonly kind: 'unusable'; readonly reason: Text };

/** What a column's header may be, without accents, spaces and capitals. */
const HEADERS = {
  id: /^(?:id|identifiant|student|studentid|etudiant|idetudiant|login|username|nomdutilisateur|utilisateur|matricule|ine|numero|numeroetudiant|noetudiant|netudiant|numetudiant|studentnumber)$/,
  last: /^(?:nom|nomdefamille|nomfamille|nomusuel|lastname|surname|familyname|name)$/,
  first: /^(?:prenom|prenoms|firstname|givenname|forename)$/,
  full: /^(?:nomcomplet|nometprenom|nomprenom|prenomnom|fullname|studentname|displayname)$/,
  email:
    /^(?:email|mail|courriel|emailaddress|adresseemail|adressemail|adressecourriel|adressedecourriel|adressedemessagerie)$/,
  group: /^(?:groupe|groupes|group|groups|td|tp|classe|class|section)$/,
} as const;
type Column = keyof typeof HEADERS;

const MOST_ROWS = 20_000;

/** Reads a roster: CSV in UTF-8, UTF-16 or Windows-1252, with headers in French or English. */
export function readRoster(bytes: Buffer): Roster {
  const text = decoded(bytes);
  if (text.includes('\u0000')) return unusable(NOT_TEXT);
  const [header, ...rows] = parseCsv(text, separatorOf(text));
  if (header === undefined) return unusable(EMPTY);
  const columns = columnsOf(header);
  const { id, email, first, last, full } = columns;
  if ([id, email, last, full].every(column => column === undefined)) return unusable(noColumn(header));
  if (rows.length > MOST_ROWS) return unusable(TOO_LONG);
  const students = rows.flatMap((row): readonly Enrolled[] => {
    const at = (column: number | undefined) => (column === undefined ? '' : (row[column] ?? '').trim());
    const names = [at(first), at(last)].filter(part => part !== '');
    const slugs = [
      at(id),
      at(email),
      at(email).replace(/@.*$/, ''),
      names.join(' '),
      names.toReversed().join(' '),
      at(full),
    ].filter(value => value !== '');
    const name = names.join(' ') || at(full) || at(id) || at(email);
    if (slugs.length === 0) return [];
    return [{ name, group: at(columns.group), slugs: [...new Set(slugs.map(studentSlug))] }];
  });
  return students.length === 0 ? unusable(EMPTY) : { kind: 'roster', students };
}

const unusable = (reason: Text): Roster => ({ kind: 'unusable', reason });

function decoded(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function columnsOf(header: readonly string[]): Readonly<Partial<Record<Column, number>>> {
  const plain = header.map(name =>
    name
      .normalize('NFD')
      .toLowerCase()
      .replace(/n°/g, 'numero')
      .replace(/[^a-z0-9]/g, ''),
  );
  const found = (Object.keys(HEADERS) as Column[]).flatMap(column => {
    const index = plain.findIndex(name => HEADERS[column].test(name));
    return index < 0 ? [] : [[column, index] as const];
  });
  return Object.fromEntries(found);
}

/** The people of a roster by the ids of their reports; an id that two of them share names neither. */
export function bySlug(students: readonly Enrolled[]): ReadonlyMap<string, Enrolled> {
  const found = new Map<string, Enrolled>();
  const shared = new Set<string>();
  for (const student of students) {
    for (const slug of student.slugs) {
      if (found.has(slug)) shared.add(slug);
      found.set(slug, student);
    }
  }
  for (const slug of shared) found.delete(slug);
  return found;
}

const NOT_TEXT: Text = { fr: "ce n'est pas un fichier CSV", en: 'it is not a CSV file' };
const EMPTY: Text = { fr: "elle n'a aucun étudiant", en: 'it has no students' };
const TOO_LONG: Text = { fr: `plus de ${MOST_ROWS} lignes`, en: `over ${MOST_ROWS} rows` };

function noColumn(header: readonly string[]): Text {
  const names = header.slice(0, 8).join(', ').slice(0, 200);
  return {
    fr: `aucune colonne reconnue parmi « ${names} » ; il faut identifiant, courriel, ou nom et prénom`,
    en: `no known column among "${names}"; it takes id, email, or last and first name`,
  };
}
