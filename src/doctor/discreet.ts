import type { Text } from '../i18n/text.ts';
import type { Evidence, Finding } from './finding.ts';

/** Hides who the user is: every home folder becomes `~`, credentials in addresses become `•••`. */
export function discreet(words: string, userHome: string): string {
  return (
    withoutHome(words, userHome)
      // A name with a space ends at the next separator; without one, at the space.
      .replace(
        /\b[A-Za-z]:[\\/]+Users[\\/]+(?!Public\b|Default\b)(?:[^\\/"',;\n]+(?=[\\/])|[^\\/"'\s]+)/gi,
        '~',
      )
      .replace(/(?<![\w.~-])\/(?:home|Users)\/(?!Shared\b)[^/"'\s]+/g, '~')
      .replace(/(\w+:\/\/)[^/@\s]+@/g, '$1•••@')
  );
}

/** A path goes on with a separator; `/rootfs` does not lie in `/root`. */
function withoutHome(words: string, home: string): string {
  if (home.length < 2) return words;
  return words
    .split(home)
    .reduce((before, after) => `${before}${/^[\w.-]/.test(after) ? home : '~'}${after}`);
}

/** The same finding without the user's name. */
export function discreetFinding(finding: Finding, userHome: string): Finding {
  const clean = (words: string) => discreet(words, userHome);
  const both = (words: Text): Text => ({ fr: clean(words.fr), en: clean(words.en) });
  const { repair } = finding;
  return {
    ...finding,
    ...(repair === undefined
      ? {}
      : { repair: { title: both(repair.title), run: signal => repair.run(signal) } }),
    title: both(finding.title),
    cause: finding.cause === null ? null : both(finding.cause),
    fix: finding.fix === null ? null : both(finding.fix),
    evidence: Object.fromEntries(
      Object.entries(finding.evidence).map(([key, value]) => [
        key,
        typeof value === 'string' ? clean(value) : value,
      ]),
    ) satisfies Evidence,
  };
}
