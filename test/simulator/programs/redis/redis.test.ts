import { describe, expect, it } from 'vitest';
import { executableImage } from '../../../../src/simulator/host/contract.js';
import { createMachine, type Machine } from '../kernel/machine.js';

function createRedis(): Machine {
  const machine = createMachine();
  machine.files.mkdir('/data');
  for (const name of ['redis-server', 'redis-cli'])
    machine.files.writeFile(`/bin/${name}`, executableImage(name), 0o755);
  return machine;
}

async function serve(machine: Machine, ...args: string[]) {
  const running = machine.start(['redis-server', ...args], { cwd: '/data' });
  await running.says('Ready to accept connections tcp');
  return running;
}

const cli = async (machine: Machine, command: string) => (await machine.sh(`redis-cli ${command}`)).stdout;

describe('redis-server', () => {
  it('keeps strings, counters, lists, hashes and sets', async () => {
    const machine = createRedis();
    await serve(machine);
    expect(await cli(machine, 'ping')).toBe('PONG\n');
    expect(await cli(machine, 'set cart 3')).toBe('OK\n');
    expect(await cli(machine, 'incrby cart 4')).toBe('7\n');
    expect(await cli(machine, '--no-raw incr cart')).toBe('(integer) 8\n');
    expect(await cli(machine, 'get nope')).toBe('\n');
    expect(await cli(machine, '--no-raw get nope')).toBe('(nil)\n');
    await cli(machine, 'rpush l a b c');
    expect(await cli(machine, '--no-raw lrange l 0 -1')).toBe('1) "a"\n2) "b"\n3) "c"\n');
    expect(await cli(machine, 'lpop l')).toBe('a\n');
    await cli(machine, 'hset h f 1 g 2');
    expect(await cli(machine, 'hgetall h')).toBe('f\n1\ng\n2\n');
    await cli(machine, 'sadd s x y x');
    expect(await cli(machine, 'scard s')).toBe('2\n');
    await cli(machine, 'zadd z 2 b 1 a');
    expect(await cli(machine, 'zrange z 0 -1 withscores')).toBe('a\n1\nb\n2\n');
    expect(await cli(machine, 'incr h')).toBe(
      'WRONGTYPE Operation against a key holding the wrong kind of value\n\n',
    );
    expect(await cli(machine, 'nope a')).toBe(
      "ERR unknown command 'nope', with args beginning with: 'a' \n\n",
    );
    expect(await cli(machine, 'get')).toBe("ERR wrong number of arguments for 'get' command\n\n");
    expect(await cli(machine, 'info keyspace')).toContain('db0:keys=5,expires=0');
  });

  it('forgets keys when their time is over', async () => {
    const machine = createRedis();
    await serve(machine);
    await cli(machine, 'set k v ex 10');
    expect(await cli(machine, 'ttl k')).toBe('10\n');
    await machine.clock.advance(9_000);
    expect(await cli(machine, 'exists k')).toBe('1\n');
    await machine.clock.advance(1_000);
    expect(await cli(machine, 'exists k')).toBe('0\n');
    expect(await cli(machine, 'ttl k')).toBe('-2\n');
  });

  it('asks for its password', async () => {
    const machine = createRedis();
    await serve(machine, '--requirepass', 's3cret');
    expect(await cli(machine, 'get x')).toBe('NOAUTH Authentication required.\n\n');
    expect(await cli(machine, '-a s3cret --no-auth-warning ping')).toBe('PONG\n');
    expect((await machine.sh('redis-cli -a bad --no-auth-warning ping')).stderr).toContain(
      'AUTH failed: WRONGPASS',
    );
  });

  it('finds its data again after SIGTERM: snapshot and append-only log', async () => {
    for (const args of [[], ['--appendonly', 'yes']]) {
      const machine = createRedis();
      const first = await serve(machine, ...args);
      await cli(machine, 'set cart 3');
      await cli(machine, 'set gone x ex 100');
      await cli(machine, 'rpush l 1 2');
      first.kill('SIGTERM');
      const { code, stdout } = await first.done;
      expect(code).toBe(0);
      expect(stdout).toContain('Received SIGTERM scheduling shutdown...');
      expect(stdout).toMatch(/# Redis is now ready to exit, bye bye\.\.\.\n$/);
      await machine.clock.advance(101_000);
      await serve(machine, ...args);
      expect(await cli(machine, 'get cart')).toBe('3\n');
      expect(await cli(machine, 'lrange l 0 -1')).toBe('1\n2\n');
      expect(await cli(machine, 'exists gone')).toBe('0\n');
    }
  });

  it('runs transactions and hands messages on', async () => {
    const machine = createRedis();
    await serve(machine);
    expect((await machine.sh("printf 'multi\\nset a 1\\nincr a\\nexec\\n' | redis-cli")).stdout).toBe(
      'OK\nQUEUED\nQUEUED\nOK\n2\n',
    );
    const listener = machine.start(['redis-cli', 'subscribe', 'news']);
    await listener.says('subscribe');
    expect(await cli(machine, 'publish news hello')).toBe('1\n');
    await listener.says('message\nnews\nhello\n');
  });

  it('refuses writes above maxmemory', async () => {
    const machine = createRedis();
    await serve(machine, '--maxmemory', '1mb', '--maxmemory-policy', 'noeviction');
    expect(await cli(machine, 'config get maxmemory')).toBe('maxmemory\n1048576\n');
    await machine.sh(
      'i=0; while [ $i -lt 12 ]; do redis-cli set k$i "$(head -c 9000 /dev/zero | tr "\\0" x)"; i=$((i+1)); done',
    );
    expect(await cli(machine, 'set more x')).toBe(
      "OOM command not allowed when used memory > 'maxmemory'.\n\n",
    );
  });

  it('has a prompt on a terminal, and says when nobody answers', async () => {
    const machine = createRedis();
    expect(await machine.sh('redis-cli ping')).toMatchObject({
      code: 1,
      stderr: 'Could not connect to Redis at 127.0.0.1:6379: Connection refused\n',
    });
    await serve(machine);
    const { tty, done } = machine.terminal(['redis-cli']);
    await tty.shown('127.0.0.1:6379> ');
    tty.type('set a "x y"\r');
    await tty.shown('OK\r\n127.0.0.1:6379> ');
    tty.type('get a\r');
    await tty.shown('"x y"\r\n127.0.0.1:6379> ');
    tty.type('exit\r');
    expect((await done).code).toBe(0);
  });
});
