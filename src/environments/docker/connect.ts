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

function overSsh(endpoint: Ssh): Duplex {
  const child = spawn('ssh', sshArguments(endpoint), { stdio: ['pipe', 'pipe', 'pipe'] });
  const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
  let complaint = '';
  child.stderr
    .setEncoding('utf8')
    .on('data', (text: string) => (complaint = (complaint + text).slice(-1000)));
  child.on('error', (error) => stream.destroy(error));
  child.on('exit', (code) => {
    if (code)
      stream.destroy(
        Object.assign(new Error(complaint.trim() || `ssh ended with ${code}`), { code: 'ESSH' }),
      );
  });
  stream.on('close', () => child.kill());
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
