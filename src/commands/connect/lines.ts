import { unsaid } from '../../engine/events.ts';
import { type Lang, say, type Text } from '../../i18n/text.ts';
import type { ServiceName } from '../../lab/placement.ts';
import type { ServiceLook } from './examine.ts';

export const SERVICE_WORDS: Readonly<Record<ServiceName, string>> = {
  postgres: 'PostgreSQL',
  aws: 'AWS',
  snowflake: 'Snowflake',
};

/** A sign and its word: meaning never hangs on the sign alone. */
const STATUS: Readonly<Record<ServiceLook['status'], { readonly glyph: string; readonly word: Text }>> = {
  answers: { glyph: '✓', word: { fr: 'répond', en: 'answers' } },
  failed: { glyph: '✗', word: { fr: 'ne va pas', en: 'does not work' } },
  'not-set': { glyph: '·', word: { fr: 'pas encore réglé', en: 'not set yet' } },
  stopped: { glyph: '·', word: { fr: 'arrêté, démarre au besoin', en: 'stopped, starts when needed' } },
};

const SIGNS = { ok: '✓', warning: '!', problem: '✗', unknown: '?' } as const;

/** A service in plain lines, nothing of it secret. */
export function lookLines(look: ServiceLook, lang: Lang): readonly string[] {
  const { service, status, where, login, findings, problem } = look;
  const { glyph, word } = STATUS[status];
  const colon = lang === 'fr' ? ' :' : ':';
  const place = [where, login].flatMap(words => (words === undefined ? [] : [say(words, lang)])).join(' · ');
  return [
    `${glyph} ${SERVICE_WORDS[service]}${colon} ${say(word, lang)}`,
    ...(place === '' ? [] : [`  ${place}`]),
    ...findings.flatMap(({ status: sign, title, cause, fix }) => [
      `  ${SIGNS[sign]} ${say(title, lang)}`,
      ...(cause === null ? [] : [`    ${say(cause, lang)}`]),
      ...(fix === null ? [] : [`    → ${say(fix, lang)}`]),
    ]),
    ...(problem === undefined ? [] : problemLines(problem, lang)),
  ];
}

function problemLines(problem: NonNullable<ServiceLook['problem']>, lang: Lang): readonly string[] {
  const { code, text, advice } = problem;
  const raw = unsaid(problem);
  return [
    `  ${say(text, lang)}`,
    ...(advice === undefined ? [] : [`  → ${say(advice, lang)}`]),
    ...(raw === undefined ? [] : [`  (${code === undefined ? '' : `${code}: `}${raw})`]),
  ];
}

/** A service as `--json` says it. */
export function lookJson(
  { service, target, status, where, login, findings, problem }: ServiceLook,
  lang: Lang,
): object {
  const told = (words: Text | null | undefined) =>
    words === null || words === undefined ? null : say(words, lang);
  return {
    service,
    target,
    status,
    where: told(where),
    login: told(login),
    findings: findings.map(({ id, status: is, title, cause, fix }) => ({
      ...{ id, status: is, title: told(title), cause: told(cause), fix: told(fix) },
    })),
    problem:
      problem === undefined
        ? null
        : {
            code: problem.code ?? null,
            diagnosis: problem.diagnosis?.id ?? null,
            message: told(problem.text),
            advice: told(problem.advice),
          },
  };
}
