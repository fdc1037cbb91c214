import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Node,
  type YAMLError,
} from 'yaml';
import type { LessonProblem, Position } from '../problems.js';

/** A path inside a file: keys and list indexes. */
export type SourcePath = readonly PropertyKey[];

/** A YAML file that knows where everything stands. */
export interface SourceDocument {
  file: string;
  /** The file as plain values; undefined when the YAML is broken. */
  data: unknown;
  /** Mistakes of the YAML itself. Nothing else is known of the file while there are any. */
  problems: LessonProblem[];
  /** Where a value starts, or the nearest thing around it that is there. */
  valueAt(path: SourcePath): Position;
  /** Where the key of a value starts; for list elements the element. */
  keyAt(path: SourcePath): Position;
}

/** Nobody writes a lesson this long; a file beyond it is something else. In characters. */
const maxLength = 512 * 1024;
const maxSyntaxProblems = 5;
const tooDeep = 'the file is nested too deeply';

/** What usually stands behind the parser's complaints. */
const adviceByCode: Partial<Record<YAMLError['code'], string>> = {
  BLOCK_AS_IMPLICIT_KEY: 'text with ": " in it needs quotes',
  BAD_INDENT: 'keys of one map must start in the same column',
  TAB_AS_INDENT: 'use spaces',
  MISSING_CHAR: 'look for a missing colon, quote or bracket',
  BAD_SCALAR_START: 'text that starts with this character needs quotes',
};

/** Parses YAML. Never throws: whatever is wrong is a problem with a place. */
export function parseSource(text: string, file: string): SourceDocument {
  const lines = new LineCounter();
  const start: Position = { line: 1, column: 1 };
  const positionOf = (offset: number | undefined): Position => {
    if (offset === undefined || lines.lineStarts.length === 0) return start;
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    return line > 0 ? { line, column: col } : start;
  };
  const broken = (problems: Omit<LessonProblem, 'file' | 'severity' | 'code'>[]): SourceDocument => ({
    file,
    data: undefined,
    problems: problems.map((problem) => ({ code: 'yaml-syntax', severity: 'error', file, ...problem })),
    valueAt: () => start,
    keyAt: () => start,
  });
  if (text.length > maxLength) {
    return broken([{ ...start, message: `the file is longer than ${maxLength / 1024} KiB` }]);
  }
  let doc: Document.Parsed;
  let data: unknown;
  try {
    doc = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'silent' });
    const faults = [...doc.errors, ...doc.warnings];
    if (faults.length > 0) {
      // The parser recurses, and reports where its stack ended.
      const deep = faults.find((fault) => fault.message.includes('call stack'));
      if (deep) return broken([{ ...positionOf(deep.pos[0]), message: tooDeep }]);
      return broken(
        faults.slice(0, maxSyntaxProblems).map((fault) => ({
          ...positionOf(openQuote(doc, fault) ?? fault.pos[0]),
          message: fault.message,
          next: adviceByCode[fault.code],
        })),
      );
    }
    const dangling = danglingAlias(doc);
    if (dangling) {
      return broken([
        { ...positionOf(dangling.range?.[0]), message: 'no anchor of that name stands before this alias' },
      ]);
    }
    data = doc.toJS({ maxAliasCount: 100 });
  } catch (error) {
    // Too deep for the recursion, or an alias bomb: both are about the file as a whole.
    const message = error instanceof RangeError ? tooDeep : (error as Error).message;
    return broken([{ ...start, message }]);
  }
  const at = (path: SourcePath, wanted: 'key' | 'value') => positionOf(offsetAt(doc, path, wanted));
  return { file, data, problems: [], valueAt: (path) => at(path, 'value'), keyAt: (path) => at(path, 'key') };
}

/** Where the quote opens that a fault misses the end of: the parser only knows that it came to the end of the file. */
function openQuote(doc: Document.Parsed, fault: YAMLError): number | undefined {
  if (!/closing .quote/.test(fault.message)) return undefined;
  let opened: number | undefined;
  visit(doc, {
    Scalar(_, scalar) {
      if (scalar.range && scalar.type?.startsWith('QUOTE_') && scalar.range[2] >= fault.pos[0])
        opened = scalar.range[0];
    },
  });
  return opened;
}

function danglingAlias(doc: Document.Parsed): Node | undefined {
  let found: Node | undefined;
  visit(doc, {
    Alias(_, alias) {
      if (alias.resolve(doc)) return undefined;
      found = alias;
      return visit.BREAK;
    },
  });
  return found;
}

function offsetAt(doc: Document.Parsed, path: SourcePath, wanted: 'key' | 'value'): number | undefined {
  let node: unknown = doc.contents;
  let key: Node | undefined;
  let offset = doc.contents?.range?.[0];
  for (const segment of path) {
    if (isAlias(node)) node = node.resolve(doc);
    if (isMap(node)) {
      const pair = node.items.find((item) => keyText(item.key) === String(segment));
      if (!pair) return offset;
      key = pair.key as Node;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(segment)];
      key = node as Node | undefined;
    } else return offset;
    offset = (node as Node | null | undefined)?.range?.[0] ?? key?.range?.[0] ?? offset;
  }
  return wanted === 'key' ? (key?.range?.[0] ?? offset) : offset;
}

function keyText(key: unknown): string {
  return isScalar<string | number | boolean | null>(key) ? String(key.value ?? '') : String(key);
}

/** The value at a path of plain values; undefined when there is none. */
export function valueAt(data: unknown, path: SourcePath): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    data,
  );
}
