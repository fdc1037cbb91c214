import { description, drop, hold, type Description } from '../host/process/description.js';
import { createPipe } from '../host/process/pipe.js';
import { openTerminal } from '../host/machine.js';
import { run } from '../host/process/start.js';
import type { RawConnection } from './api.js';
import { bool, decode, list, str, type Body, type Field } from './decode.js';
import { ApiError, conflict, invalid, notFound } from './errors.js';
import { frame } from './frames.js';
import { generateId } from './names.js';
import type { Container, Engine, Exec } from './state.js';
import { detachable } from './container/attach.js';
import { containerEvent } from './container/find.js';
import { demandUser, launch, LaunchError } from './container/launch.js';
import { processEnv } from './container/managed-files.js';

const fields: readonly Field[] = [
  ['User', 'string', ''],
  ['Privileged', 'bool', false],
  ['Tty', 'bool', false],
  ['ConsoleSize', 'any', null],
  ['AttachStdin', 'bool', false],
  ['AttachStderr', 'bool', false],
  ['AttachStdout', 'bool', false],
  ['Detach', 'bool', false],
  ['DetachKeys', 'string', ''],
  ['Env', 'strings', null],
  ['WorkingDir', 'string', ''],
  ['Cmd', 'strings', null],
];

/** Makes an exec of a request. Throws when the container rests or the request makes no sense. */
export function createExec(engine: Engine, container: Container, body: Body): Exec {
  const config = decode(body, fields, 'ExecOptions');
  const argv = list(config, 'Cmd');
  if (argv.length === 0) throw invalid('No exec command specified');
  demandRunning(container);
  const user = str(config, 'User') || str(container.config, 'User');
  if (container.runtime) demandUser(container.runtime.isolation, user);
  const exec: Exec = {
    id: generateId(),
    containerId: container.id,
    config,
    argv,
    running: false,
    exitCode: null,
    pid: 0,
  };
  engine.execs.set(exec.id, exec);
  container.execIds.add(exec.id);
  const action = `exec_create: ${argv[0]} ${argv.slice(1).join(' ')}`;
  containerEvent(engine, container, action, { execID: exec.id });
  return exec;
}

function demandRunning(container: Container): void {
  if (container.state.paused)
    throw conflict(`Container ${container.name} is paused, unpause the container before exec`);
  if (container.state.restarting)
    throw conflict(`Container ${container.id} is restarting, wait until the container is running`);
  if (!container.runtime) throw conflict(`container ${container.id} is not running`);
}

/** Finds an exec and its container. Throws 404. */
export function findExec(engine: Engine, id: string): { exec: Exec; container: Container } {
  const exec = engine.execs.get(id);
  const container = exec && engine.containers.get(exec.containerId);
  if (!exec || !container) throw notFound(`No such exec instance: ${id}`);
  return { exec, container };
}

/** Starts an exec with nobody attached. Throws ApiError. */
export function startDetached(engine: Engine, exec: Exec, container: Container): void {
  const nobody = {
    write: () => undefined,
    end: () => undefined,
    onData: () => undefined,
    onEnd: () => undefined,
    onClose: () => undefined,
  };
  try {
    begin(engine, exec, container, nobody);
  } catch (error) {
    if (!(error instanceof LaunchError)) throw error;
    exec.exitCode = error.exitCode;
    throw new ApiError(400, `OCI runtime exec failed: exec failed: ${error.message}`);
  }
}

/** Checks that an exec can be started; its errors are still HTTP errors. */
export function checkStart(exec: Exec, container: Container): void {
  demandRunning(container);
  if (exec.running) throw conflict(`Error: Exec command ${exec.id} is already running`);
  if (exec.exitCode !== null) throw conflict(`Error: Exec command ${exec.id} has already run`);
}

/** Starts an exec joined to a client. What the runtime refuses is told in the stream, as the engine does. */
export function startAttached(
  engine: Engine,
  exec: Exec,
  container: Container,
  connection: RawConnection,
  size?: { columns: number; rows: number },
): void {
  try {
    begin(engine, exec, container, connection, size);
  } catch (error) {
    exec.exitCode = error instanceof LaunchError ? error.exitCode : 126;
    const message = error instanceof Error ? error.message : String(error);
    const text =
      error instanceof LaunchError
        ? `OCI runtime exec failed: exec failed: ${message}\r\n`
        : `${message}\r\n`;
    const bytes = new TextEncoder().encode(text);
    connection.write(bool(exec.config, 'Tty') ? bytes : frame('stdout', bytes));
    connection.end();
  }
}

function begin(
  engine: Engine,
  exec: Exec,
  container: Container,
  connection: RawConnection,
  size?: { columns: number; rows: number },
): void {
  const { config } = exec;
  const { runtime } = container;
  if (!runtime) throw conflict(`container ${container.id} is not running`);
  const tty = bool(config, 'Tty');
  const terminal = tty ? openTerminal(runtime.isolation, size) : undefined;
  const output = (stream: 'stdout' | 'stderr', wanted: boolean) =>
    description({
      name: 'pipe:[1]',
      write(bytes) {
        if (wanted) connection.write(frame(stream, bytes));
        return false;
      },
    });
  const pipe = createPipe();
  const wantsInput = bool(config, 'AttachStdin');
  const input = wantsInput ? pipe.reader : description({ name: '/dev/null', tryRead: () => undefined });
  const fds = terminal
    ? new Map([0, 1, 2].map((fd) => [fd, terminal.slave] as const))
    : new Map<number, Description>([
        [0, input],
        [1, output('stdout', bool(config, 'AttachStdout'))],
        [2, output('stderr', bool(config, 'AttachStderr'))],
      ]);
  const { process, executable } = launch(runtime.isolation, {
    argv: exec.argv,
    env: processEnv(container, tty, list(config, 'Env')),
    user: str(config, 'User') || str(container.config, 'User'),
    workdir: str(config, 'WorkingDir') || str(container.config, 'WorkingDir'),
    fds,
    terminal,
  });
  Object.assign(exec, { running: true, pid: process.hostPid, terminal });
  const stopShowing = terminal?.onOutput((bytes) => connection.write(bytes));
  joinInput(exec, connection, terminal, pipe.writer, wantsInput);
  const name = `exec_start: ${exec.argv[0]} ${exec.argv.slice(1).join(' ')}`;
  containerEvent(engine, container, name, { execID: exec.id });
  void process.exited.then(({ code }) => {
    Object.assign(exec, { running: false, exitCode: code });
    stopShowing?.();
    containerEvent(engine, container, 'exec_die', { execID: exec.id, exitCode: String(code) });
    connection.end();
  });
  run(process, executable);
}

function joinInput(
  exec: Exec,
  connection: RawConnection,
  terminal: Exec['terminal'],
  writer: Description,
  wanted: boolean,
): void {
  if (terminal) {
    const type = detachable(
      str(exec.config, 'DetachKeys'),
      (bytes) => terminal.type(bytes),
      () => connection.end(),
    );
    connection.onData((bytes) => {
      if (wanted) type(bytes);
    });
    return;
  }
  hold(writer);
  let open = true;
  const close = () => {
    if (open) drop(writer);
    open = false;
  };
  connection.onData((bytes) => {
    try {
      if (wanted && open) writer.write(bytes);
    } catch {
      close();
    }
  });
  connection.onEnd(close);
  connection.onClose(close);
}

/** An exec as inspect shows it. */
export function execJson(exec: Exec): object {
  const { config, argv } = exec;
  return {
    ID: exec.id,
    Running: exec.running,
    ExitCode: exec.exitCode,
    ProcessConfig: {
      tty: bool(config, 'Tty'),
      entrypoint: argv[0] ?? '',
      arguments: argv.slice(1),
      privileged: bool(config, 'Privileged'),
      ...(str(config, 'User') ? { user: str(config, 'User') } : {}),
    },
    OpenStdin: bool(config, 'AttachStdin'),
    OpenStderr: bool(config, 'AttachStderr'),
    OpenStdout: bool(config, 'AttachStdout'),
    CanRemove: false,
    ContainerID: exec.containerId,
    DetachKeys: str(config, 'DetachKeys'),
    Pid: exec.pid,
  };
}
