import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resizeBoth } from '../../src/terminal/attach.js';
import { createInputSplitter } from '../../src/terminal/input.js';
import { innerBytes } from '../../src/terminal/inner-input.js';
import { typeScript } from '../../src/terminal/typist.js';
import { atPrompt, openDesk, testOptions, when, type Desk } from './support.js';

/** Types as the outer terminal would send it. */
function press({ session, emulator }: Desk, bytes: string): void {
  const splitter = createInputSplitter(() => false);
  for (const token of [...splitter.push(bytes), ...splitter.flush()]) {
    session.write(innerBytes(token, emulator.modes()));
  }
}

/** Not every machine has vim and less; CI installs them and runs these tests there. */
function installed(program: string): boolean {
  return process.env['PATH']?.split(':').some((folder) => existsSync(join(folder, program))) ?? false;
}

describe('programs in the terminal', () => {
  it('shows a calm prompt: folder, and the exit code when it is not 0', async () => {
    const options = testOptions();
    options.shell.cwd = '/usr/lib';
    const desk = await openDesk(options);
    expect(desk.rows()[0]).toMatch(/^lib [$#]$/);
    expect(desk.emulator.row(0).ansi).toContain('\x1b[36mlib');
    press(desk, 'false\r');
    await desk.shows(/\nlib \[1\] [$#]/);
  });

  it('draws the prompt without colours under NO_COLOR', async () => {
    const desk = await openDesk(testOptions({ env: { NO_COLOR: '1' } }));
    press(desk, 'false\r');
    await desk.shows('[1]');
    expect(Array.from({ length: 24 }, (_, row) => desk.emulator.row(row).ansi).join('')).not.toMatch(
      /\x1b\[(0;)?3\dm/,
    );
  });

  it.skipIf(!installed('vim'))('edits a file in vim, which gets the screen and gives it back', async () => {
    const options = testOptions();
    const desk = await openDesk(options);
    press(desk, 'echo before; vim -u NONE note.txt\r');
    await desk.shows('"note.txt" [New');
    expect(desk.emulator.modes().alternateScreen).toBe(true);
    press(desk, 'ihello 好 world\x1b');
    press(desk, ':wq\r');
    await atPrompt(desk.session);
    await desk.shows('before');
    expect(desk.emulator.modes().alternateScreen).toBe(false);
    expect(readFileSync(join(options.shell.cwd, 'note.txt'), 'utf8')).toBe('hello 好 world\n');
  });

  it.skipIf(!installed('less'))('pages in less, with cursor keys in its own mode, and searches', async () => {
    const desk = await openDesk();
    press(desk, 'seq 1 1000 | less\r');
    await desk.shows(/^1\n2\n/);
    press(desk, '\x1b[B');
    await desk.shows(/^2\n3\n/);
    press(desk, '/777\r');
    await desk.shows(/^777\n/);
    press(desk, 'q');
    await atPrompt(desk.session);
  });

  it('finds a command again with Ctrl-R', async () => {
    const desk = await openDesk();
    await typeScript(desk.session, 'echo needle-$((40+2))\necho other');
    press(desk, '\x12needle');
    await desk.shows('reverse-i-search');
    const done = when(
      (look) => desk.session.onCommand(look),
      () => desk.session.prompt() === undefined,
    );
    press(desk, '\r');
    await done;
    await desk.shows(/needle-42\n[^]*needle-42\n/);
  });

  it('ends the input of a command with Ctrl-D, and the shell at its prompt', async () => {
    const desk = await openDesk();
    await typeScript(desk.session, 'wc -c', { stays: true });
    press(desk, 'four\r\x04');
    await atPrompt(desk.session);
    await desk.shows(/^5$/m);
    const exited = new Promise<number>((resolve) => desk.session.onExit(resolve));
    press(desk, '\x04');
    expect(await exited).toBe(0);
  });

  it('pastes several lines without running them, and runs each when Enter is pressed', async () => {
    const desk = await openDesk();
    expect(desk.emulator.modes().bracketedPaste).toBe(true);
    const lines: string[] = [];
    desk.session.onCommand((record) => record.exitCode !== undefined && lines.push(record.line));
    press(desk, '\x1b[200~echo one\nfalse\x1b[201~');
    await desk.shows(/echo one\nfalse/);
    expect(lines).toEqual([]);
    press(desk, '\r');
    await when(
      (look) => desk.session.onCommand(look),
      () => lines.length === 2,
    );
    expect(lines).toEqual(['echo one', 'false']);
  });

  it('learns its new size, once, when the border has come to rest', async () => {
    const desk = await openDesk();
    await typeScript(desk.session, "trap 'echo changed to $COLUMNS' WINCH");
    resizeBoth(desk.session, desk.emulator, { columns: 90, rows: 20 });
    resizeBoth(desk.session, desk.emulator, { columns: 70, rows: 22 });
    await desk.shows('changed to 70');
    expect(desk.rows().join('\n')).not.toContain('changed to 90');
    const [record] = await typeScript(desk.session, 'stty size');
    expect(record?.output).toContain('22 70');
  });

  it('keeps wide characters in their cells', async () => {
    const desk = await openDesk();
    press(desk, "printf '%s|\\n' '👍✅👨‍👩‍👧🇫🇷é' 'a好b'\r");
    await desk.shows(/^👍✅👨‍👩‍👧🇫🇷é\|$/m);
    await desk.shows(/^a好b\|$/m);
    const [report] = await typeScript(
      desk.session,
      String.raw`printf '👍✅👨‍👩‍👧🇫🇷é'; IFS='[;' read -rsd R -p $'\e[6n' _ row column; echo " at $column"`,
    );
    expect(report?.output).toContain(' at 10');
  });

  it('takes a flood in and stays in order', async () => {
    const desk = await openDesk();
    await typeScript(desk.session, 'yes | head -200000; echo the-$((1))-end');
    await desk.shows(/y\ny\nthe-1-end/);
    expect(desk.emulator.scrollOffset()).toBe(0);
    desk.emulator.scrollBy(-100_000);
    expect(desk.emulator.scrollOffset()).toBe(5000);
  });

  it('slows the shell down while its screen is behind', async () => {
    const desk = await openDesk();
    const gate: { open?: () => void } = {};
    const opened = new Promise<void>((resolve) => (gate.open = resolve));
    let received = 0;
    desk.session.onData((chunk) => {
      received += chunk.length;
      return opened;
    });
    press(desk, 'yes $(printf %070d 7) | head -60000; echo flood-$((1))-over\r');
    await when(
      (look) => desk.session.onData(look),
      () => received > 1 << 20,
    );
    // What was read before the pause may still arrive; then nothing until the screen has caught up.
    await new Promise((resolve) => setImmediate(resolve));
    const paused = received;
    expect(paused).toBeLessThan(2 << 20);
    gate.open?.();
    await desk.shows('flood-1-over');
    expect(received).toBeGreaterThan(4_000_000);
  });

  it('recovers when a program dies inside an escape sequence', async () => {
    const desk = await openDesk();
    press(desk, String.raw`printf '\e[?25l\e[31m\e]0;never ended'` + '\r');
    await atPrompt(desk.session);
    press(desk, 'echo back-$((1))\r');
    await desk.shows('back-1');
    expect(desk.emulator.cursor()).toBeDefined();
  });

  it('sets an editor and leaves what the learner has set alone', async () => {
    const options = testOptions();
    writeFileSync(join(options.shell.cwd, 'nano'), '', { mode: 0o755 });
    options.shell.env['PATH'] += `:${options.shell.cwd}`;
    const bare = await openDesk(options);
    expect((await typeScript(bare.session, 'echo $EDITOR'))[0]?.output).toMatch(/^(vim|vi|nano)\n$/);
    const chosen = await openDesk(testOptions({ env: { EDITOR: 'ed', LESS: '-S' } }));
    expect((await typeScript(chosen.session, 'echo $EDITOR $LESS'))[0]?.output).toBe('ed -S\n');
  });
});

describe('completion of commands', () => {
  it('asks a Cobra program, with words and descriptions', async () => {
    const options = testOptions();
    const program = `#!/bin/sh
[ "$1" = __complete ] || exit 1
shift
case "$*" in
  'get po' | 'get pod') printf 'pods\\tThe pods\\npodtemplates\\n:4\\n' ;;
  'get --output=j') printf 'json\\njsonpath\\n:6\\n' ;;
  'run nginx:1.2') printf 'nginx:1.27\\n:4\\n' ;;
esac
`;
    writeFileSync(join(options.shell.cwd, 'kubectl'), program, { mode: 0o755 });
    options.shell.env['PATH'] = `${options.shell.cwd}:${options.shell.env['PATH']}`;
    const desk = await openDesk(options);
    press(desk, 'k get po\t\t\t');
    await desk.shows(/^pods +podtemplates/m);
    press(desk, '\x15kubectl get --output=j\t');
    await desk.shows('kubectl get --output=json');
    press(desk, '\x15kubectl run nginx:1.2\t');
    await desk.shows('kubectl run nginx:1.27');
    press(desk, '\x15');
  });
});
