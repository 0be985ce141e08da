/** Values that policies can refer to (`aws:username`, `s3:prefix`, …), by lower-case key. */
export type PolicyContext = ReadonlyMap<string, readonly string[]>;

const ANY = Symbol('any characters');
const ONE = Symbol('one character');
type PatternSymbol = string | typeof ANY | typeof ONE;

/**
 * Splits a pattern into characters and wildcards, with `${key}` replaced by the context's value, which matches only
 * itself. `undefined` when a variable has no value: nothing matches such a pattern.
 */
function compile(pattern: string, context: PolicyContext): readonly PatternSymbol[] | undefined {
  const symbols: PatternSymbol[] = [];
  for (const token of pattern.match(/\$\{[^}]*\}|[\s\S]/gu) ?? []) {
    if (token === '*') symbols.push(ANY);
    else if (token === '?') symbols.push(ONE);
    else if (!token.startsWith('${')) symbols.push(token);
    else {
      const name = token.slice(2, -1).split(',')[0]?.trim() ?? '';
      const value = ['*', '?', '$'].includes(name) ? name : context.get(name.toLowerCase())?.[0];
      if (value === undefined) return undefined;
      symbols.push(...value);
    }
  }
  return symbols;
}

/** Matches with at most one backtracking point, so that no pattern takes more than quadratic time. */
function matchSymbols(pattern: readonly PatternSymbol[], text: readonly string[]): boolean {
  let p = 0;
  let starAt = -1;
  let resumeAt = 0;
  for (let t = 0; t < text.length; ) {
    const symbol = pattern[p];
    if (symbol === ANY) {
      starAt = p;
      resumeAt = t;
      p += 1;
    } else if (symbol !== undefined && (symbol === ONE || symbol === text[t])) {
      p += 1;
      t += 1;
    } else if (starAt >= 0) {
      resumeAt += 1;
      t = resumeAt;
      p = starAt + 1;
    } else {
      return false;
    }
  }
  while (pattern[p] === ANY) p += 1;
  return p === pattern.length;
}

/** Whether `text` fits a policy's pattern: `*` any characters, `?` one, `${key}` a value of the context. */
export function matchesPattern(pattern: string, text: string, context: PolicyContext = new Map()): boolean {
  const symbols = compile(pattern, context);
  return symbols !== undefined && matchSymbols(symbols, [...text]);
}

/** The same for two ARNs: each of the six parts is matched by itself. */
export function matchesArn(pattern: string, arn: string, context: PolicyContext = new Map()): boolean {
  const parts = (text: string): readonly string[] => {
    const split = text.split(':');
    return [...split.slice(0, 5), split.slice(5).join(':')];
  };
  const wanted = parts(pattern);
  return parts(arn).every((part, i) => matchesPattern(wanted[i] ?? '', part, context));
}
