import { Box, render, Text, useStdout } from 'ink';
import { createElement } from 'react';
import { describe, expect, it } from 'vitest';
import { createFrameSink } from '../../src/screen/frame-sink.js';

describe('the sink that a program draws into', () => {
  it('looks like a terminal and hands on whole frames as rows', () => {
    const frames: string[][] = [];
    const sink = createFrameSink({ columns: 40, rows: 10 }, (rows) => frames.push(rows));
    expect([sink.isTTY, sink.columns, sink.rows]).toEqual([true, 40, 10]);
    sink.write('one\ntwo');
    expect(frames).toEqual([['one', 'two']]);
  });

  it('keeps cursor and mode sequences away from the screen', () => {
    const frames: string[][] = [];
    const sink = createFrameSink({ columns: 40, rows: 10 }, (rows) => frames.push(rows));
    for (const bytes of ['\x1b[?25l', '\x1b[?2004h\x1b[?25h', '\x1b[<u', '\x1b[>1u', '']) sink.write(bytes);
    expect(frames).toEqual([]);
  });

  it('tells a resize as a terminal does', () => {
    const sink = createFrameSink({ columns: 40, rows: 10 }, () => {});
    let seen: number[] = [];
    sink.on('resize', () => (seen = [sink.columns, sink.rows]));
    sink.resize({ columns: 50, rows: 12 });
    expect(seen).toEqual([50, 12]);
  });

  it('gets frames of the full height from Ink in debug mode, as wide as it says', async () => {
    const frames: string[][] = [];
    const sink = createFrameSink({ columns: 20, rows: 4 }, (rows) => frames.push(rows));
    const Screen = () => {
      const { stdout } = useStdout();
      return createElement(
        Box,
        { width: stdout.columns, height: stdout.rows, borderStyle: 'single' },
        createElement(Text, { color: 'red' }, 'hello'),
      );
    };
    const stdout = sink as unknown as NodeJS.WriteStream;
    const app = render(createElement(Screen), {
      stdout,
      debug: true,
      patchConsole: false,
      exitOnCtrlC: false,
    });
    app.unmount();
    await app.waitUntilExit();
    const plain = frames[0]?.map((row) => row.replace(/\x1b\[[\d;]*m/g, ''));
    expect(plain).toEqual([
      '┌──────────────────┐',
      '│hello             │',
      '│                  │',
      '└──────────────────┘',
    ]);
  });
});
