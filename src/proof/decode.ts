/**
 * Reads a report that somebody else wrote, with nothing taken for granted: every field is checked for its kind and its
 * size and copied by name, so that what comes out has exactly the shape that its type says.
 */
import type { Text } from '../i18n/text.ts';
import type { Measured } from '../lab/check.ts';
import { type ControlTotals, type DataIdentity, type Fingerprint, PROOF_HOPS } from '../lab/proof.ts';
import {
  REPORT_FORMAT,
  REPORT_VERSION,
  type ReportBody,
  type ReportCheck,
  type ReportQuestion,
  type ReportStep,
  type ReportWork,
  type SignedReport,
} from './report.ts';

/** Bounds far above what the lab writes. */
const MOST_STEPS = 200;
const MOST_CHECKS = 2000;
const MOST_ENTRIES = 200;
const LONGEST_TEXT = 4000;
const LONGEST_NAME = 200;

/** A report could not be read: why, for a person. */
export class UnreadableReport extends Error {
  readonly text: Text;

  constructor(text: Text) {
    super(text.en);
    this.name = 'UnreadableReport';
    this.text = text;
  }
}

/** True for parsed JSON that says it is a report, whatever else is in it. */
export function isReport(value: unknown): boolean {
  return isObject(value) && field(value, 'format') === REPORT_FORMAT;
}

/**
 * A report from parsed JSON.
 * @throws UnreadableReport naming the field that is missing, of another kind or too large.
 */
export function decodeReport(value: unknown): SignedReport {
  const from = object(value, 'report');
  const version = number(from, 'version');
  if (version > REPORT_VERSION) throw newer(version);
  const checks = { left: MOST_CHECKS };
  return {
    format: REPORT_FORMAT,
    version,
    createdAt: moment(from, 'createdAt'),
    student: name(from, 'student'),
    target: name(from, 'target'),
    lineage: name(from, 'lineage'),
    data: optional(from, 'data', identity) ?? null,
    totals: optional(from, 'totals', totals) ?? null,
    fingerprints: list(from, 'fingerprints', MOST_ENTRIES, fingerprint),
    steps: list(from, 'steps', MOST_STEPS, item => step(item, checks)),
    questions: list(from, 'questions', MOST_ENTRIES, question),
    done: number(from, 'done'),
    total: number(from, 'total'),
    versions: words(object(field(from, 'versions'), 'versions')),
    machine: machine(object(field(from, 'machine'), 'machine')),
    notice: { fr: '', en: '' },
    key: key(object(field(from, 'key'), 'key')),
    signature: name(from, 'signature'),
  };
}

function newer(version: number): UnreadableReport {
  return new UnreadableReport({
    fr: `écrit par une version plus récente du programme (format ${version})`,
    en: `written by a newer version of the program (format ${version})`,
  });
}

function wrong(what: string): UnreadableReport {
  return new UnreadableReport({
    fr: `le champ « ${what} » manque ou n'est pas comme il doit être`,
    en: `the field "${what}" is missing or not as it should be`,
  });
}

type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function object(value: unknown, what: string): JsonObject {
  if (!isObject(value)) throw wrong(what);
  return value;
}

/** An own field: what a prototype has does not count. */
function field(from: JsonObject, what: string): unknown {
  return Object.hasOwn(from, what) ? from[what] : undefined;
}

function optional<T>(from: JsonObject, what: string, read: (value: JsonObject) => T): T | undefined {
  const value = field(from, what);
  return value === undefined || value === null ? undefined : read(object(value, what));
}

function text(from: JsonObject, what: string, longest = LONGEST_TEXT): string {
  const value = field(from, what);
  if (typeof value !== 'string' || value.length > longest) throw wrong(what);
  return value;
}

const name = (from: JsonObject, what: string): string => text(from, what, LONGEST_NAME);

function moment(from: JsonObject, what: string): string {
  const value = name(from, what);
  if (Number.isNaN(Date.parse(value))) throw wrong(what);
  return value;
}

function number(from: JsonObject, what: string): number {
  const value = field(from, what);
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong(what);
  return value;
}

function flag(from: JsonObject, what: string): boolean {
  const value = field(from, what);
  if (typeof value !== 'boolean') throw wrong(what);
  return value;
}

function list<T>(from: JsonObject, what: string, most: number, read: (item: JsonObject) => T): readonly T[] {
  const value = field(from, what);
  if (!Array.isArray(value) || value.length > most) throw wrong(what);
  return value.map(item => read(object(item, what)));
}

function numbers(from: JsonObject, what: string): readonly number[] {
  const value = field(from, what);
  if (!Array.isArray(value) || value.length > MOST_ENTRIES) throw wrong(what);
  if (!value.every(item => typeof item === 'number')) throw wrong(what);
  return value;
}

function entries<T>(from: JsonObject, what: string, read: (from: JsonObject, key: string) => T) {
  const keys = Object.keys(from);
  if (keys.length > MOST_ENTRIES || keys.some(key => key.length > LONGEST_NAME)) throw wrong(what);
  // Without a prototype, whatever the keys are.
  const made: Record<string, T> = Object.create(null);
  for (const key of keys) made[key] = read(from, key);
  return made;
}

const words = (from: JsonObject): Readonly<Record<string, string>> => entries(from, 'versions', name);

function identity(from: JsonObject): DataIdentity {
  return {
    seed: name(from, 'seed'),
    scale: number(from, 'scale'),
    businessDays: number(from, 'businessDays'),
  };
}

function totals(from: JsonObject): ControlTotals {
  return {
    rows: entries(object(field(from, 'rows'), 'rows'), 'rows', number),
    revenueOrders: number(from, 'revenueOrders'),
    revenueLines: number(from, 'revenueLines'),
    revenueAmount: number(from, 'revenueAmount'),
  };
}

function fingerprint(from: JsonObject): Fingerprint {
  const hop = PROOF_HOPS.find(known => known === field(from, 'hop'));
  if (hop === undefined) throw wrong('hop');
  return {
    hop,
    relation: name(from, 'relation'),
    rows: number(from, 'rows'),
    sums: numbers(from, 'sums'),
    checksum: name(from, 'checksum'),
  };
}

function verdict(from: JsonObject): ReportCheck['verdict'] {
  const value = field(from, 'verdict');
  if (value === 'passed' || value === 'failed' || value === 'unknown') return value;
  throw wrong('verdict');
}

function step(from: JsonObject, checks: { left: number }): ReportStep {
  const of = list(from, 'checks', checks.left, check);
  checks.left -= of.length;
  const work = optional(from, 'work', workOf);
  return {
    id: name(from, 'id'),
    optional: flag(from, 'optional'),
    verdict: verdict(from),
    ...(field(from, 'blame') === undefined ? {} : { blame: name(from, 'blame') }),
    at: name(from, 'at'),
    ms: number(from, 'ms'),
    checks: of,
    ...(work === undefined ? {} : { work }),
  };
}

function check(from: JsonObject): ReportCheck {
  return {
    id: name(from, 'id'),
    verdict: verdict(from),
    expected: measured(from, 'expected'),
    actual: measured(from, 'actual'),
    at: name(from, 'at'),
    ms: number(from, 'ms'),
    ...(field(from, 'queryId') === undefined ? {} : { queryId: name(from, 'queryId') }),
    ...(field(from, 'informative') === undefined ? {} : { informative: flag(from, 'informative') }),
  };
}

function measured(from: JsonObject, what: string): Measured {
  const value = field(from, what);
  if (value === null || typeof value === 'boolean') return value;
  return typeof value === 'number' ? number(from, what) : text(from, what);
}

function workOf(from: JsonObject): ReportWork {
  return {
    state: name(from, 'state'),
    ...(field(from, 'at') === undefined ? {} : { at: name(from, 'at') }),
    ...(field(from, 'ms') === undefined ? {} : { ms: number(from, 'ms') }),
    ...(field(from, 'assisted') === undefined ? {} : { assisted: flag(from, 'assisted') }),
    ...(field(from, 'reason') === undefined ? {} : { reason: text(from, 'reason') }),
  };
}

function question(from: JsonObject): ReportQuestion {
  return { id: name(from, 'id'), right: flag(from, 'right'), tries: number(from, 'tries') };
}

function machine(from: JsonObject): ReportBody['machine'] {
  return { os: name(from, 'os'), arch: name(from, 'arch'), locale: name(from, 'locale') };
}

function key(from: JsonObject): ReportBody['key'] {
  return { algorithm: 'Ed25519', public: name(from, 'public'), fingerprint: name(from, 'fingerprint') };
}
