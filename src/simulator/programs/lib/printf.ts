/** What printf made of a format: the text, and what it had to complain about. */
export interface Printed {
  text: string;
  errors: string[];
  /** `\c` ended the output. */
  stop: boolean;
}

const simpleEscapes: Record<string, string> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

/** Byte values below 256 that are not ASCII stand for themselves as bytes (see text.ts). */
function byte(value: number): string {
  return value < 0x80 ? String.fromCharCode(value) : String.fromCharCode(0xdc00 + (value & 255));
}

/** Text with backslash escapes as echo -e (`octalZero`: \0nnn) or a printf format (\nnn) has them. */
export function unescape(text: string, octalZero: boolean): { text: string; stop: boolean } {
  let result = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char !== '\\') {
      result += char;
      continue;
    }
    const next = text[at + 1] ?? '';
    if (next === 'c') return { text: result, stop: true };
    const hex = /^x([0-9a-fA-F]{1,2})/.exec(text.slice(at + 1));
    const octal = (octalZero ? /^0([0-7]{0,3})/ : /^([0-7]{1,3})/).exec(text.slice(at + 1));
    if (hex) {
      result += byte(parseInt(hex[1] ?? '', 16));
      at += hex[0].length;
    } else if (octal) {
      result += byte(parseInt(octal[1] || '0', 8) & 255);
      at += octal[0].length;
    } else if (simpleEscapes[next] !== undefined) {
      result += simpleEscapes[next];
      at++;
    } else result += '\\';
  }
  return { text: result, stop: false };
}

const directive = /%(?:%|([-+ 0#]*)(\*|\d+)?(?:\.(\*|\d*))?(?:hh|h|ll|l|j|z|t|L)?([a-zA-Z]))/g;

/** Formats arguments as printf(1) does: the format is used again until no argument is left. */
export function printf(format: string, args: readonly string[]): Printed {
  const errors: string[] = [];
  let index = 0;
  let text = '';
  let stop = false;
  do {
    const before = index;
    let last = 0;
    for (const match of format.matchAll(directive)) {
      const plain = unescape(format.slice(last, match.index), false);
      text += plain.text;
      if (plain.stop) return { text, errors, stop: true };
      last = match.index + match[0].length;
      if (match[0] === '%%') {
        text += '%';
        continue;
      }
      const take = () => args[index++];
      const size = (value: string | undefined) =>
        value === '*' ? Number(take() ?? '0') : Number(value ?? '0');
      let flags = match[1] ?? '';
      let width = size(match[2]);
      if (width < 0) {
        flags += '-';
        width = -width;
      }
      const precision = match[3] === undefined ? undefined : size(match[3] === '' ? '0' : match[3]);
      const kind = match[4] ?? '';
      const value = take();
      const shown = show(kind, flags, width, precision, value, errors);
      if (shown === undefined) {
        errors.push(`%${kind}: invalid directive`);
        return { text, errors, stop: true };
      }
      text += shown.text;
      stop ||= shown.stop;
      if (stop) return { text, errors, stop };
    }
    const rest = unescape(format.slice(last), false);
    text += rest.text;
    if (rest.stop || index === before) return { text, errors, stop: rest.stop };
  } while (index < args.length);
  return { text, errors, stop };
}

function show(
  kind: string,
  flags: string,
  width: number,
  precision: number | undefined,
  value: string | undefined,
  errors: string[],
): { text: string; stop: boolean } | undefined {
  switch (kind) {
    case 's':
      return { text: pad((value ?? '').slice(0, precision), width, flags.replaceAll('0', '')), stop: false };
    case 'b': {
      const escaped = unescape(value ?? '', true);
      return { text: pad(escaped.text.slice(0, precision), width, flags), stop: escaped.stop };
    }
    case 'c':
      return { text: pad((value ?? '').slice(0, 1), width, flags), stop: false };
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X':
      return { text: formatInteger(readInteger(value, errors), kind, flags, width, precision), stop: false };
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
      return { text: formatFloat(readFloat(value, errors), kind, flags, width, precision), stop: false };
    default:
      return undefined;
  }
}

function pad(text: string, width: number, flags: string): string {
  return flags.includes('-') ? text.padEnd(width) : text.padStart(width);
}

function readInteger(value: string | undefined, errors: string[]): bigint {
  if (value === undefined || value === '') return 0n;
  if (/^['"]./.test(value)) return BigInt(value.codePointAt(1) ?? 0);
  const match = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|\d+)$/.exec(value);
  if (!match) {
    errors.push(`invalid number '${value}'`);
    return BigInt(/^\s*[-+]?\d+/.exec(value)?.[0].trim() ?? 0);
  }
  const digits = match[2] ?? '0';
  const number = BigInt(/^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits);
  return match[1] === '-' ? -number : number;
}

function readFloat(value: string | undefined, errors: string[]): number {
  if (value === undefined || value === '') return 0;
  const number = Number(value);
  if (!Number.isNaN(number)) return number;
  errors.push(`invalid number '${value}'`);
  return parseFloat(value) || 0;
}

/** An integer in the format of printf(3); `kind` is one of d i u o x X. */
export function formatInteger(
  value: bigint,
  kind: string,
  flags: string,
  width: number,
  precision?: number,
): string {
  const signed = kind === 'd' || kind === 'i';
  const magnitude = signed ? (value < 0n ? -value : value) : BigInt.asUintN(64, value);
  const base = kind === 'o' ? 8 : kind.toLowerCase() === 'x' ? 16 : 10;
  let digits = magnitude.toString(base);
  if (kind === 'X') digits = digits.toUpperCase();
  if (precision !== undefined) digits = digits.padStart(precision, '0');
  const sign = signed && value < 0n ? '-' : signed && flags.includes('+') ? '+' : signed && flags.includes(' ') ? ' ' : ''; // prettier-ignore
  const prefix =
    flags.includes('#') && magnitude !== 0n ? (base === 16 ? `0${kind}` : base === 8 ? '0' : '') : '';
  const zeros = flags.includes('0') && !flags.includes('-') && precision === undefined;
  if (zeros) digits = digits.padStart(width - sign.length - prefix.length, '0');
  return pad(sign + prefix + digits, width, flags);
}

/** A float in the format of printf(3); `kind` is one of e f g and their capitals. */
export function formatFloat(
  value: number,
  kind: string,
  flags: string,
  width: number,
  precision = 6,
): string {
  const lower = kind.toLowerCase();
  const magnitude = Math.abs(value);
  let digits: string;
  if (!Number.isFinite(value)) digits = Number.isNaN(value) ? 'nan' : 'inf';
  else if (lower === 'f') digits = magnitude.toFixed(Math.min(precision, 100));
  else if (lower === 'e') digits = exponent(magnitude.toExponential(Math.min(precision, 100)));
  else digits = general(magnitude, precision === 0 ? 1 : precision, flags.includes('#'));
  if (kind !== lower) digits = digits.toUpperCase();
  const negative = value < 0 || Object.is(value, -0);
  const sign = negative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  if (flags.includes('0') && !flags.includes('-') && Number.isFinite(value))
    digits = digits.padStart(width - sign.length, '0');
  return pad(sign + digits, width, flags);
}

function exponent(text: string): string {
  return text.replace(/e([-+])(\d)$/, 'e$10$2');
}

function general(value: number, precision: number, keepZeros: boolean): string {
  const power = value === 0 ? 0 : Number(value.toExponential(precision - 1).split('e')[1]);
  const trim = (text: string) => (keepZeros || !text.includes('.') ? text : text.replace(/\.?0+$/, ''));
  if (power < -4 || power >= precision) {
    const [mantissa = '', rest = ''] = value.toExponential(precision - 1).split('e');
    return exponent(`${trim(mantissa)}e${rest}`);
  }
  return trim(value.toFixed(Math.max(0, precision - 1 - power)));
}
