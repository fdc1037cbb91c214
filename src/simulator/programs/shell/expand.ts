import type { List, Part, Word } from './ast.js';
import { evaluateArithmetic } from './arithmetic.js';
import { joinPieces, patternOf, splitFields, type Piece } from './fields.js';
import { glob } from './glob.js';
import { expandParameter } from './parameters.js';
import { arithmeticScope, fieldSeparators, getVariable, type Shell } from './state.js';
import { homeOf } from '../lib/accounts.js';

/** Runs the commands of a substitution and gives what they print; set by the evaluator, which calls expansion. */
export type Substitute = (shell: Shell, body: List) => Promise<string>;

/** Expansion of words for one shell. */
export interface Expander {
  /** Arguments of a command: split and globbed. */
  fields(words: readonly Word[]): Promise<string[]>;
  /** One text: neither split nor globbed (assignments, here-documents, targets of redirections). */
  text(word: Word, tilde?: 'assignment' | 'word'): Promise<string>;
  /** A pattern of `case`, `#`, `%`, `/`. */
  pattern(word: Word): Promise<string>;
  /** Pieces of a word inside another expansion. */
  pieces(word: Word): Promise<Piece[]>;
}

function expandTilde(shell: Shell, text: string): { home: string; rest: string } | undefined {
  const match = /^~([^/:]*)/.exec(text);
  if (!match) return undefined;
  const user = match[1] ?? '';
  const home = user === '' ? getVariable(shell, 'HOME') : homeOf(shell.context.fs, user);
  return home === undefined ? undefined : { home, rest: text.slice(match[0].length) };
}

/** Makes the expander of a shell. */
export function createExpander(shell: Shell, substitute: Substitute): Expander {
  const literal = (text: string, quoted: boolean): Piece => ({ text, quoted, split: false });

  const part = async (each: Part, expander: Expander): Promise<Piece[]> => {
    switch (each.kind) {
      case 'text':
        return [literal(each.text, each.quoted)];
      case 'parameter':
        return expandParameter(shell, each.parameter, each.quoted, expander);
      case 'command':
        return [{ text: await substitute(shell, each.body), quoted: each.quoted, split: !each.quoted }];
      case 'arithmetic': {
        const expression = await expander.text(each.expression);
        const value = evaluateArithmetic(expression, arithmeticScope(shell));
        return [{ text: value, quoted: each.quoted, split: !each.quoted }];
      }
    }
  };

  const tildes = (word: Word, where: 'assignment' | 'word' | undefined): { start: Piece[]; rest: Word } => {
    const first = word[0];
    if (where === undefined || first?.kind !== 'text' || first.quoted) return { start: [], rest: word };
    const pieces = where === 'assignment' ? first.text.split(/(?<=:)/) : [first.text];
    if (word.length > 1 && !/[/:]/.test(pieces.at(-1) ?? '') && (pieces.at(-1) ?? '').startsWith('~')) {
      return { start: [], rest: word };
    }
    const start = pieces.flatMap((text) => {
      const found = expandTilde(shell, text);
      return found ? [literal(found.home, true), literal(found.rest, false)] : [literal(text, false)];
    });
    return { start: start.filter((piece) => piece.quoted || piece.text !== ''), rest: word.slice(1) };
  };

  const expander: Expander = {
    async pieces(word) {
      const pieces: Piece[] = [];
      for (const each of word) pieces.push(...(await part(each, expander)));
      return pieces;
    },
    async fields(words) {
      const found: string[] = [];
      for (const word of words) {
        const { start, rest } = tildes(word, 'word');
        const pieces = [...start, ...(await expander.pieces(rest))];
        for (const field of splitFields(pieces, fieldSeparators(shell))) {
          const paths =
            field.pattern === undefined || shell.options.has('noglob')
              ? []
              : glob(shell.context.fs, field.pattern);
          found.push(...(paths.length ? paths : [field.text]));
        }
      }
      return found;
    },
    async text(word, where) {
      const { start, rest } = tildes(word, where);
      return joinPieces([...start, ...(await expander.pieces(rest))], ' ');
    },
    async pattern(word) {
      const { start, rest } = tildes(word, 'word');
      return patternOf([...start, ...(await expander.pieces(rest))]);
    },
  };
  return expander;
}
