import { LineCounter, parseAllDocuments } from 'yaml';
import type { Json } from '../json.js';
import { parseDockerfile, type LocatedError } from './dockerfile/parse.js';
import { findJsonError } from './json-error.js';
import type { CheckOf } from './schema.js';

/** A file as checks see it, or its mistakes in order of place. */
type ParsedFile = { ok: true; value: Json } | { ok: false; errors: LocatedError[] };

type Format = CheckOf<'file'>['parse'];

/**
 * Parses the text of a file. `text`: itself. `lines`: a list, without the line ends. `json`, `yaml`: the value; a YAML
 * file with several documents gives a list of them. `dockerfile`: see `parseDockerfile`.
 */
export function parseFile(format: Format, text: string): ParsedFile {
  switch (format) {
    case 'text':
      return { ok: true, value: text };
    case 'lines':
      return { ok: true, value: text.replace(/\r?\n$/, '').split(/\r?\n/) };
    case 'json':
      return parseJson(text);
    case 'yaml':
      return parseYaml(text);
    case 'dockerfile':
      return parseDockerfile(text);
  }
}

function parseJson(text: string): ParsedFile {
  const error = findJsonError(text);
  if (!error) return { ok: true, value: JSON.parse(text) as Json };
  const before = text.slice(0, error.offset).split('\n');
  const column = (before.at(-1)?.length ?? 0) + 1;
  return { ok: false, errors: [{ line: before.length, column, says: error.says }] };
}

function parseYaml(text: string): ParsedFile {
  const lineCounter = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter, prettyErrors: false, logLevel: 'error' });
  const errors = documents.flatMap((document) =>
    document.errors.map((error): LocatedError => {
      const { line, col } = lineCounter.linePos(error.pos[0]);
      return { line, column: col, says: yamlWords(error.code, error.message) };
    }),
  );
  if (errors.length > 0) return { ok: false, errors };
  try {
    const values = documents.map((document) => document.toJS() as Json);
    return { ok: true, value: values.length > 1 ? values : (values[0] ?? null) };
  } catch (error) {
    // An alias without its anchor, or aliases that multiply without end.
    const says = error instanceof Error ? error.message : String(error);
    return { ok: false, errors: [{ line: 1, column: 1, says }] };
  }
}

/** The parser's commonest complaints in a learner's words. */
function yamlWords(code: string, message: string): string {
  if (code === 'TAB_AS_INDENT') return 'found a tab; YAML is indented with blanks only';
  if (code === 'BAD_INDENT') return `the indentation is wrong: ${message}`;
  return message;
}
