/** What must not stand in a report that is handed in. */
export interface Private {
  readonly secrets: readonly string[];
  /** Absolute paths of this machine, and what to call each instead. */
  readonly places: readonly (readonly [path: string, name: string])[];
}

/** AWS access key ids, and the external ids of storage integrations: not secret alone, but nobody's business. */
const KEY_IDS = /\b((?:AKIA|ASIA)[A-Z0-9]{2})[A-Z0-9]{8,}([A-Z0-9]{2})\b/g;
const EXTERNAL_IDS = /(_SFCRole=\d+_)[A-Za-z0-9+/]+=*/g;

/** Makes the function that removes secrets, key ids and this machine's paths from a text. */
export function redactor({ secrets, places }: Private): (words: string) => string {
  const hidden = secrets.filter(secret => secret !== '').toSorted(longestFirst);
  const paths = places
    .filter(([path]) => path.length > 1)
    .toSorted(([a], [b]) => longestFirst(a, b))
    // A path may also be written with `/` on Windows, or with doubled backslashes inside quotes.
    .flatMap(([path, name]) =>
      [...new Set([path, path.replaceAll('\\', '/'), path.replaceAll('\\', '\\\\')])].map(
        form => [form, name] as const,
      ),
    );
  return words => {
    let left = words;
    for (const secret of hidden) left = left.replaceAll(secret, '•••');
    for (const [path, name] of paths) left = left.replaceAll(path, name);
    return left.replace(KEY_IDS, '$1…$2').replace(EXTERNAL_IDS, '$1…');
  };
}

function longestFirst(a: string, b: string): number {
  return b.length - a.length;
}
