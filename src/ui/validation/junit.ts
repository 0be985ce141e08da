/**
 * JUnit XML as GitLab, GitHub's actions and Jenkins read it: a suite a chapter, a case a check. The elements and
 * attributes are those of Jenkins' junit-10.xsd, the strictest of the three.
 */
import { sanitize } from '../sanitize.ts';
import {
  shown,
  type ValidatedChapter,
  type ValidatedCheck,
  type ValidatedStep,
  type Validation,
} from './model.ts';

/** The whole document. A check that failed is a failure; one that is unknown is skipped, with its reason. */
export function junitXml(validation: Validation): string {
  const { chapters, ms, at } = validation;
  const all = chapters.flatMap(checksOf);
  const suites = chapters.map(chapter => suite(chapter, validation));
  const root = attributes({
    name: 'shopstream validate',
    tests: all.length,
    failures: count(all, 'failed'),
    errors: 0,
    time: seconds(ms),
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<!-- ${at} -->\n<testsuites${root}>\n${suites.join('')}</testsuites>\n`;
}

function checksOf({ steps }: ValidatedChapter): readonly ValidatedCheck[] {
  return steps.flatMap(({ checks }) => checks);
}

function count(checks: readonly ValidatedCheck[], verdict: ValidatedCheck['verdict']): number {
  return checks.filter(check => check.verdict === verdict).length;
}

function suite(chapter: ValidatedChapter, { target, student, version, lang }: Validation): string {
  const checks = checksOf(chapter);
  const opening = attributes({
    name: chapter.id,
    tests: checks.length,
    failures: count(checks, 'failed'),
    errors: 0,
    skipped: count(checks, 'unknown'),
    time: seconds(chapter.steps.reduce((sum, { ms }) => sum + ms, 0)),
    timestamp: (chapter.steps[0]?.at ?? '').replace(/\.\d+Z$/, ''),
  });
  const properties = Object.entries({ title: chapter.title, target, student, version, lang })
    .map(([name, value]) => `      <property${attributes({ name, value })}/>\n`)
    .join('');
  const cases = chapter.steps.flatMap(step => step.checks.map(check => testcase(step, check)));
  return `  <testsuite${opening}>\n    <properties>\n${properties}    </properties>\n${cases.join('')}  </testsuite>\n`;
}

function testcase(step: ValidatedStep, check: ValidatedCheck): string {
  const opening = attributes({ name: check.id, classname: step.id, time: seconds(check.ms) });
  const evidence = `\n      <system-out>${escapeXml(evidenceOf(step, check))}</system-out>\n    `;
  return `    <testcase${opening}>${outcome(step, check)}${evidence}</testcase>\n`;
}

function outcome(step: ValidatedStep, check: ValidatedCheck): string {
  const why = check.message ?? check.label;
  switch (check.verdict) {
    case 'passed':
      return '';
    case 'failed':
      return `\n      <failure${attributes({ message: `${check.label}: ${shown(check.actual)} ≠ ${shown(check.expected)}`, type: 'failed' })}>${escapeXml(why)}</failure>`;
    case 'unknown':
      return `\n      <skipped${attributes({ message: step.blame === undefined ? why : `${step.blame}: ${why}` })}/>`;
  }
}

/** What a person needs to look again, one thing a line. */
function evidenceOf(step: ValidatedStep, check: ValidatedCheck): string {
  const lines: readonly (readonly [string, string | undefined])[] = [
    ['step', step.title],
    ['check', check.label],
    ['expected', shown(check.expected)],
    ['actual', shown(check.actual)],
    ['at', check.at],
    ['ms', String(check.ms)],
    ['query id', check.queryId],
    ['query', check.query],
  ];
  return lines.flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`])).join('\n');
}

/** Milliseconds as seconds, as the schema's pattern wants them: three digits at most before the point. */
function seconds(ms: number): string {
  return Math.min(ms / 1000, 999).toFixed(3);
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(
      ([name, value]) =>
        ` ${name}="${escapeXml(String(value)).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')}"`,
    )
    .join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text without what XML 1.0 forbids: control characters, lone surrogates, U+FFFE and U+FFFF. */
function escapeXml(words: string): string {
  return sanitize(words)
    .toWellFormed()
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"']/g, sign => ENTITIES[sign] ?? sign);
}
