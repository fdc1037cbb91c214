/** Options of one command line, as getopt(3) finds them. */
export interface Options {
  /** Options given, by letter or long name, in order; a value for those that take one. */
  given: { name: string; value: string }[];
  operands: string[];
  has(name: string): boolean;
  /** The last value of an option. */
  value(name: string): string | undefined;
  values(name: string): string[];
}

/** A command line that does not make sense, with the words that getopt(3) prints. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

interface Long {
  name: string;
  takesValue: boolean;
  optionalValue: boolean;
}

function readLong(spec: string): Long {
  return {
    name: spec.replace(/[=?]+$/, ''),
    takesValue: spec.endsWith('='),
    optionalValue: spec.endsWith('=?') || spec.endsWith('?'),
  };
}

/**
 * Reads options the way getopt(3) does.
 *
 * `short` is a getopt string ("ab:c"; a leading "+" stops at the first operand); `longs` maps long names
 * ("name", "name=" with a value) to the letter they stand for.
 */
export function getopt(args: readonly string[], short: string, longs: Record<string, string> = {}): Options {
  const given: Options['given'] = [];
  const operands: string[] = [];
  const stopEarly = short.startsWith('+');
  const known = Object.entries(longs).map(([spec, letter]) => ({ ...readLong(spec), letter }));
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? '';
    if (arg === '--') {
      operands.push(...args.slice(index + 1));
      break;
    }
    if (arg.startsWith('--')) {
      const [name = '', attached] = splitOnce(arg.slice(2), '=');
      const matches = known.filter((long) => long.name.startsWith(name));
      const long =
        matches.find((each) => each.name === name) ?? (matches.length === 1 ? matches[0] : undefined);
      if (!long) throw new UsageError(`unrecognized option '${arg}'`);
      let value = attached ?? '';
      if (long.takesValue && !long.optionalValue && attached === undefined) {
        if (index + 1 >= args.length) throw new UsageError(`option '--${long.name}' requires an argument`);
        value = args[++index] ?? '';
      }
      given.push({ name: long.letter, value });
    } else if (arg.startsWith('-') && arg !== '-') {
      for (let at = 1; at < arg.length; at++) {
        const letter = arg[at] ?? '';
        const place = letter === ':' || letter === '+' ? -1 : short.indexOf(letter);
        if (place < 0) throw new UsageError(`invalid option -- '${letter}'`);
        if (short[place + 1] !== ':') {
          given.push({ name: letter, value: '' });
          continue;
        }
        let value = arg.slice(at + 1);
        if (value === '' && short[place + 2] !== ':') {
          if (index + 1 >= args.length) throw new UsageError(`option requires an argument -- '${letter}'`);
          value = args[++index] ?? '';
        }
        given.push({ name: letter, value });
        break;
      }
    } else if (stopEarly) {
      operands.push(...args.slice(index));
      break;
    } else operands.push(arg);
  }
  const values = (name: string) =>
    given.filter((option) => option.name === name).map((option) => option.value);
  return {
    given,
    operands,
    has: (name) => given.some((option) => option.name === name),
    value: (name) => values(name).at(-1),
    values,
  };
}

/** The parts before and after the first separator; no second part without one. */
export function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}
