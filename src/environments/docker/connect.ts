import { spawn } from 'node:child_process';
import { connect as connectSocket } from 'node:net';
import { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import type { Endpoint } from './endpoint.js';

type Ssh = Extract<Endpoint, { kind: 'ssh' }>;

/** Arguments of ssh for the engine behind it, as the Docker CLI gives them. */
export function sshArguments({ host, user, port, path }: Ssh): string[] {
  return [
    ...['-o', 'ConnectTimeout=30', '-T'],
    ...(user ? ['-l', user] : []),
    ...(port ? ['-p', String(port)] : []),
    ...['--', host, 'docker'],
    ...(path ? ['--host', `unix://${path}`] : []),
    ...['system', 'dial-stdio'],
  ];
}

/** ssh's two pipes as one stream. Its end is told only when ssh has ended, so that its complaint can be told instead. */
function overSsh(endpoint: Ssh): Duplex {
  const child = spawn('ssh', sshArguments(endpoint), { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaint = '';
  const stream = new Duplex({
    read: () => void child.stdout.resume(),
    // A broken pipe means that ssh has ended; why is told at its end.
    write: (chunk, _encoding, done) => void child.stdin.write(chunk, () => done()),
    final: (done) => void child.stdin.end(() => done()),
    destroy: (error, done) => {
      child.kill();
      done(error);
    },
  });
  child.stdin.on('error', () => undefined);
  child.stdout.on('data', (chunk: Buffer) => {
    if (!stream.push(chunk)) child.stdout.pause();
  });
  child.stderr
    .setEncoding('utf8')
    .on('data', (text: string) => (complaint = (complaint + text).slice(-1000)));
  child.on('error', (error) => stream.destroy(error));
  child.on('close', (code) => {
    if (code) stream.destroy(new Error(complaint.trim() || `ssh ended with ${code}`));
    else stream.push(null);
  });
  return stream;
}

/** Opens a connection to an engine. Failures come as the stream's `error`. Either side may end its half first. */
export function connect(endpoint: Endpoint): Duplex {
  switch (endpoint.kind) {
    case 'unix':
    case 'npipe':
      return connectSocket({ path: endpoint.path, allowHalfOpen: true });
    case 'tcp': {
      const { host, port, tls } = endpoint;
      if (!tls) return connectSocket({ host, port, allowHalfOpen: true });
      const { ca, cert, key, verify } = tls;
      const options = { host, port, ca, cert, key, rejectUnauthorized: verify, allowHalfOpen: true };
      return connectTls(options);
    }
    case 'ssh':
      return overSsh(endpoint);
  }
}
