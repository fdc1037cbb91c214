/**
 * A typed line as checks compare it: backslash-newlines joined, blanks outside quotes single, a comment at its end
 * removed, and without what may stand before a command: `VAR=value`, `sudo` with its options, `time`, `command`.
 * Quotes stay, since what is in them is part of what was asked.
 */
export function normaliseLine(line: string): string {
  let rest = squeeze(line.replace(/\\\r?\n/g, ' '));
  for (;;) {
    const shorter = rest.replace(prefix, '');
    if (shorter === rest) return rest;
    rest = shorter;
  }
}

const prefix =
  /^(?:[A-Za-z_]\w*=(?:'[^']*'|"[^"]*"|\S)* |(?:time|command) |sudo(?: (?:-[ugCpT] \S+|-\S+))* )/;

function squeeze(line: string): string {
  let out = '';
  let quote = '';
  for (let i = 0; i < line.length; i++) {
    const char = line.charAt(i);
    if (quote) {
      out += char;
      if (char === '\\' && quote === '"') out += line.charAt(++i);
      else if (char === quote) quote = '';
    } else if (/\s/.test(char)) {
      if (out !== '' && !out.endsWith(' ')) out += ' ';
    } else if (char === '#' && (out === '' || out.endsWith(' '))) {
      break;
    } else {
      if (char === '"' || char === "'") quote = char;
      out += char;
      if (char === '\\') out += line.charAt(++i);
    }
  }
  return out.trimEnd();
}
