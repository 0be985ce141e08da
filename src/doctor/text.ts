import { type Lang, say, type Text, text } from '../i18n/text.ts';
import { AREAS, type Area, type Finding, type Status } from './finding.ts';
import { mendings } from './mend.ts';

/** A sign and its word: meaning never hangs on the sign alone. */
const SIGNS: Readonly<Record<Status, { readonly glyph: string; readonly word: Text }>> = {
  ok: { glyph: '✓', word: { fr: 'en ordre', en: 'fine' } },
  warning: { glyph: '!', word: { fr: 'attention', en: 'warning' } },
  problem: { glyph: '✗', word: { fr: 'problème', en: 'problem' } },
  unknown: { glyph: '?', word: { fr: 'inconnu', en: 'unknown' } },
};

const AREA_TITLES: Readonly<Record<Area, Text>> = {
  tools: { fr: 'Outils', en: 'Tools' },
  machine: { fr: 'Machine', en: 'Machine' },
  folders: { fr: 'Dossiers et place', en: 'Folders and space' },
  network: { fr: 'Réseau', en: 'Network' },
  variables: { fr: "Variables d'environnement", en: 'Environment variables' },
  ports: { fr: 'Ports', en: 'Ports' },
  sandbox: { fr: 'Bac à sable', en: 'Sandbox' },
  lab: { fr: 'Fichiers du TP', en: "The lab's files" },
  accounts: { fr: 'Vos comptes', en: 'Your accounts' },
};

/** The worst first. */
const ORDER: readonly Status[] = ['problem', 'warning', 'unknown', 'ok'];
const WORD_WIDTH = 10;
const WIDTH = 78;

/** Findings as lines: by area, what is wrong in full, what is right in one line, or each on its own with `all`. */
export function findingLines(findings: readonly Finding[], lang: Lang, all: boolean): readonly string[] {
  return AREAS.flatMap(area => {
    const here = findings.filter(finding => finding.area === area);
    if (here.length === 0) return [];
    const sorted = ORDER.flatMap(status => here.filter(finding => finding.status === status));
    const told = sorted.filter(({ status }) => all || status !== 'ok');
    const fine = sorted.filter(({ status }) => !all && status === 'ok');
    return [
      say(AREA_TITLES[area], lang),
      ...told.flatMap(finding => detail(finding, lang)),
      ...(fine.length === 0 ? [] : summary(fine, lang)),
      '',
    ];
  });
}

function head(status: Status, lang: Lang): string {
  const { glyph, word } = SIGNS[status];
  return `  ${glyph} ${say(word, lang).padEnd(WORD_WIDTH)}`;
}

function detail({ status, title, cause, fix, id, repair }: Finding, lang: Lang): readonly string[] {
  const indent = ' '.repeat(head(status, lang).length);
  return [
    `${head(status, lang)}${say(title, lang)}${status === 'ok' ? '' : `  [${id}]`}`,
    ...(cause === null ? [] : [`${indent}${say(cause, lang)}`]),
    ...(fix === null ? [] : [`${indent}→ ${say(fix, lang)}`]),
    ...(repair === undefined ? [] : [`${indent}→ ${say(BY_FIX, lang)} ${say(repair.title, lang)}`]),
  ];
}

/** The titles of what is right, broken between titles. */
function summary(fine: readonly Finding[], lang: Lang): readonly string[] {
  const start = head('ok', lang);
  const lines: string[] = [];
  let line = '';
  for (const title of fine.map(finding => say(finding.title, lang))) {
    const longer = line === '' ? title : `${line} · ${title}`;
    if (line !== '' && start.length + [...longer].length > WIDTH) {
      lines.push(line);
      line = title;
    } else line = longer;
  }
  lines.push(line);
  return lines.map((words, index) => `${index === 0 ? start : ' '.repeat(start.length)}${words}`);
}

/** How many of each, and what `--fix` could do. */
export function closingLines(findings: readonly Finding[], lang: Lang): readonly string[] {
  const count = (status: Status) => findings.filter(finding => finding.status === status).length;
  const [problems, warnings, unknowns, fine] = [
    count('problem'),
    count('warning'),
    count('unknown'),
    count('ok'),
  ];
  const s = (number: number) => (number > 1 ? 's' : '');
  const total = text(language =>
    language === 'fr'
      ? `${problems} problème${s(problems)}, ${warnings} avertissement${s(warnings)}, ${unknowns} inconnu${s(unknowns)}, ${fine} en ordre.`
      : `${problems} problem${problems === 1 ? '' : 's'}, ${warnings} warning${warnings === 1 ? '' : 's'}, ${unknowns} unknown, ${fine} fine.`,
  );
  const repairs = mendings(findings).length;
  const hint = text(language =>
    language === 'fr'
      ? `« shopstream doctor --fix » peut faire ${repairs} correction${s(repairs)} pour vous.`
      : `"shopstream doctor --fix" can make ${repairs} repair${repairs === 1 ? '' : 's'} for you.`,
  );
  return [say(total, lang), ...(repairs === 0 ? [] : [say(hint, lang)])];
}

const BY_FIX: Text = { fr: 'Avec --fix :', en: 'With --fix:' };
