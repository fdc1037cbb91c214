/** An expression of awk. */
export type Expression =
  | { kind: 'number'; value: number }
  | { kind: 'string'; text: string }
  | { kind: 'regex'; text: string }
  | { kind: 'variable'; name: string }
  | { kind: 'element'; name: string; subscripts: Expression[] }
  | { kind: 'field'; index: Expression }
  | { kind: 'assign'; operator: string; target: Target; value: Expression }
  | { kind: 'increment'; by: 1 | -1; prefix: boolean; target: Target }
  | { kind: 'unary'; operator: '-' | '+' | '!'; operand: Expression }
  | { kind: 'binary'; operator: string; left: Expression; right: Expression }
  | { kind: 'logical'; operator: '&&' | '||'; left: Expression; right: Expression }
  | { kind: 'conditional'; test: Expression; yes: Expression; no: Expression }
  | { kind: 'match'; negated: boolean; left: Expression; right: Expression }
  | { kind: 'in'; subscripts: Expression[]; name: string }
  | { kind: 'group'; inner: Expression }
  | { kind: 'call'; name: string; args: Expression[] }
  | { kind: 'builtin'; name: string; args: Expression[] }
  | { kind: 'getline'; target?: Target; file?: Expression; command?: Expression };

/** What can be assigned to. */
export type Target = Extract<Expression, { kind: 'variable' | 'element' | 'field' }>;

/** A statement of awk. */
export type Statement =
  | { kind: 'expression'; expression: Expression }
  | { kind: 'print'; args: Expression[]; format: boolean; output?: { how: '>' | '>>' | '|'; to: Expression } }
  | { kind: 'if'; test: Expression; yes: Statement; no?: Statement }
  | { kind: 'while'; test: Expression; body: Statement; first: boolean }
  | { kind: 'for'; start?: Statement; test?: Expression; step?: Statement; body: Statement }
  | { kind: 'forIn'; name: string; array: string; body: Statement }
  | { kind: 'block'; body: Statement[] }
  | { kind: 'delete'; name: string; subscripts?: Expression[] }
  | { kind: 'jump'; to: 'break' | 'continue' | 'next' | 'nextfile' }
  | { kind: 'exit' | 'return'; value?: Expression };

/** A rule: a pattern (BEGIN, END, an expression, a range, or none) and what to do; no body prints the record. */
export interface Rule {
  when: 'BEGIN' | 'END' | 'always' | 'match' | 'range';
  pattern?: Expression;
  until?: Expression;
  body?: Statement;
}

/** A whole program. */
export interface AwkProgram {
  rules: Rule[];
  functions: Map<string, { parameters: string[]; body: Statement }>;
}
