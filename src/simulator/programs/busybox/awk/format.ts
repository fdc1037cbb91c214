import { formatFloat, formatInteger } from '../../lib/printf.js';

/** Text in the format of awk's printf. Arguments that are missing count as empty. */
export function sprintf(
  format: string,
  args: readonly { number: number; text: string; isNumber: boolean }[],
): string {
  let index = 0;
  const take = () => args[index++] ?? { number: 0, text: '', isNumber: false };
  return format.replace(
    /%([-+ 0#]*)(\*|\d+)?(?:\.(\*|\d*))?[hlLq]*([a-zA-Z%])/g,
    (
      whole,
      given: string,
      widthText: string | undefined,
      precisionText: string | undefined,
      kind: string,
    ) => {
      if (kind === '%') return '%';
      let flags = given;
      let width = widthText === '*' ? take().number : Number(widthText ?? 0);
      if (width < 0) {
        flags += '-';
        width = -width;
      }
      const precision =
        precisionText === undefined
          ? undefined
          : precisionText === '*'
            ? take().number
            : Number(precisionText || 0);
      const pad = (text: string) => (flags.includes('-') ? text.padEnd(width) : text.padStart(width));
      const value = take();
      switch (kind) {
        case 's':
          return pad(precision === undefined ? value.text : value.text.slice(0, precision));
        case 'c':
          return pad(
            value.isNumber
              ? String.fromCodePoint(Math.max(0, Math.trunc(value.number)))
              : value.text.slice(0, 1),
          );
        case 'd':
        case 'i':
        case 'o':
        case 'x':
        case 'X':
        case 'u':
          if (!Number.isFinite(value.number))
            return pad(String(value.number).toLowerCase().replace('infinity', 'inf'));
          return formatInteger(BigInt(Math.trunc(value.number)), kind, flags, width, precision);
        case 'e':
        case 'E':
        case 'f':
        case 'F':
        case 'g':
        case 'G':
          return formatFloat(value.number, kind, flags, width, precision);
        default:
          return whole;
      }
    },
  );
}
