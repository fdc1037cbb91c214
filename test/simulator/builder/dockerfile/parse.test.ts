import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DockerfileError } from '../../../../src/simulator/builder/dockerfile/error.js';
import { parseDockerfile } from '../../../../src/simulator/builder/dockerfile/parse.js';

const steps = (text: string) => parseDockerfile(`FROM scratch\n${text}`).stages[0]?.steps ?? [];
const failure = (text: string) => {
  try {
    parseDockerfile(text);
  } catch (error) {
    if (error instanceof DockerfileError) return error;
    throw error;
  }
  throw new Error('was read');
};

describe('parseDockerfile', () => {
  it('joins continuation lines and leaves out comments and blank lines between them', () => {
    const [run] = steps('RUN echo a && \\\n# why\n\n   echo b\nCMD x');
    expect(run).toMatchObject({
      kind: 'run',
      command: { shell: true, words: ['echo a &&    echo b'] },
      line: { start: 2, end: 5 },
    });
  });

  it('takes another escape character from its directive', () => {
    const { stages } = parseDockerfile('# escape=`\nFROM scratch\nRUN a `\n b\\\nUSER x');
    expect(stages[0]?.steps).toMatchObject([
      { command: { words: ['a  b\\'] } },
      { kind: 'user', value: 'x' },
    ]);
  });

  it('reads here-documents, with tabs taken off and quotes noticed', () => {
    const [run, copy] = steps('RUN <<-"EOF" sh\n\techo $x\n\tEOF\nCOPY <<a <<b /to/\n1\na\n2\nb\n');
    expect(run).toMatchObject({ heredocs: [{ name: 'EOF', content: 'echo $x\n', expand: false }] });
    expect(copy).toMatchObject({
      sources: [],
      target: '/to/',
      heredocs: [
        { name: 'a', content: '1\n', expand: true },
        { name: 'b', content: '2\n' },
      ],
    });
  });

  it('tells exec form from shell form, and takes broken JSON as shell form', () => {
    expect(steps('CMD ["a", "b c"]\nENTRYPOINT [\'a\']')).toMatchObject([
      { command: { shell: false, words: ['a', 'b c'] } },
      { command: { shell: true, words: ["['a']"] } },
    ]);
  });

  it('reads both forms of ENV and LABEL', () => {
    expect(steps('ENV A=1 B="x y" C=a\\ b\nENV old the  rest\nLABEL a.b=c')).toMatchObject([
      {
        pairs: [
          ['A', '1'],
          ['B', '"x y"'],
          ['C', 'a\\ b'],
        ],
      },
      { pairs: [['old', 'the  rest']] },
      { pairs: [['a.b', 'c']] },
    ]);
  });

  it('reads stages, global arguments and flags', () => {
    const file = parseDockerfile(
      'ARG V=1\nFROM --platform=linux/amd64 a:$V AS Build\nFROM b\nCOPY --from=build --chown=1:2 --chmod=600 x y /z/',
    );
    expect(file.globals).toMatchObject([{ args: [{ name: 'V', value: '1' }] }]);
    expect(file.stages).toMatchObject([
      { from: { image: 'a:$V', name: 'build', platform: 'linux/amd64' } },
      { from: { image: 'b' }, steps: [{ from: 'build', chown: '1:2', chmod: '600', sources: ['x', 'y'] }] },
    ]);
  });

  it('reads a health check in nanoseconds', () => {
    expect(steps('HEALTHCHECK --interval=1s --retries=2 CMD curl x')).toMatchObject([
      { check: { test: ['CMD-SHELL', 'curl x'], interval: 1e9, retries: 2 } },
    ]);
  });

  it.each([
    [
      'FROM a\nRUNN echo',
      'dockerfile parse error on line 2: unknown instruction: RUNN (did you mean RUN?)',
      2,
    ],
    ['RUN echo hi', 'no build stage in current context', 1],
    ['# nothing\n', 'file with no instructions', undefined],
    [
      'FROM a\nCOPY',
      'dockerfile parse error on line 2: COPY requires at least two arguments, but only one was provided. Destination could not be determined',
      2,
    ],
    ['FROM a\nENV A', 'ENV must have two arguments', 2],
    [
      'FROM a\nHEALTHCHECK --interval=x CMD true',
      'dockerfile parse error on line 2: time: invalid duration "x"',
      2,
    ],
    ['FROM a b', 'dockerfile parse error on line 1: FROM requires either one or three arguments', 1],
    [
      'FROM a\nCOPY --form=b x y',
      'dockerfile parse error on line 2: unknown flag: --form (did you mean from?)',
      2,
    ],
    [
      'FROM a\nSHELL sh',
      'dockerfile parse error on line 2: SHELL requires the arguments to be in JSON form',
      2,
    ],
    ['FROM a\nRUN <<E\nx', 'unterminated heredoc', 2],
    ['FROM a\nUSER', 'dockerfile parse error on line 2: USER requires exactly one argument', 2],
  ])('refuses %j with the words of the engine', (text, message, line) => {
    const error = failure(text);
    expect(error.message).toBe(message);
    expect(error.lines?.start).toBe(line);
  });

  it('reads anything or refuses it, and never breaks', () => {
    const word = fc.constantFrom(
      'FROM',
      'a',
      'RUN',
      '\\',
      '\n',
      ' ',
      '"',
      "'",
      '<<E',
      'E',
      '[',
      ']',
      '=',
      '--x=',
      '#',
      'COPY',
      'ENV',
      '$',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), (parts) => {
        try {
          parseDockerfile(parts.join(''));
        } catch (error) {
          expect(error).toBeInstanceOf(DockerfileError);
        }
      }),
    );
  });

  it('keeps the words of an exec form through any JSON', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (words) => {
        expect(steps(`CMD ${JSON.stringify(words)}`)).toMatchObject([{ command: { shell: false, words } }]);
      }),
    );
  });
});
