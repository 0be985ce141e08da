import { type Command, type CommandContext, startsWith } from '../command.ts';
import { invalidValue, SnowflakeError, unsupported } from '../errors.ts';
import { quoteString } from '../lexer.ts';
import { type OptionValue, optionText } from '../reader.ts';
import { statementType, statusResult, textColumn } from '../result.ts';
import type { ParameterValue } from '../session.ts';
import { isShow, readShowOptions, showResult, showTerse } from '../show-options.ts';
import { DONE } from '../status.ts';
import { endTransaction } from '../write.ts';
import { FIXED_PARAMETERS, PARAMETERS } from './parameter-list.ts';

/** 001006 is Snowflake's code for a parameter it does not know. */
function unknownParameter(name: string): SnowflakeError {
  return new SnowflakeError('001006', '22023', `SQL compilation error:\ninvalid parameter '${name}'`);
}

function parameterValue(name: string, text: string): ParameterValue {
  const facts = PARAMETERS[name];
  if (facts === undefined) throw unknownParameter(name);
  if (FIXED_PARAMETERS.has(name) && text.toUpperCase() !== facts.default.toUpperCase())
    throw unsupported(`${name} = ${text}`);
  switch (facts.type) {
    case 'STRING':
      return text;
    case 'NUMBER':
      if (!/^-?\d+$/.test(text)) throw invalidValue(text, name);
      return Number(text);
    case 'BOOLEAN':
      if (!/^(true|false)$/i.test(text)) throw invalidValue(text, name);
      return text.toLowerCase() === 'true';
  }
}

async function setParameter(context: CommandContext, name: string, text: string): Promise<void> {
  const { session } = context;
  const value = parameterValue(name, text);
  if (name === 'TIMEZONE') await setTimeZone(context, text);
  // Nobody could commit what AUTOCOMMIT = FALSE left open without knowing of it.
  if (name === 'AUTOCOMMIT' && value === true) await endTransaction(context, 'COMMIT');
  session.parameters.set(name, value);
}

async function setTimeZone({ session }: CommandContext, zone: string): Promise<void> {
  try {
    await session.connection.run(`SET TimeZone = ${quoteString(zone)}`);
  } catch {
    throw invalidValue(zone, 'TIMEZONE');
  }
}

const alter: Command = {
  type: 'ALTER_SESSION',
  match: startsWith('ALTER', 'SESSION'),
  async run(context, reader) {
    reader.expect('ALTER', 'SESSION');
    if (reader.accept('UNSET')) {
      do {
        const name = reader.identifier();
        if (PARAMETERS[name] === undefined) throw unknownParameter(name);
        if (name === 'TIMEZONE') await setTimeZone(context, 'UTC');
        context.session.parameters.delete(name);
      } while (reader.acceptSymbol(','));
    } else {
      reader.expect('SET');
      const options = reader.options();
      if (options.size === 0) throw reader.unexpected();
      for (const name of options.keys()) {
        const text = optionText(options, name);
        if (text === undefined) throw invalidValue(optionKind(options.get(name)), name);
        await setParameter(context, name, text);
      }
    }
    reader.expectEnd();
    return statusResult(DONE, statementType.session);
  },
};

function optionKind(value: OptionValue | undefined): string {
  return value?.kind ?? '';
}

const COLUMNS = ['key', 'value', 'default', 'level', 'description', 'type'].map(name => textColumn(name));

const show: Command = {
  type: 'SHOW',
  match: isShow('PARAMETERS'),
  async run({ session }, reader) {
    showTerse(reader);
    reader.expect('PARAMETERS');
    // Parameters are the session's here, whatever they are asked of.
    if (reader.accept('IN', 'SESSION') || reader.accept('FOR', 'SESSION')) reader.accept('SESSION');
    const options = readShowOptions(reader);
    const rows = Object.entries(PARAMETERS).map(([key, facts]) => {
      const value = session.parameter(key) ?? facts.default;
      const level = session.parameters.has(key) ? 'SESSION' : '';
      return [key, value, facts.default, level, facts.description, facts.type];
    });
    return showResult(COLUMNS, rows, options, 'key');
  },
};

/** ALTER SESSION and SHOW PARAMETERS. */
export const parameterCommands: readonly Command[] = [alter, show];
