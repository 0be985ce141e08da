/** Whether a report can be believed: its signature, its own logic, and what its data set must come to. */
import { type Text, text } from '../i18n/text.ts';
import type { ExpectedFigures, Fingerprint, Recompute } from '../lab/proof.ts';
import type { ReportStep, SignedReport } from './report.ts';
import { fingerprintOf, isSigned } from './signature.ts';

/**
 * A reason not to believe a report. `edited`: its signature is not that of its contents. `forged`: what it says cannot be
 * true. `not-recomputed`: its figures could not be computed again here, which proves nothing.
 */
export interface Doubt {
  readonly kind: 'edited' | 'forged' | 'not-recomputed';
  readonly text: Text;
}

/** What a judge knows beside the report. */
export interface Bench {
  readonly recompute: Recompute;
  /** Version of the lab that judges: a report of the same version must hold the same checks. */
  readonly version: string;
  /** `student`: the data's seed has to be the student's id. */
  readonly seed: 'any' | 'student';
}

/** Every doubt about a report; `raw` is the parsed JSON that it was read from, which is what was signed. */
export function judge(report: SignedReport, raw: object, bench: Bench): readonly Doubt[] {
  const doubts = [...signatureDoubts(report, raw), ...logicDoubts(report), ...seedDoubts(report, bench)];
  return [...doubts, ...figureDoubts(report, bench)];
}

const forged = (said: Text): Doubt => ({ kind: 'forged', text: said });

function signatureDoubts({ key, signature }: SignedReport, raw: object): readonly Doubt[] {
  const { signature: _, ...body } = raw as { signature?: unknown };
  if (key.fingerprint === fingerprintOf(key.public) && isSigned(body, key.public, signature)) return [];
  return [
    {
      kind: 'edited',
      text: {
        fr: 'la signature ne correspond pas au contenu : le rapport a été modifié',
        en: 'the signature does not match the contents: the report was edited',
      },
    },
  ];
}

/** What no validation can say. */
function logicDoubts({ steps, done, total }: SignedReport): readonly Doubt[] {
  const required = steps.filter(({ optional }) => !optional);
  const passed = required.filter(({ verdict }) => verdict === 'passed').length;
  const doubts: Doubt[] = [];
  if (total !== required.length || done !== passed)
    doubts.push(
      forged(
        text(lang =>
          lang === 'fr'
            ? `il annonce ${done} étapes sur ${total}, mais en montre ${passed} sur ${required.length}`
            : `it claims ${done} steps of ${total}, but shows ${passed} of ${required.length}`,
        ),
      ),
    );
  if (new Set(steps.map(({ id }) => id)).size < steps.length)
    doubts.push(forged({ fr: 'une étape y figure deux fois', en: 'a step stands in it twice' }));
  for (const step of steps) {
    if (step.verdict !== 'passed' || holds(step)) continue;
    doubts.push(
      forged({
        fr: `${step.id} est dite correcte, mais ses contrôles ne le sont pas tous`,
        en: `${step.id} is said to be correct, but not all its checks are`,
      }),
    );
  }
  return doubts;
}

function holds({ checks }: ReportStep): boolean {
  return (
    checks.length > 0 &&
    checks.every(
      ({ verdict, informative }) => verdict === 'passed' || (verdict === 'unknown' && informative === true),
    )
  );
}

function seedDoubts({ data, student }: SignedReport, { seed }: Bench): readonly Doubt[] {
  if (seed !== 'student' || data === null || data.seed === student) return [];
  return [
    forged({
      fr: `la graine des données devrait être « ${student} », c'est « ${data.seed} »`,
      en: `the data's seed should be "${student}", it is "${data.seed}"`,
    }),
  ];
}

function figureDoubts(report: SignedReport, bench: Bench): readonly Doubt[] {
  const { data } = report;
  if (data === null) {
    if (!passed(report, 'data.generate')) return [];
    return [
      forged({
        fr: 'les données y sont dites correctes, mais aucune graine n’est donnée',
        en: 'it says that the data is correct, but names no seed',
      }),
    ];
  }
  const expected = bench.recompute(data);
  if (expected === undefined) return [NOT_RECOMPUTED];
  return [
    ...checkDoubts(report, expected, bench),
    ...totalsDoubts(report, expected),
    ...printDoubts(report, expected),
  ];
}

const NOT_RECOMPUTED: Doubt = {
  kind: 'not-recomputed',
  text: {
    fr: 'chiffres non recalculés : échelle trop grande',
    en: 'figures not computed again: too large a scale',
  },
};

function passed({ steps }: SignedReport, id: string): boolean {
  return steps.find(step => step.id === id)?.verdict === 'passed';
}

/** A check that passed found what it must have found; a step that passed has all of them. */
function checkDoubts(
  report: SignedReport,
  { checks }: ExpectedFigures,
  { version }: Bench,
): readonly Doubt[] {
  return report.steps.flatMap(step => {
    const wanted = Object.entries(checks[step.id] ?? {});
    return wanted.flatMap(([id, must]): readonly Doubt[] => {
      const found = step.checks.find(check => check.id === id);
      if (found === undefined) {
        const complete = step.verdict === 'passed' && report.versions.lab === version;
        return complete ? [forged(absent(`${step.id}:${id}`))] : [];
      }
      if (found.verdict !== 'passed' || found.actual === must) return [];
      return [forged(differs(`${step.id}:${id}`, found.actual, must))];
    });
  });
}

function absent(check: string): Text {
  return { fr: `le contrôle ${check} manque`, en: `the check ${check} is missing` };
}

function differs(what: string, actual: unknown, must: number): Text {
  return {
    fr: `${what} : ${actual} dans le rapport, ${must} d'après la graine et l'échelle`,
    en: `${what}: ${actual} in the report, ${must} from the seed and the scale`,
  };
}

function totalsDoubts(report: SignedReport, { totals: must }: ExpectedFigures): readonly Doubt[] {
  if (!passed(report, 'data.generate')) return [];
  const found = report.totals;
  if (found === null)
    return [forged({ fr: 'les totaux de contrôle manquent', en: 'the control totals are missing' })];
  const pairs: readonly (readonly [string, number | undefined, number])[] = [
    ...Object.entries(must.rows).map(([table, rows]) => [table, found.rows[table], rows] as const),
    ['revenueOrders', found.revenueOrders, must.revenueOrders],
    ['revenueLines', found.revenueLines, must.revenueLines],
    ['revenueAmount', found.revenueAmount, must.revenueAmount],
  ];
  return pairs.flatMap(([name, is, should]) =>
    is === should ? [] : [forged(differs(`totals.${name}`, is, should))],
  );
}

/** The step whose verdict vouches for a fingerprint. */
function voucher({ hop, relation }: Fingerprint): string {
  switch (hop) {
    case 'postgres':
      return 'data.generate';
    case 's3':
      return relation === 'events' ? 'export.events' : 'export.tables';
    case 'staging':
      return 'snowflake.load-staging';
    case 'marts':
      if (relation === 'mart_product_performance') return 'marts.product-performance';
      return relation === 'mart_customer_ltv' ? 'marts.customer-ltv' : 'dbt.run';
  }
}

/** The relations that a verified step vouches for are the ones that the seed gives. */
function printDoubts(report: SignedReport, { fingerprints }: ExpectedFigures): readonly Doubt[] {
  const place = ({ hop, relation }: Fingerprint) => `${hop}.${relation}`;
  const found = new Map(report.fingerprints.map(print => [place(print), print]));
  return fingerprints.flatMap((must): readonly Doubt[] => {
    if (!passed(report, voucher(must))) return [];
    const print = found.get(place(must));
    if (print !== undefined && agrees(print, must)) return [];
    return [
      forged({
        fr: `l'empreinte de ${place(must)} n'est pas celle que donnent la graine et l'échelle`,
        en: `the fingerprint of ${place(must)} is not what the seed and the scale give`,
      }),
    ];
  });
}

function agrees(print: Fingerprint, must: Fingerprint): boolean {
  if (print.rows !== must.rows) return false;
  if (must.sums.length > 0 && print.sums.join() !== must.sums.join()) return false;
  // A file that the student's own script wrote has other bytes for the same rows, and another kind of checksum.
  const comparable = must.checksum !== '' && print.checksum.startsWith('CRC32:');
  return !comparable || print.checksum === must.checksum;
}
