import { SysError, type Source } from '../../../host/contract.js';
import { strerror } from '../../lib/errors.js';
import { getopt, splitOnce, UsageError } from '../../lib/options.js';
import { decode } from '../../lib/text.js';
import { complain, type Applet } from '../applet.js';
import { AwkJump, createInterpreter } from './interpret.js';
import { unescape } from './lexer.js';
import { parseAwk } from './parser.js';
import {
  closeStream,
  createRecordReader,
  createRuntime,
  global,
  setRecord,
  textOf,
  type RecordReader,
} from './runtime.js';
import { toNumber } from './values.js';

/** `awk [-F SEP] [-v VAR=VAL]... [-f FILE]... | PROGRAM [FILE | VAR=VAL]...` */
export const awk: Applet = async (context, args) => {
  const options = getopt(args, '+F:v:f:e:');
  const operands = [...options.operands];
  const sources = options.given.flatMap(({ name, value }) =>
    name === 'e' ? [value] : name === 'f' ? [decode(context.fs.readFile(value))] : [],
  );
  if (sources.length === 0) {
    const first = operands.shift();
    if (first === undefined) throw new UsageError('');
    sources.push(first);
  }
  const program = parseAwk(sources.join('\n'));
  const runtime = createRuntime(context);
  let current: { reader: RecordReader; source: Source } | undefined;
  let place = 0;
  let opened = 0;
  let status = 0;
  const argument = (index: number) => {
    const value = global(runtime, 'ARGV').array?.get(String(index));
    return value === undefined ? undefined : typeof value === 'object' ? value.text : String(value);
  };
  const openNext = async (): Promise<boolean> => {
    for (;;) {
      const last = toNumber(global(runtime, 'ARGC').value ?? 0);
      place++;
      if (place >= last) {
        if (opened > 0) return false;
        opened++;
        current = { reader: createRecordReader(context.stdin), source: context.stdin };
        return true;
      }
      const word = argument(place);
      if (word === undefined || word === '') continue;
      const assignment = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(word);
      if (assignment) {
        interpreter.setVariable(assignment[1] ?? '', { text: unescape(assignment[2] ?? '') });
        continue;
      }
      opened++;
      try {
        const source = word === '-' ? context.stdin : context.openRead(word);
        current = { reader: createRecordReader(source), source };
        global(runtime, 'FILENAME').value = word;
        global(runtime, 'FNR').value = 0;
        return true;
      } catch (error) {
        if (!(error instanceof SysError) || context.killed.aborted) throw error;
        await runtime.out.flush();
        status = await complain(context, `${word}: ${strerror(error.code)}`);
      }
    }
  };
  const nextRecord = async (): Promise<string | undefined> => {
    for (;;) {
      if (!current && !(await openNext())) return undefined;
      const text = await current?.reader.next(textOf(runtime, 'RS'));
      if (text === undefined) {
        if (current && current.source !== context.stdin) current.source.close();
        current = undefined;
        continue;
      }
      for (const name of ['NR', 'FNR'])
        global(runtime, name).value = toNumber(global(runtime, name).value ?? 0) + 1;
      return text;
    }
  };
  const interpreter = createInterpreter(program, runtime, nextRecord);
  const words = ['awk', ...operands];
  global(runtime, 'ARGC').value = words.length;
  global(runtime, 'ARGV').array = new Map(words.map((word, index) => [String(index), { text: word }]));
  const separator = options.value('F');
  if (separator !== undefined) interpreter.setVariable('FS', separator === 't' ? '\t' : unescape(separator));
  for (const given of options.values('v')) {
    const [name, value = ''] = splitOnce(given, '=');
    interpreter.setVariable(name, { text: unescape(value) });
  }
  let code: number | undefined;
  const guard = async (run: () => Promise<void>): Promise<'exit' | undefined> => {
    try {
      await run();
      return undefined;
    } catch (error) {
      if (!(error instanceof AwkJump) || error.to !== 'exit') throw error;
      if (error.value !== undefined || code === undefined)
        code = error.value === undefined ? (code ?? 0) : toNumber(error.value);
      return 'exit';
    }
  };
  try {
    const reads = program.rules.some((rule) => rule.when !== 'BEGIN');
    const left = await guard(() => interpreter.run('BEGIN'));
    if (reads && !left)
      await guard(async () => {
        for (let text = await nextRecord(); text !== undefined; text = await nextRecord()) {
          setRecord(runtime, text);
          try {
            await interpreter.run('record');
          } catch (error) {
            if (!(error instanceof AwkJump) || (error.to !== 'next' && error.to !== 'nextfile')) throw error;
            if (error.to === 'nextfile') current = undefined;
          }
          if (context.isTty(1) || current?.source === context.stdin) await runtime.out.flush();
        }
      });
    await guard(() => interpreter.run('END'));
  } finally {
    if (!context.killed.aborted) {
      await runtime.out.flush();
      for (const name of [...runtime.streams.keys()]) await closeStream(runtime, name);
    }
  }
  return code ?? status;
};
