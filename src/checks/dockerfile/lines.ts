/** One instruction as written: continuation lines joined, comments removed. */
export interface LogicalLine {
  text: string;
  /** Where it begins, from 1. */
  line: number;
  column: number;
  /** Bodies of here-documents that follow it, in order. */
  heredocs: string[];
  /** The delimiter of a here-document that never ends. */
  unterminated?: string;
}

const directive = /^#\s*([A-Za-z][A-Za-z0-9]*)\s*=\s*(.+?)\s*$/;
const heredocStart = /(?:^|\s)\d*<<(-?)(?:"(\w+)"|'(\w+)'|(\w+))/g;
const mayHaveHeredoc = /^\s*(?:ONBUILD\s+)?(?:RUN|COPY|ADD)\s/i;

/** The escape character: parser directives stand before everything else, comments included. */
function escapeOf(lines: readonly string[]): string {
  for (const line of lines) {
    const [, name, value] = directive.exec(line) ?? [];
    if (name === undefined) break;
    if (name.toLowerCase() === 'escape' && (value === '`' || value === '\\')) return value;
  }
  return '\\';
}

/** Splits a Dockerfile into its instructions (Dockerfile reference: format, escape, here-documents). */
export function logicalLines(text: string): LogicalLine[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const escape = escapeOf(lines);
  const found: LogicalLine[] = [];
  let at = 0;
  while (at < lines.length) {
    const first = lines[at] ?? '';
    if (isSkipped(first)) {
      at++;
      continue;
    }
    const logical: LogicalLine = { text: '', line: at + 1, column: first.search(/\S/) + 1, heredocs: [] };
    at = joinContinued(lines, at, escape, logical);
    at = readHeredocs(lines, at, logical);
    found.push(logical);
  }
  return found;
}

/** Blank lines and comments, which may also stand between continuation lines. */
function isSkipped(line: string): boolean {
  return /^\s*(#|$)/.test(line);
}

function joinContinued(lines: readonly string[], from: number, escape: string, into: LogicalLine): number {
  const parts: string[] = [];
  let at = from;
  while (at < lines.length) {
    const line = lines[at++] ?? '';
    if (parts.length > 0 && isSkipped(line)) continue;
    const end = line.trimEnd();
    if (!end.endsWith(escape)) {
      parts.push(line);
      break;
    }
    parts.push(end.slice(0, -1));
  }
  into.text = parts
    .map((part) => part.trim())
    .join(' ')
    .trim();
  return at;
}

function readHeredocs(lines: readonly string[], from: number, into: LogicalLine): number {
  let at = from;
  if (!mayHaveHeredoc.test(into.text)) return at;
  for (const [, dash, double, single, bare] of into.text.matchAll(heredocStart)) {
    const delimiter = double ?? single ?? bare ?? '';
    const strip = (line: string) => (dash ? line.replace(/^\t+/, '') : line);
    const body: string[] = [];
    while (at < lines.length && strip(lines[at] ?? '') !== delimiter) body.push(strip(lines[at++] ?? ''));
    if (at >= lines.length) into.unterminated = delimiter;
    at++;
    into.heredocs.push(body.join('\n'));
  }
  return at;
}
