import type { TypeFamily } from '../../types.ts';
import { typed } from '../operand.ts';
import type { Rule, Rules } from './registry.ts';

/** The same function under DuckDB's name, its arguments turned into text first, as Snowflake does with whatever it gets. */
export function text(name: string, min: number, max = min): Rule {
  return call => {
    call.expect(min, max);
    return `${name}(${call.args.map((_, i) => call.text(i)).join(', ')})`;
  };
}

/** The same function under DuckDB's name, its arguments read as numbers. */
export function numeric(name: string, min: number, max = min): Rule {
  return call => {
    call.expect(min, max);
    return `${name}(${call.args.map((_, i) => call.number(i)).join(', ')})`;
  };
}

/** A rule that only some number of arguments makes sense for. */
export function exactly(count: number, rule: Rule): Rule {
  return call => {
    call.expect(count);
    return rule(call);
  };
}

/** Rules whose results certainly have a type. */
export function returning(type: TypeFamily, rules: Rules): Rules {
  return Object.fromEntries(
    Object.entries(rules).map(([name, rule]): [string, Rule] => [
      name,
      call => {
        const result = rule(call);
        return typed(type, typeof result === 'string' ? result : result.sql);
      },
    ]),
  );
}
