/** A word before expansion: pieces that are joined, split and globbed when it is expanded. */
export type Word = readonly Part[];

/** One piece of a word. `quoted` pieces are neither split nor globbed. */
export type Part =
  | { kind: 'text'; text: string; quoted: boolean }
  | { kind: 'parameter'; parameter: Parameter; quoted: boolean }
  | { kind: 'command'; body: List; quoted: boolean }
  | { kind: 'arithmetic'; expression: Word; quoted: boolean };

/** `${name op word}`. Operators: `:-` `-` `:=` `=` `:?` `?` `:+` `+` `#` `##` `%` `%%` `/` `//` `:` (substring), `length`. */
export interface Parameter {
  name: string;
  operator?: string;
  word?: Word;
  /** Replacement of `/`, length of `:`. */
  second?: Word;
}

/** A redirection; `target` is a file, a descriptor (`>&`, `<&`) or the text of a here-document (`<<`). */
export interface Redirection {
  operator: '<' | '>' | '>>' | '>|' | '<>' | '<&' | '>&' | '&>' | '<<' | '<<<';
  fd?: number;
  target: Word;
}

/** `name=value` before a command. */
export interface Assignment {
  name: string;
  value: Word;
}

/** Commands one after the other; each on a line of its source. */
export type List = readonly ListItem[];

/** One and-or list, in the background or not. */
export interface ListItem {
  background: boolean;
  first: Pipeline;
  rest: readonly { when: '&&' | '||'; pipeline: Pipeline }[];
  /** As it was typed, for `jobs`. */
  source: string;
}

/** Commands joined by pipes. */
export interface Pipeline {
  negated: boolean;
  commands: readonly Command[];
}

/** A command of the shell's grammar. Compound ones may have redirections of their own. */
export type Command =
  | {
      kind: 'simple';
      line: number;
      assignments: readonly Assignment[];
      words: readonly Word[];
      redirections: readonly Redirection[];
    }
  | { kind: 'group'; body: List; redirections: readonly Redirection[] }
  | { kind: 'subshell'; body: List; redirections: readonly Redirection[] }
  | {
      kind: 'if';
      branches: readonly { test: List; body: List }[];
      otherwise?: List;
      redirections: readonly Redirection[];
    }
  | { kind: 'loop'; until: boolean; test: List; body: List; redirections: readonly Redirection[] }
  | { kind: 'for'; name: string; words?: readonly Word[]; body: List; redirections: readonly Redirection[] }
  | {
      kind: 'case';
      subject: Word;
      branches: readonly { patterns: readonly Word[]; body: List; fallThrough: boolean }[];
      redirections: readonly Redirection[];
    }
  | { kind: 'function'; name: string; body: Command };
