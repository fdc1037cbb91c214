import type { Assignment, Command, List, ListItem, Part, Pipeline, Redirection, Word } from './ast.js';
import { ShellSyntaxError } from './errors.js';
import { heredocDelimiter, readHeredocs, type PendingHeredoc } from './heredoc.js';
import type { Cursor } from './source.js';
import { literal, readToken, tokenName, type Token } from './tokens.js';
import type { WordParser } from './words.js';

const reserved = new Set([
  'if', 'then', 'elif', 'else', 'fi', 'while', 'until', 'do', 'done', 'for', 'in', 'case', 'esac', '{', '}', '!',
]); // prettier-ignore
/** Words that end a list when a command might start. */
const closers = new Set(['then', 'elif', 'else', 'fi', 'do', 'done', 'esac', '}']);

/** Reads one complete command after the other from a text. */
export interface Parser {
  /** The commands up to the end of the line they end on; undefined at the end of the text. */
  next(): List | undefined;
  /** What is left of the text. */
  rest(): string;
}

/** What `alias` knows, looked up when a command starts. */
export type Aliases = ReadonlyMap<string, string>;

/** Makes a parser of a script; `firstLine` numbers its first line. */
export function createParser(text: string, aliases: Aliases = new Map(), firstLine = 1): Parser {
  const cursor: Cursor = { text, at: 0, line: firstLine };
  const grammar = createGrammar(cursor, aliases);
  return { next: grammar.completeCommand, rest: () => cursor.text.slice(cursor.at) };
}

function createGrammar(cursor: Cursor, aliases: Aliases) {
  const pending: PendingHeredoc[] = [];
  let ahead: Token | undefined;
  let aheadStart: Cursor = { ...cursor };
  const words: WordParser = {
    commands(at) {
      const inner = createGrammar(at, aliases);
      const body = inner.list(true);
      inner.expect(')');
      return body;
    },
    text(source, line) {
      const inner = createGrammar({ text: source, at: 0, line }, aliases);
      const body = inner.list(true);
      inner.expectEnd();
      return body;
    },
  };

  const look = (): Token => {
    if (!ahead) {
      aheadStart = { ...cursor };
      ahead = readToken(cursor, words);
    }
    return ahead;
  };
  const next = (): Token => {
    const token = look();
    ahead = undefined;
    if (token.kind === 'newline' && pending.length) readHeredocs(cursor, pending, words);
    return token;
  };
  const fail = (token: Token, expecting?: string): never => {
    const word = token.kind === 'word' ? literal(token.word) : undefined;
    const name = word !== undefined && reserved.has(word) ? `"${word}"` : tokenName(token);
    throw new ShellSyntaxError(
      `unexpected ${name}${expecting === undefined ? '' : ` (expecting "${expecting}")`}`,
      cursor.line,
      token.kind === 'end',
    );
  };
  const word = (token: Token): string | undefined =>
    token.kind === 'word' ? literal(token.word) : undefined;
  const isOperator = (token: Token, ...texts: string[]) =>
    token.kind === 'operator' && texts.includes(token.text);
  const skipNewlines = () => {
    while (look().kind === 'newline') next();
  };
  const expectWord = (text: string) => {
    const token = next();
    if (word(token) !== text) fail(token, text);
  };
  const expect = (text: string) => {
    const token = next();
    if (!isOperator(token, text)) fail(token, text);
  };
  const expectEnd = () => {
    const token = next();
    if (token.kind !== 'end') fail(token);
  };
  const endsList = (token: Token) =>
    token.kind === 'end' || isOperator(token, ')', ';;', ';&') || closers.has(word(token) ?? '');

  /** Commands up to what ends a list; with at least one, unless `mayBeEmpty`. */
  const list = (mayBeEmpty = false, closer?: string): List => {
    const items: ListItem[] = [];
    skipNewlines();
    while (!endsList(look())) {
      items.push(andOr());
      const token = look();
      if (isOperator(token, ';', '&') || token.kind === 'newline') {
        if (token.kind !== 'newline') next();
        skipNewlines();
      } else if (!endsList(token)) fail(token);
    }
    if (items.length === 0 && !mayBeEmpty) fail(look(), look().kind === 'end' ? closer : undefined);
    return items;
  };

  const andOr = (): ListItem => {
    look();
    const start = aheadStart.at;
    const first = pipeline();
    const rest: { when: '&&' | '||'; pipeline: Pipeline }[] = [];
    while (isOperator(look(), '&&', '||')) {
      const when = (next() as { text: '&&' | '||' }).text;
      skipNewlines();
      rest.push({ when, pipeline: pipeline() });
    }
    look();
    const source = cursor.text.slice(start, aheadStart.at).trim();
    return { background: isOperator(look(), '&'), first, rest, source };
  };

  const pipeline = (): Pipeline => {
    let negated = false;
    while (word(look()) === '!') {
      next();
      negated = !negated;
    }
    const commands = [command()];
    while (isOperator(look(), '|')) {
      next();
      skipNewlines();
      commands.push(command());
    }
    return { negated, commands };
  };

  const expandAlias = () => {
    const used = new Set<string>();
    for (;;) {
      const token = look();
      const name = word(token);
      const value = name === undefined ? undefined : aliases.get(name);
      if (token.kind !== 'word' || name === undefined || value === undefined || used.has(name)) return;
      used.add(name);
      cursor.text = cursor.text.slice(0, token.start) + value + cursor.text.slice(token.end);
      cursor.at = token.start;
      ahead = undefined;
    }
  };

  const command = (): Command => {
    expandAlias();
    const token = look();
    if (isOperator(token, '(')) {
      next();
      const body = list();
      expect(')');
      return { kind: 'subshell', body, redirections: redirections() };
    }
    switch (word(token)) {
      case '{': {
        next();
        const body = list();
        expectWord('}');
        return { kind: 'group', body, redirections: redirections() };
      }
      case 'if':
        return ifCommand();
      case 'while':
      case 'until': {
        next();
        const test = list();
        return {
          kind: 'loop',
          until: word(token) === 'until',
          test,
          body: doGroup(),
          redirections: redirections(),
        };
      }
      case 'for':
        return forCommand();
      case 'case':
        return caseCommand();
      default:
        return simple();
    }
  };

  const ifCommand = (): Command => {
    const branches: { test: List; body: List }[] = [];
    next();
    for (;;) {
      const test = list();
      expectWord('then');
      branches.push({ test, body: list(false, 'fi') });
      const token = next();
      if (word(token) === 'elif') continue;
      if (word(token) === 'fi') return { kind: 'if', branches, redirections: redirections() };
      if (word(token) !== 'else') fail(token, 'fi');
      const otherwise = list(false, 'fi');
      expectWord('fi');
      return { kind: 'if', branches, otherwise, redirections: redirections() };
    }
  };

  const doGroup = (): List => {
    expectWord('do');
    const body = list(false, 'done');
    expectWord('done');
    return body;
  };

  const forCommand = (): Command => {
    next();
    const token = next();
    const name = word(token);
    if (name === undefined || !/^[A-Za-z_]\w*$/.test(name))
      throw new ShellSyntaxError('bad for loop variable', cursor.line, token.kind === 'end');
    skipNewlines();
    let items: Word[] | undefined;
    if (word(look()) === 'in') {
      next();
      items = [];
      for (let item = look(); item.kind === 'word'; item = look()) {
        items.push(item.word);
        next();
      }
      const end = next();
      if (!isOperator(end, ';') && end.kind !== 'newline') fail(end, 'do');
    } else if (isOperator(look(), ';')) next();
    skipNewlines();
    const body = doGroup();
    return { kind: 'for', name, ...(items ? { words: items } : {}), body, redirections: redirections() };
  };

  const caseCommand = (): Command => {
    next();
    const subject = next();
    if (subject.kind !== 'word') return fail(subject);
    skipNewlines();
    expectWord('in');
    skipNewlines();
    const branches: { patterns: Word[]; body: List; fallThrough: boolean }[] = [];
    while (word(look()) !== 'esac') {
      if (isOperator(look(), '(')) next();
      const patterns: Word[] = [];
      for (;;) {
        const token = next();
        if (token.kind !== 'word') return fail(token, 'esac');
        patterns.push(token.word);
        if (!isOperator(look(), '|')) break;
        next();
      }
      expect(')');
      const body = list(true);
      const fallThrough = isOperator(look(), ';&');
      branches.push({ patterns, body, fallThrough });
      if (isOperator(look(), ';;', ';&')) {
        next();
        skipNewlines();
      } else if (word(look()) !== 'esac') fail(look(), ';;');
    }
    next();
    return { kind: 'case', subject: subject.word, branches, redirections: redirections() };
  };

  const redirection = (token: Extract<Token, { kind: 'redirection' }>): Redirection => {
    const target = next();
    if (target.kind !== 'word') return fail(target);
    const fd = token.fd === undefined ? {} : { fd: token.fd };
    if (token.operator === '<<' || token.operator === '<<-') {
      const body: Part[] = [];
      pending.push({ ...heredocDelimiter(target.word), stripTabs: token.operator === '<<-', body });
      return { operator: '<<', ...fd, target: body };
    }
    return { operator: token.operator, ...fd, target: target.word };
  };

  const redirections = (): Redirection[] => {
    const found: Redirection[] = [];
    for (let token = look(); token.kind === 'redirection'; token = look()) {
      next();
      found.push(redirection(token));
    }
    return found;
  };

  const simple = (): Command => {
    const assignments: Assignment[] = [];
    const parts: Word[] = [];
    const found: Redirection[] = [];
    const { line } = cursor;
    for (;;) {
      const token = look();
      if (token.kind === 'redirection') {
        next();
        found.push(redirection(token));
      } else if (token.kind === 'word') {
        if (parts.length === 0 && reserved.has(word(token) ?? '')) {
          if (assignments.length || found.length) break;
          fail(token);
        }
        next();
        const assignment = parts.length === 0 ? readAssignment(token.word) : undefined;
        if (assignment) assignments.push(assignment);
        else parts.push(token.word);
        if (parts.length === 0) expandAlias();
      } else if (isOperator(token, '(') && parts.length === 1 && !assignments.length && !found.length) {
        return functionCommand(parts[0] ?? []);
      } else break;
    }
    if (!assignments.length && !parts.length && !found.length) fail(look());
    return { kind: 'simple', line, assignments, words: parts, redirections: found };
  };

  const functionCommand = (nameWord: Word): Command => {
    const name = literal(nameWord);
    next();
    expect(')');
    if (name === undefined) throw new ShellSyntaxError('bad function name', cursor.line);
    skipNewlines();
    return { kind: 'function', name, body: command() };
  };

  const completeCommand = (): List | undefined => {
    skipNewlines();
    if (look().kind === 'end') return undefined;
    const items: ListItem[] = [];
    for (;;) {
      items.push(andOr());
      const token = look();
      if (isOperator(token, ';', '&')) next();
      else if (token.kind !== 'newline' && token.kind !== 'end') fail(token);
      const after = look();
      if (after.kind === 'end') break;
      if (after.kind === 'newline') {
        next();
        break;
      }
    }
    if (pending.length) readHeredocs(cursor, pending, words);
    return items;
  };

  return { list, expect, expectEnd, completeCommand };
}

/** `name=value` at the start of a command; undefined for other words. */
export function readAssignment(word: Word): Assignment | undefined {
  const [first, ...rest] = word;
  if (first?.kind !== 'text' || first.quoted) return undefined;
  const match = /^([A-Za-z_]\w*)=/.exec(first.text);
  if (!match) return undefined;
  const remaining = first.text.slice(match[0].length);
  const value = remaining === '' ? rest : [{ ...first, text: remaining }, ...rest];
  return { name: match[1] ?? '', value };
}
