import type { Program, ProgramRegistry } from '../../../src/simulator/host/contract.js';

const bytes = (text: string) => new TextEncoder().encode(text);

/** Some commands, enough to try the machines and the engine with; the real ones live in `programs`. */
const commands: Record<string, Program> = {
  true: async () => 0,
  false: async () => 1,
  async echo(context) {
    await context.stdout.write(bytes(`${context.argv.slice(1).join(' ')}\n`));
    return 0;
  },
  async warn(context) {
    await context.stderr.write(bytes(`${context.argv.slice(1).join(' ')}\n`));
    return 3;
  },
  async cat(context) {
    for (let got = await context.stdin.read(); got; got = await context.stdin.read())
      await context.stdout.write(got);
    return 0;
  },
  async touch(context) {
    for (const path of context.argv.slice(1)) context.fs.writeFile(path, bytes('x'));
    return 0;
  },
  async read(context) {
    for (const path of context.argv.slice(1)) await context.stdout.write(context.fs.readFile(path));
    return 0;
  },
  async env(context) {
    for (const [name, value] of Object.entries(context.env))
      await context.stdout.write(bytes(`${name}=${value}\n`));
    return 0;
  },
  async sleep(context) {
    await context.sleep(Number(context.argv[1] ?? 0) * 1000);
    return 0;
  },
  async polite(context) {
    return new Promise<number>((resolve) => {
      context.onSignal('SIGTERM', () => resolve(0));
      void context.sleep(1e9).catch(() => undefined);
    });
  },
  async eat(context) {
    for (let size = 1; ; size *= 2) {
      context.useMemory(size * 1024 * 1024);
      await context.sleep(1);
    }
  },
  async serve(context) {
    const listener = context.net.listen(Number(context.argv[1]));
    for (let socket = await listener.accept(); socket; socket = await listener.accept()) {
      await socket.read();
      await socket.write(bytes(`hello ${socket.remote.address}\n`));
      socket.close();
    }
    return 0;
  },
  async fetch(context) {
    const [address = ''] = await context.net.lookup(context.argv[1] ?? '');
    const socket = await context.net.connect(address, Number(context.argv[2]), { timeoutMs: 500 });
    await socket.write(bytes('hi\n'));
    for (let got = await socket.read(); got; got = await socket.read()) await context.stdout.write(got);
    return 0;
  },
};

/** Runs a command of the table by the name it was called by; what fails is told and ends with 1. */
const busybox: Program = async (context) => {
  const command = commands[context.argv[0]?.split('/').pop() ?? ''];
  if (!command) return 127;
  try {
    return await command(context);
  } catch (error) {
    if (context.killed.aborted) throw error;
    await context.stderr.write(bytes(`${error instanceof Error ? error.message : String(error)}\n`));
    return 1;
  }
};

/** A registry with the test commands behind busybox. */
export const testPrograms: ProgramRegistry = {
  find: (name) => (name === 'busybox' ? () => Promise.resolve(busybox) : undefined),
};

/** Names of the test commands, to be linked to busybox where an image lacks them. */
export const testCommands = Object.keys(commands);
