import { describe, expect, it } from 'vitest';
import { executableImage } from '../../../../src/simulator/host/contract.js';
import { createMachine } from '../kernel/machine.js';
import { createNetwork } from '../kernel/network.js';

async function withSite() {
  const machine = createMachine();
  machine.write('/www/index.html', 'home\n');
  const running = machine.start(['httpd', '-f', '-v', '-p', '8080', '-h', '/www']);
  await machine.clock.advance(0);
  const get = (path: string, more = '') =>
    machine.sh(`wget -q -S -O - ${more} 'http://127.0.0.1:8080${path}'`);
  for (let tries = 0; tries < 200 && (await get('/')).code !== 0; tries++) await machine.clock.advance(0);
  return { machine, running, get };
}

describe('httpd of busybox', () => {
  it('serves files and runs scripts below cgi-bin with the variables of CGI', async () => {
    const { machine, get, running } = await withSite();
    machine.write(
      '/www/cgi-bin/hello',
      '#!/bin/sh\necho "Content-Type: text/plain"\necho\necho "$REQUEST_METHOD $QUERY_STRING $PATH_INFO $HTTP_USER_AGENT"\ncat\n',
      0o755,
    );
    machine.write('/www/cgi-bin/fail', '#!/bin/sh\necho "Status: 503 Busy"\necho\necho no\n', 0o755);
    expect((await get('/')).stdout).toBe('home\n');
    expect((await get('/nope')).stderr).toContain('404 Not Found');
    expect((await get('/cgi-bin/hello/more?a=1')).stdout).toBe('GET a=1 /more Wget\n');
    expect((await get('/cgi-bin/hello', "--post-data 'x=2'")).stdout).toBe('POST   Wget\nx=2');
    expect((await get('/cgi-bin/fail')).stderr).toContain('503 Busy');
    expect((await get('/../etc/passwd')).stdout).not.toContain('root');
    expect(running.stderr()).toContain('response:200');
  });

  it('asks for a password where its configuration says so', async () => {
    const machine = createMachine();
    machine.write('/www/secret/index.html', 'hidden\n');
    machine.write('/etc/httpd.conf', '/secret:ann:pw\n');
    machine.start(['httpd', '-f', '-p', '80', '-h', '/www']);
    await machine.clock.advance(0);
    let denied = await machine.sh('wget -q -O - http://127.0.0.1/secret/');
    for (let tries = 0; tries < 200 && denied.stderr.includes('refused'); tries++)
      denied = await machine.sh('wget -q -O - http://127.0.0.1/secret/');
    expect(denied.stderr).toContain('401 Unauthorized');
    expect((await machine.sh('wget -q -O - http://ann:pw@127.0.0.1/secret/')).stdout).toBe('hidden\n');
  });
});

describe('whoami', () => {
  it('tells the request and its own host', async () => {
    const machine = createMachine({ hostname: 'abc' });
    machine.files.writeFile('/bin/whoami2', executableImage('whoami'), 0o755);
    const running = machine.start(['whoami2', '--port', '8080', '-name', 'me']);
    await running.says('Starting up on port 8080');
    const { stdout } = await machine.sh('wget -q -O - http://127.0.0.1:8080/x');
    expect(stdout).toMatch(
      /^Name: me\nHostname: abc\nIP: 127.0.0.1\nIP: 172.17.0.2\nRemoteAddr: 127.0.0.1:\d+\nGET \/x HTTP\/1.1\nHost: 127.0.0.1:8080\n/,
    );
    expect((await machine.run(['whoami2', '--nope'])).stderr).toMatch(
      /^flag provided but not defined: -nope\nUsage of \/whoami:\n/,
    );
  });
});

describe('network tools', () => {
  it('says what is wrong: unknown names, refused connections, no route', async () => {
    const machine = createMachine();
    expect(await machine.sh('wget -qO- web')).toMatchObject({ code: 1, stderr: "wget: bad address 'web'\n" });
    expect(await machine.sh('wget -qO- localhost')).toMatchObject({
      code: 1,
      stderr: "wget: can't connect to remote host (127.0.0.1): Connection refused\n",
    });
    expect(await machine.sh('ping -c 1 db')).toMatchObject({ code: 1, stderr: "ping: bad address 'db'\n" });
    expect((await machine.sh('nc -w 1 10.0.0.9 80')).stderr).toContain(
      "can't connect to remote host (10.0.0.9): No route to host",
    );
  });

  it('looks names up and pings', async () => {
    const network = createNetwork();
    network.names.set('backend', [{ name: 'backend', type: 'A', ttl: 600, data: '172.17.0.3' }]);
    createMachine({ network, address: '172.17.0.3' });
    const machine = createMachine({ network });
    expect((await machine.sh('nslookup backend')).stdout).toBe(
      'Server:\t\t127.0.0.11\nAddress:\t127.0.0.11:53\n\nNon-authoritative answer:\nName:\tbackend\nAddress: 172.17.0.3\n\nNon-authoritative answer:\n\n',
    );
    const unknown = await machine.sh('nslookup nope');
    expect(unknown.code).toBe(1);
    expect(unknown.stdout).toContain("** server can't find nope: NXDOMAIN\n");
    expect((await machine.sh('ping -c 1 -q backend')).stdout).toMatch(
      /^PING backend \(172.17.0.3\): 56 data bytes\n\n--- backend ping statistics ---\n1 packets transmitted, 1 packets received, 0% packet loss\nround-trip min\/avg\/max = [\d.]+\/[\d.]+\/[\d.]+ ms\n$/,
    );
  });

  it('nc carries bytes both ways and runs a program for a connection', async () => {
    const machine = createMachine();
    const server = machine.start(['nc', '-l', '-p', '9000', '-e', 'tr', 'a-z', 'A-Z']);
    let outcome = await machine.sh('echo hello | nc 127.0.0.1 9000');
    for (let tries = 0; tries < 200 && outcome.code !== 0; tries++)
      outcome = await machine.sh('echo hello | nc 127.0.0.1 9000');
    expect(outcome.stdout).toBe('HELLO\n');
    expect((await server.done).code).toBe(0);
  });
});
