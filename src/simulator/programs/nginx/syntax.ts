import { posix } from 'node:path';
import { SysError, type Files } from '../../host/contract.js';
import { errnoNumber, strerror } from '../lib/errors.js';
import { decode } from '../lib/text.js';
import { glob } from '../shell/glob.js';

/** One directive of a configuration file, with its block when it has one. */
export interface Directive {
  name: string;
  args: string[];
  block?: Directive[];
  file: string;
  line: number;
}

/** The configuration is wrong; worded as nginx does, with file and line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

interface Token {
  kind: 'word' | ';' | '{' | '}';
  text: string;
  line: number;
}

/** Fails the way nginx does at a place of a file. */
export function configError(words: string, at: { file: string; line: number }): never {
  throw new ConfigError(`${words} in ${at.file}:${at.line}`);
}

function* tokens(text: string, file: string): Generator<Token> {
  let line = 1;
  for (let at = 0; at < text.length;) {
    const char = text[at] ?? '';
    if (char === '\n') line++;
    if (/\s/.test(char)) at++;
    else if (char === '#') while (at < text.length && text[at] !== '\n') at++;
    else if (char === ';' || char === '{' || char === '}') {
      yield { kind: char, text: char, line };
      at++;
    } else if (char === '"' || char === "'") {
      let word = '';
      const start = line;
      for (at++; text[at] !== char; at++) {
        if (at >= text.length) configError('unexpected end of file, expecting ";" or "}"', { file, line });
        if (text[at] === '\n') line++;
        if (text[at] === '\\' && (text[at + 1] === char || text[at + 1] === '\\')) at++;
        word += text[at];
      }
      at++;
      yield { kind: 'word', text: word, line: start };
    } else {
      let word = '';
      while (at < text.length && !/[\s;]/.test(text[at] ?? '')) {
        if (text[at] === '{' && text[at - 1] !== '$' && !/\$\{\w*$/.test(word)) {
          if (!/^[~^]/.test(word) && !word.includes('\\') && !/[([]/.test(word)) break;
        }
        if (text[at] === '\\' && at + 1 < text.length && /[\s;"']/.test(text[at + 1] ?? '')) at++;
        word += text[at++];
      }
      yield { kind: 'word', text: word, line };
    }
  }
}

/** Parses a file and what it includes. Throws ConfigError. */
export function parseConfig(files: Files, file: string, root = posix.dirname(file)): Directive[] {
  let text: string;
  try {
    text = decode(files.readFile(file));
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    throw new ConfigError(`open() "${file}" failed (${errnoNumber(error.code)}: ${strerror(error.code)})`);
  }
  return parseText(files, text, file, root);
}

/** Parses a text of directives (of a file, or of -g). */
export function parseText(files: Files, text: string, file: string, root: string): Directive[] {
  const all = [...tokens(text, file)];
  const lastLine = text.split('\n').length;
  let at = 0;
  const block = (nested: boolean): Directive[] => {
    const found: Directive[] = [];
    for (;;) {
      const token = all[at++];
      if (!token) {
        if (nested) configError('unexpected end of file, expecting "}"', { file, line: lastLine });
        return found;
      }
      if (token.kind === '}') {
        if (!nested) configError('unexpected "}"', { file, line: token.line });
        return found;
      }
      if (token.kind !== 'word') configError(`unexpected "${token.text}"`, { file, line: token.line });
      found.push(...directive(token));
    }
  };
  const directive = (first: Token): Directive[] => {
    const args: string[] = [];
    for (;;) {
      const token = all[at++];
      if (!token)
        return configError('unexpected end of file, expecting ";" or "}"', { file, line: lastLine });
      if (token.kind === 'word') {
        args.push(token.text);
        continue;
      }
      const place = { file, line: token.line };
      if (token.kind === '}') return configError('unexpected "}"', place);
      if (token.kind === '{') return [{ name: first.text, args, file, line: token.line, block: block(true) }];
      if (first.text === 'include') return include(args, place);
      return [{ name: first.text, args, ...place }];
    }
  };
  const include = (args: string[], place: { file: string; line: number }): Directive[] => {
    const [pattern] = args;
    if (pattern === undefined || args.length !== 1)
      return configError('invalid number of arguments in "include" directive', place);
    const path = posix.resolve(root, pattern);
    if (/[*?[]/.test(pattern)) return glob(files, path).flatMap((each) => parseConfig(files, each, root));
    if (!files.exists(path))
      return configError(`open() "${path}" failed (2: No such file or directory)`, place);
    return parseConfig(files, path, root);
  };
  return block(false);
}
