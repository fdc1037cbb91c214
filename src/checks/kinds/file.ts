import type { FileReader } from '../../environments/contract.js';
import type { Json } from '../../json.js';
import type { Evidence } from '../contract.js';
import { judged, notPassed } from '../evidence.js';
import { dockerfileWords } from '../dockerfile/words.js';
import { match, type Mismatch } from '../match.js';
import { mismatchFacts } from '../mismatch-facts.js';
import { parseFile } from '../parse-file.js';
import type { CheckOf } from '../schema.js';
import { textPattern, textWords } from '../text.js';
import { describe, patternFacts, sayValue } from '../words.js';
import type { CheckKind } from './kind.js';

type Format = CheckOf<'file'>['parse'];

/**
 * Subject: what was matched, in an object for text ({text}) and lines ({lines}); the parsed value otherwise.
 * Text as `match` must be contained: in the text, or as one of the lines.
 */
export const fileKind: CheckKind<'file'> = {
  title: ({ path, parse, match: wanted }) => {
    if (wanted === undefined) return `file \`${path}\` is there`;
    return `file \`${path}\` has ${isText(parse) ? textWords(wanted) : patternFacts(wanted)}`;
  },
  triggers: ['files'],
  drifts: () => false,
  async evaluate(check, { world }) {
    const { path, parse } = check;
    const text = await world.files.read(path);
    if (text === undefined) return notPassed([await missingFile(path, world.files)]);
    const parsed = parseFile(parse, text);
    if (!parsed.ok) {
      return notPassed(
        parsed.errors.map(({ line, column, says }) => ({
          code: 'not-parsable',
          object: `file ${path}:${line}:${column}`,
          says: `${path}, line ${line}, column ${column}: ${says.replace(/[^.?!]$/, '$&.')}`,
          next: `cat -n ${path}`,
        })),
        subjectOf(parse, text),
      );
    }
    return judged(mismatchesOf(check, parsed.value), subjectOf(parse, parsed.value));
  },
};

function mismatchesOf({ path, parse, match: wanted }: CheckOf<'file'>, value: Json): Evidence[] {
  if (wanted === undefined) return [];
  return match(isText(parse) ? textPattern(wanted) : wanted, value).map((mismatch) => {
    const { line, says } = isText(parse)
      ? { line: undefined, says: `it lacks ${textWords(wanted)}` }
      : dataWords(parse, mismatch, value);
    const place = line === undefined ? path : `${path}:${line}`;
    return {
      ...mismatchFacts(`file ${place}`, mismatch),
      says: `File ${line === undefined ? path : `${path}, line ${line}`}: ${says}.`,
      next: line === undefined ? `cat ${path}` : `cat -n ${path}`,
    };
  });
}

function isText(format: Format): boolean {
  return format === 'text' || format === 'lines';
}

function dataWords(format: Format, mismatch: Mismatch, value: Json): { line?: number; says: string } {
  if (format === 'dockerfile') return dockerfileWords(mismatch, value);
  const { path, actual, expected } = mismatch;
  return { says: `${path || 'it'} is ${sayValue(actual)}; the task wants ${describe(expected)}` };
}

function subjectOf(parse: Format, value: Json): Json {
  if (parse === 'lines' && Array.isArray(value)) return { lines: value };
  return typeof value === 'string' ? { text: value } : value;
}

async function missingFile(path: string, files: FileReader): Promise<Evidence> {
  const facts = { object: `file ${path}`, expected: path, next: 'ls -la' };
  for (const other of likelyNames(path)) {
    if ((await files.read(other)) !== undefined) {
      const says = `There is a file \`${other}\`; the task wants \`${path}\`.`;
      return { code: 'name-typo', ...facts, actual: other, says };
    }
  }
  return { code: 'missing', ...facts, says: `There is no file \`${path}\` in the work folder.` };
}

/** Spellings that people and editors produce: other case, an ending added, the leading dot forgotten. */
function likelyNames(path: string): string[] {
  const [, folder = '', name = ''] = /^(.*\/)?([^/]*)$/.exec(path) ?? [];
  const capital = name.charAt(0).toUpperCase() + name.slice(1);
  const swapped = name.endsWith('.yaml') ? name.replace(/yaml$/, 'yml') : name.replace(/\.yml$/, '.yaml');
  const names = [name.toLowerCase(), capital, `${name}.txt`, swapped, name.replace(/^\./, '')];
  return [...new Set(names)].filter((other) => other !== name && other !== '').map((other) => folder + other);
}
