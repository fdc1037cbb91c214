import { DockerfileError, type LineRange } from './error.js';

/** A here-document of RUN, COPY or ADD. */
export interface Heredoc {
  name: string;
  content: string;
  /** False when its name was quoted: then no variables are expanded in it. */
  expand: boolean;
}

/** One instruction as it stands in the file: continuation lines joined, comments gone. */
export interface Line extends LineRange {
  keyword: string;
  /** Everything after the keyword, trimmed. */
  rest: string;
  heredocs: Heredoc[];
}

/** A Dockerfile cut into instructions. */
export interface Lines {
  escape: '\\' | '`';
  lines: Line[];
}

const directivePattern = /^#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*$/;
const directives = ['syntax', 'escape', 'check'];
const withHeredocs = ['RUN', 'COPY', 'ADD'];

function escapeOf(source: readonly string[]): Lines['escape'] {
  const seen = new Map<string, string>();
  for (const [i, line] of source.entries()) {
    const [, name = '', value = ''] = directivePattern.exec(line.trim()) ?? [];
    const key = name.toLowerCase();
    if (!directives.includes(key)) break;
    const at = { start: i + 1, end: i + 1 };
    if (seen.has(key)) throw new DockerfileError(`only one ${key} parser directive can be used`, at);
    if (key === 'escape' && value !== '\\' && value !== '`')
      throw new DockerfileError(`invalid escape token '${value}' does not match \` or \\`, at);
    seen.set(key, value);
  }
  return seen.get('escape') === '`' ? '`' : '\\';
}

/** Whether a line goes on in the next: it ends in one escape character that is not escaped itself. */
function continued(line: string, escape: string): string | undefined {
  const trimmed = line.replace(/[ \t]+$/, '');
  if (!trimmed.endsWith(escape) || trimmed.endsWith(escape + escape)) return undefined;
  return trimmed.slice(0, -1);
}

/** Cuts the text of a Dockerfile into instructions. Throws DockerfileError. */
export function readLines(text: string): Lines {
  const source = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const escape = escapeOf(source);
  const lines: Line[] = [];
  for (let i = 0; i < source.length; i++) {
    const first = (source[i] ?? '').trimStart();
    if (first.trim() === '' || first.startsWith('#')) continue;
    const start = i + 1;
    let end = start;
    let joined = '';
    for (let piece: string | undefined = first; piece !== undefined;) {
      const head = continued(piece, escape);
      joined += head ?? piece;
      end = i + 1;
      if (head === undefined) break;
      do i++;
      while (i < source.length && /^\s*(#|$)/.test(source[i] ?? ''));
      piece = source[i];
    }
    const [, keyword = '', rest = ''] = /^(\S+)\s*([\s\S]*)$/.exec(joined.trim()) ?? [];
    const heredocs: Heredoc[] = [];
    for (const mark of withHeredocs.includes(keyword.toUpperCase()) ? heredocMarks(rest) : []) {
      const body: string[] = [];
      for (i++; ; i++) {
        const line = source[i];
        if (line === undefined)
          throw new DockerfileError('unterminated heredoc', { start, end: source.length });
        const bare = mark.chomp ? line.replace(/^\t+/, '') : line;
        if (bare === mark.name) break;
        body.push(`${bare}\n`);
      }
      end = i + 1;
      heredocs.push({ name: mark.name, content: body.join(''), expand: mark.expand });
    }
    lines.push({ keyword, rest, heredocs, start, end });
  }
  return { escape, lines };
}

/** Here-document marks among the words of an instruction: <<EOF, <<-EOF, <<"EOF", 3<<EOF. */
function heredocMarks(rest: string): { name: string; chomp: boolean; expand: boolean }[] {
  if (rest.startsWith('[')) return [];
  return quotedWords(rest).flatMap((word) => {
    const [, chomp, name = ''] = /^\d*<<(-?)([^<]+)$/.exec(word) ?? [];
    const bare = name.replace(/["'\\]/g, '');
    return bare === '' ? [] : [{ name: bare, chomp: chomp === '-', expand: bare === name }];
  });
}

/** Words with their quotes left on: blanks inside quotes do not part them. */
export function quotedWords(text: string, escape = '\\'): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string;
    if (!quote && /\s/.test(c)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      continue;
    }
    word = (word ?? '') + c;
    if (c === escape && quote !== "'" && i + 1 < text.length) word += text[++i] ?? '';
    else if (quote) quote = c === quote ? '' : quote;
    else if (c === '"' || c === "'") quote = c;
  }
  if (word !== undefined) words.push(word);
  return words;
}
