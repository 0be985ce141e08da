import type { Found } from '../../steps/accounts/belongings.ts';
import { CREDITS_QUERY } from '../../steps/accounts/credits.ts';
import { formatNumber, type Lang, say, type Text } from '../i18n/text.ts';
import { placeOf } from '../lab/placement.ts';
import type { LabSettings } from '../lab/settings.ts';
import type { Outcome } from './cleanup.ts';

const nameOf = ({ kind, name, service }: Found, lang: Lang): string =>
  `${service === 'aws' ? 'AWS' : 'Snowflake'} · ${say(kind, lang)} ${name}`;

/** What is asked before anything goes: exactly what will, and what will not. */
export function confirmationLines(
  found: readonly Found[],
  ours: readonly Found[],
  settings: LabSettings,
  lang: Lang,
): readonly string[] {
  const fr = lang === 'fr';
  const others = found.filter(({ presence }) => presence === 'foreign' || presence === 'unmarked');
  const kept = others.filter(thing => !ours.includes(thing));
  const real = ours.some(({ service }) => placeOf(settings, service) === 'cloud');
  return [
    fr ? 'Seront supprimés, sans retour possible :' : 'Will be removed, for good:',
    ...ours.map(thing => `  ${nameOf(thing, lang)}`),
    ...(kept.length === 0
      ? []
      : [fr ? 'Ne portent pas la marque de ce TP et restent :' : "Do not carry this lab's mark and stay:"]),
    ...kept.map(thing => `  ${nameOf(thing, lang)}`),
    ...(real
      ? []
      : [
          fr
            ? 'Tout cela est dans le bac à sable de cette machine.'
            : 'All of it is in the sandbox of this machine.',
        ]),
  ];
}

/** One thing that is gone, or why it is not. */
export function removalLine(found: Found, failure: Text | undefined, lang: Lang): string {
  return failure === undefined
    ? `✓ ${nameOf(found, lang)}`
    : `✗ ${nameOf(found, lang)}: ${say(failure, lang)}`;
}

/** There was nothing to remove. */
export function nothingLines({ kept }: Outcome, lang: Lang): readonly string[] {
  return [
    lang === 'fr'
      ? 'Rien ne porte la marque de ce TP : il ne reste rien.'
      : "Nothing carries this lab's mark: nothing is left.",
    ...keptLines(kept, lang),
  ];
}

/** What was found afterwards, and what the run cost. */
export function endLines(outcome: Outcome, settings: LabSettings, lang: Lang): readonly string[] {
  const { remaining, kept } = outcome;
  const fr = lang === 'fr';
  const verdict =
    remaining.length === 0
      ? [fr ? 'Vérifié : il ne reste rien de ce TP.' : 'Checked: nothing of this lab is left.']
      : [
          ...remainingLines(remaining, settings, lang),
          fr
            ? 'Relancez « shopstream cleanup » une fois la cause corrigée, ou supprimez avec ces commandes.'
            : 'Run "shopstream cleanup" again once the cause is mended, or remove with these commands.',
        ];
  return [
    ...verdict,
    ...keptLines(kept, lang),
    ...creditLines(outcome, settings, lang),
    ...keyLines(settings, lang),
  ];
}

/** What is surely left, and what could not be looked at: there a person looks at the mark before removing anything. */
function remainingLines(remaining: readonly Found[], settings: LabSettings, lang: Lang): readonly string[] {
  const fr = lang === 'fr';
  const unseen = remaining.filter(({ presence }) => presence === 'unknown');
  const left = remaining.filter(thing => !unseen.includes(thing));
  const reasons = new Set(unseen.flatMap(({ why }) => (why === undefined ? [] : [say(why, lang)])));
  const mark = `[shopstream-lab:${settings.lineage}]`;
  const tag = `shopstream-lab=${settings.lineage}`;
  return [
    ...(left.length === 0 ? [] : [fr ? 'Il reste :' : 'Left:']),
    ...left.flatMap(thing => [
      `  ${nameOf(thing, lang)}${thing.why === undefined ? '' : ` (${say(thing.why, lang)})`}`,
      ...commandLines(thing),
    ]),
    ...(unseen.length === 0 ? [] : [fr ? 'N’a pas pu être vérifié :' : 'Could not be looked at:']),
    ...[...reasons].map(reason => `  ! ${reason}`),
    ...(unseen.length === 0
      ? []
      : [
          fr
            ? `  Avant de supprimer à la main, lisez la marque : commentaire ${mark}, étiquette AWS ${tag}.`
            : `  Before you remove by hand, read the mark: comment ${mark}, AWS tag ${tag}.`,
        ]),
    ...unseen.flatMap(thing => [`  ${nameOf(thing, lang)}`, ...commandLines(thing)]),
  ];
}

const commandLines = ({ removal }: Found): readonly string[] => removal.map(command => `      ${command}`);

function keptLines(kept: readonly Found[], lang: Lang): readonly string[] {
  if (kept.length === 0) return [];
  return [
    lang === 'fr'
      ? 'Sans la marque de ce TP, gardés ; pour les supprimer vous-même :'
      : "Without this lab's mark, kept; to remove them yourself:",
    ...kept.flatMap(thing => [`  ${nameOf(thing, lang)}`, ...commandLines(thing)]),
  ];
}

function creditLines({ credits }: Outcome, settings: LabSettings, lang: Lang): readonly string[] {
  if (credits === undefined) return [];
  const amount = formatNumber(credits, lang, 2);
  if (placeOf(settings, 'snowflake') === 'sandbox')
    return [
      lang === 'fr'
        ? `Sur un vrai compte Snowflake, ce TP aurait consommé ${amount} crédit(s).`
        : `On a real Snowflake account this lab would have used ${amount} credit(s).`,
    ];
  return [
    lang === 'fr'
      ? `Ce TP a consommé ${amount} crédit(s) Snowflake. Le détail, dans trois heures au plus :`
      : `This lab used ${amount} Snowflake credit(s). The details, in three hours at most:`,
    `  ${CREDITS_QUERY}`,
  ];
}

/** The login is the person's, and not the lab's to remove. */
function keyLines(settings: LabSettings, lang: Lang): readonly string[] {
  if (placeOf(settings, 'snowflake') === 'sandbox') return [];
  return [
    lang === 'fr'
      ? 'Votre clé de connexion à Snowflake reste : c’est votre accès. Pour la retirer : ALTER USER … UNSET RSA_PUBLIC_KEY;'
      : 'Your key for signing in to Snowflake stays: it is your way in. To take it away: ALTER USER … UNSET RSA_PUBLIC_KEY;',
  ];
}

/** The outcome as data. */
export function cleanupJson(
  { removed, kept, remaining, credits }: Outcome,
  settings: LabSettings,
  lang: Lang,
) {
  const item = ({ id, service, name }: Found) => ({ id, service, name });
  const withWay = (thing: Found) => ({
    ...item(thing),
    presence: thing.presence,
    ...(thing.why === undefined ? {} : { why: say(thing.why, lang) }),
    commands: thing.removal,
  });
  return {
    target: settings.target,
    clean: remaining.length === 0,
    removed: removed.map(item),
    kept: kept.map(withWay),
    remaining: remaining.map(withWay),
    credits: credits ?? null,
  };
}
