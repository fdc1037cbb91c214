import { spawn } from 'node:child_process';
import { error, scriptsOf, type LessonScript, type LintFinding, type LintRule } from './rule.js';

/** Scripts are right bash, as far as `bash -n` can say. Where there is no bash, nothing is said. */
export const bashRule: LintRule = async ({ lesson }) => {
  const findings: LintFinding[] = [];
  // One after the other: a lesson has some dozens of scripts, and dozens of processes at once help nobody.
  for (const script of scriptsOf(lesson)) {
    const complaint = await bashComplaint(script);
    if (complaint !== undefined)
      findings.push(error(script.path, `bash can not read the script: ${complaint}`));
  }
  return findings;
};

function bashComplaint({ text }: LessonScript): Promise<string | undefined> {
  return new Promise((resolve) => {
    const bash = spawn('bash', ['--norc', '--noprofile', '-n'], {
      stdio: ['pipe', 'ignore', 'pipe'],
      env: { PATH: process.env['PATH'], LC_ALL: 'C' },
    });
    let output = '';
    bash.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    bash.stdin.on('error', () => undefined);
    bash.on('error', () => resolve(undefined));
    // "bash: line 2: syntax error near ..." names the line of the script; a second line repeats the text.
    bash.on('close', (code) =>
      resolve(code === 0 ? undefined : output.split('\n')[0]!.replace(/^bash: /, '')),
    );
    bash.stdin.end(text);
  });
}
