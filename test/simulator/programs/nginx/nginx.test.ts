import { describe, expect, it } from 'vitest';
import { executableImage } from '../../../../src/simulator/host/contract.js';
import { createMachine, type Machine } from '../kernel/machine.js';
import { createNetwork } from '../kernel/network.js';

const main = `
user nginx;
worker_processes 1;
error_log /var/log/nginx/error.log notice;
pid /run/nginx.pid;
events { worker_connections 1024; }
http {
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  log_format main '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" "$http_x_forwarded_for"';
  access_log /var/log/nginx/access.log main;
  include /etc/nginx/conf.d/*.conf;
}
`;

function createWeb(server: string, options: Parameters<typeof createMachine>[0] = {}): Machine {
  const machine = createMachine(options);
  machine.write('/etc/nginx/nginx.conf', main);
  machine.write('/etc/nginx/mime.types', 'types { text/html html htm; text/css css; image/png png; }');
  machine.write('/etc/nginx/conf.d/default.conf', server);
  machine.write('/usr/share/nginx/html/index.html', '<h1>home</h1>\n');
  machine.write('/usr/share/nginx/html/50x.html', 'sorry\n');
  machine.files.mkdir('/run');
  machine.files.mkdir('/var/log/nginx');
  machine.files.symlink('/dev/stdout', '/var/log/nginx/access.log');
  machine.files.symlink('/dev/stderr', '/var/log/nginx/error.log');
  machine.files.writeFile('/bin/nginx', executableImage('nginx'), 0o755);
  return machine;
}

const site = (inside: string) =>
  `server {\n  listen 80;\n  server_name localhost;\n  root /usr/share/nginx/html;\n${inside}\n}\n`;

async function serve(machine: Machine) {
  const running = machine.start(['nginx', '-g', 'daemon off;']);
  await running.says('start worker process ');
  return running;
}

const get = (machine: Machine, path: string, more = '') =>
  machine.sh(`wget -q -S -O - ${more} 'http://127.0.0.1${path}'`);

describe('nginx serves files', () => {
  it('gives the index of a folder, logs the request and answers 404 with its page', async () => {
    const machine = createWeb(site('location / { index index.html; }'));
    const running = await serve(machine);
    const home = await get(machine, '/');
    expect(home.stdout).toBe('<h1>home</h1>\n');
    expect(home.stderr).toContain('Content-Type: text/html');
    expect((await get(machine, '/nope')).stderr).toContain('HTTP/1.1 404 Not Found');
    await running.says('GET /nope');
    expect(running.stdout()).toContain(
      '127.0.0.1 - - [01/Jan/2026:00:00:00 +0000] "GET / HTTP/1.1" 200 14 "-" "Wget" "-"\n',
    );
    expect(running.stdout()).toMatch(/"GET \/nope HTTP\/1.1" 404 153 /);
    expect(running.stderr()).toMatch(
      /2026\/01\/01 00:00:00 \[error\] \d+#\d+: \*2 open\(\) "\/usr\/share\/nginx\/html\/nope" failed \(2: No such file or directory\), client: 127.0.0.1, server: localhost, request: "GET \/nope HTTP\/1.1", host: "127.0.0.1"\n/,
    );
    running.kill('SIGQUIT');
    expect((await running.done).code).toBe(0);
  });

  it('answers conditional and range requests, HEAD, and redirects folders', async () => {
    const machine = createWeb(site(''));
    machine.write('/usr/share/nginx/html/docs/index.html', 'docs');
    const running = await serve(machine);
    expect((await get(machine, '/index.html', "--header 'Range: bytes=1-3'")).stdout).toBe('h1>');
    const since = 'Thu, 01 Jan 2026 00:00:00 GMT';
    expect((await get(machine, '/index.html', `--header 'If-Modified-Since: ${since}'`)).stderr).toContain(
      '304 Not Modified',
    );
    expect((await get(machine, '/docs')).stdout).toBe('docs');
    expect((await get(machine, '/', '--spider')).stderr).toContain('Content-Length: 14');
    expect((await get(machine, '/index.html', "--header 'Range: bytes=99-'")).stderr).toContain('416');
    running.kill('SIGTERM');
    await running.done;
  });

  it('chooses locations by =, ^~, ~ and prefix, and runs return, rewrite, try_files, error_page and map', async () => {
    const machine = createWeb(
      `map $uri $kind { default plain; ~^/x special; }\n` +
        site(`
        location / { return 200 "prefix $uri $kind"; }
        location = / { return 200 exact; }
        location ^~ /static/ { return 200 static; }
        location ~ \\.php$ { return 200 "regex $1"; }
        location ~* ^/user/(\\w+) { return 200 "user $1"; }
        location /old { rewrite ^/old/(.*)$ /user/$1 last; }
        location /gone { return 301 /new; }
        location /try { try_files $uri /index.html =404; }
        location /fail { return 500; }
        location /named { try_files /none @back; }
        location @back { return 200 named; }
        location /tea { return 418; }
        error_page 500 502 /50x.html;
        location = /50x.html { }
        location /if { if ($arg_a = 1) { return 200 one; } return 200 other; }
        location /hdr { add_header X-Test "v$status"; return 200 h; }
      `),
    );
    const running = await serve(machine);
    const body = async (path: string) => (await get(machine, path)).stdout;
    expect(await body('/')).toBe('exact');
    expect(await body('/x/y')).toBe('prefix /x/y special');
    expect(await body('/static/a.php')).toBe('static');
    expect(await body('/a.php')).toBe('regex ');
    expect(await body('/user/ann')).toBe('user ann');
    expect(await body('/old/bob')).toBe('user bob');
    expect(await body('/try/me')).toBe('<h1>home</h1>\n');
    expect(await body('/named')).toBe('named');
    expect(await body('/if?a=1')).toBe('one');
    expect(await body('/if?a=2')).toBe('other');
    expect((await get(machine, '/fail')).stderr).toContain('500 Internal Server Error');
    expect((await get(machine, '/hdr')).stderr).toContain('X-Test: v200');
    running.kill('SIGQUIT');
    await running.done;
  });

  it('tells servers apart by name and falls back to the default one', async () => {
    const machine = createWeb(
      'server { listen 80 default_server; return 200 default; }\nserver { listen 80; server_name a.test *.b.test; return 200 $server_name; }',
    );
    const running = await serve(machine);
    const body = async (host: string) => (await get(machine, '/', `--header 'Host: ${host}'`)).stdout;
    expect(await body('a.test')).toBe('a.test');
    expect(await body('x.b.test')).toBe('a.test');
    expect(await body('other')).toBe('default');
    running.kill('SIGQUIT');
    await running.done;
  });
});

describe('nginx passes requests on', () => {
  it('balances over an upstream, leaves a dead server out, and answers 502 when none is left', async () => {
    const network = createNetwork();
    const backends = ['172.17.0.11', '172.17.0.12'].map((address, index) => {
      const backend = createWeb(
        `server { listen 8000; location / { return 200 "b${index} $http_host $http_x_real_ip $request_uri"; } }`,
        { network, address },
      );
      return { backend, address };
    });
    const running = await Promise.all(backends.map(({ backend }) => serve(backend)));
    const front = createWeb(
      `upstream api { server 172.17.0.11:8000; server 172.17.0.12:8000; }\n` +
        site('location /api/ { proxy_set_header X-Real-IP $remote_addr; proxy_pass http://api/; }'),
      { network, address: '172.17.0.2' },
    );
    const proxy = await serve(front);
    const answers = [await get(front, '/api/x?y=1'), await get(front, '/api/x')];
    expect(new Set(answers.map(({ stdout }) => stdout.slice(0, 2)))).toEqual(new Set(['b0', 'b1']));
    expect(answers[0]?.stdout).toMatch(/^b\d api 127.0.0.1 \/x\?y=1$/);
    running[0]?.kill('SIGTERM');
    await running[0]?.done;
    expect((await get(front, '/api/z')).stdout).toMatch(/^b1/);
    expect((await get(front, '/api/z')).stdout).toMatch(/^b1/);
    running[1]?.kill('SIGTERM');
    await running[1]?.done;
    expect((await get(front, '/api/z')).stderr).toContain('502 Bad Gateway');
    await proxy.says('connect() failed (111: Connection refused) while connecting to upstream');
    proxy.kill('SIGQUIT');
    await proxy.done;
  });

  it('does not start when the name of an upstream is unknown', async () => {
    const machine = createWeb(site('location / { proxy_pass http://api:8000; }'));
    const outcome = await machine.run(['nginx', '-g', 'daemon off;']);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain(
      'nginx: [emerg] host not found in upstream "api" in /etc/nginx/conf.d/default.conf:5\n',
    );
  });
});

describe('nginx obeys', () => {
  it('reloads a changed configuration with new workers, keeps the old one when it is wrong, and quits', async () => {
    const machine = createWeb(site('location / { return 200 one; }'));
    const running = await serve(machine);
    machine.write('/etc/nginx/conf.d/default.conf', site('location / { return 200 two; }'));
    expect((await machine.sh('nginx -s reload')).code).toBe(0);
    await running.says('gracefully shutting down');
    await running.says('exited with code 0');
    expect((await get(machine, '/')).stdout).toBe('two');
    machine.write('/etc/nginx/conf.d/default.conf', site('location / { retrun 200 three; }'));
    expect((await machine.sh('nginx -t')).stderr).toBe(
      'nginx: [emerg] unknown directive "retrun" in /etc/nginx/conf.d/default.conf:5\nnginx: configuration file /etc/nginx/nginx.conf test failed\n',
    );
    running.kill('SIGHUP');
    await running.says('[emerg]');
    expect((await get(machine, '/')).stdout).toBe('two');
    expect((await machine.sh('ps -o args')).stdout).toMatch(
      /nginx: master process nginx -g daemon off;\nnginx: worker process\n/,
    );
    expect((await machine.sh('nginx -s quit')).code).toBe(1);
    machine.write('/etc/nginx/conf.d/default.conf', site(''));
    expect((await machine.sh('nginx -s quit')).code).toBe(0);
    const { code, stderr } = await running.done;
    expect(code).toBe(0);
    expect(stderr).toMatch(/signal 3 \(SIGQUIT\) received, shutting down\n/);
    expect(stderr).toMatch(/\[notice\] \d+#\d+: exit\n$/);
  });

  it.each([
    [
      'server { listen 80',
      'unexpected end of file, expecting ";" or "}" in /etc/nginx/conf.d/default.conf:1',
    ],
    ['server { listen 80; ', 'unexpected end of file, expecting "}" in /etc/nginx/conf.d/default.conf:1'],
    ['}', 'unexpected "}" in /etc/nginx/conf.d/default.conf:1'],
    ['listen 80;', '"listen" directive is not allowed here in /etc/nginx/conf.d/default.conf:1'],
    [
      'server { root; }',
      'invalid number of arguments in "root" directive in /etc/nginx/conf.d/default.conf:1',
    ],
    ['server {\n  listen 80\n  root /x;\n}', 'invalid parameter "root"'],
    [
      'server { location / { } location / { } }',
      'duplicate location "/" in /etc/nginx/conf.d/default.conf:1',
    ],
    [
      'server { listen 99999; }',
      'invalid port in "99999" of the "listen" directive in /etc/nginx/conf.d/default.conf:1',
    ],
  ])('%j is refused', async (text, words) => {
    const outcome = await createWeb(text).sh('nginx -t');
    expect(outcome.stderr).toContain(`nginx: [emerg] ${words}`);
    expect(outcome.code).toBe(1);
  });

  it('says that a good configuration is good', async () => {
    expect((await createWeb(site('')).sh('nginx -t')).stderr).toBe(
      'nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\nnginx: configuration file /etc/nginx/nginx.conf test is successful\n',
    );
  });
});
