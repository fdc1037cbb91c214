import type { Container, Engine } from '../state.js';
import { formatNanos, zeroTime, type Nanos } from '../time.js';

interface CpuSample {
  time: Nanos;
  used: number;
}

function sample(engine: Engine, container: Container): CpuSample {
  return { time: engine.nanos(), used: container.runtime?.isolation.cgroup.cpu ?? 0 };
}

function cpuJson(engine: Engine, at: CpuSample): object {
  const { cpus, bootedAt } = engine.machine.facts;
  const used = Math.round(at.used * 1e6);
  return {
    cpu_usage: {
      total_usage: used,
      percpu_usage: Array.from({ length: cpus }, (_, i) => (i === 0 ? used : 0)),
      usage_in_kernelmode: Math.round(used / 4),
      usage_in_usermode: used - Math.round(used / 4),
    },
    system_cpu_usage: Math.round((Number(at.time) / 1e6 - bootedAt) * 1e6 * cpus),
    online_cpus: cpus,
    throttling_data: { periods: 0, throttled_periods: 0, throttled_time: 0 },
  };
}

/** What a process takes at the least: programs that do not say what they hold are not weightless. */
const leastMemory = 512 * 1024;

/** Bytes of memory that a container uses. */
export function memoryOf(container: Container): number {
  const { runtime } = container;
  if (!runtime) return 0;
  const processes = [...runtime.isolation.pids.processes.values()];
  return processes.reduce((sum, process) => sum + Math.max(process.memory, leastMemory), 0);
}

/** One sample of `docker stats`. `before` is the sample that percentages are computed against. */
function statsJson(
  engine: Engine,
  container: Container,
  now: CpuSample,
  before: CpuSample | undefined,
): object {
  const { runtime } = container;
  const zero = {
    cpu_usage: { total_usage: 0, usage_in_kernelmode: 0, usage_in_usermode: 0 },
    throttling_data: { periods: 0, throttled_periods: 0, throttled_time: 0 },
  };
  const head = { name: `/${container.name}`, id: container.id };
  const blkio = {
    io_service_bytes_recursive: [],
    io_serviced_recursive: [],
    io_queue_recursive: [],
    io_service_time_recursive: [],
    io_wait_time_recursive: [],
    io_merged_recursive: [],
    io_time_recursive: [],
    sectors_recursive: [],
  };
  if (!runtime)
    return {
      ...head,
      read: zeroTime,
      preread: zeroTime,
      pids_stats: {},
      blkio_stats: Object.fromEntries(Object.keys(blkio).map((name) => [name, null])),
      num_procs: 0,
      storage_stats: {},
      cpu_stats: zero,
      precpu_stats: zero,
      memory_stats: {},
    };
  const { cgroup, pids, net } = runtime.isolation;
  const usage = memoryOf(container);
  const traffic = { rx_packets: 0, rx_errors: 0, rx_dropped: 0, tx_packets: 0, tx_errors: 0, tx_dropped: 0 };
  const bridged = net.links.filter((link) => link.bridge);
  return {
    ...head,
    read: formatNanos(now.time),
    preread: before ? formatNanos(before.time) : zeroTime,
    pids_stats: { current: pids.processes.size },
    blkio_stats: blkio,
    num_procs: 0,
    storage_stats: {},
    cpu_stats: cpuJson(engine, now),
    precpu_stats: before ? cpuJson(engine, before) : zero,
    memory_stats: {
      usage,
      max_usage: Math.max(cgroup.memoryPeak, usage),
      stats: { cache: 0, rss: usage, total_inactive_file: 0, inactive_file: 0 },
      limit: cgroup.limits.memory ?? engine.machine.facts.memory,
    },
    ...(bridged.length > 0
      ? {
          networks: Object.fromEntries(
            bridged.map((link, i) => [
              link.name,
              {
                ...traffic,
                rx_bytes: i === 0 ? net.traffic.received : 0,
                tx_bytes: i === 0 ? net.traffic.sent : 0,
              },
            ]),
          ),
        }
      : {}),
  };
}

/** Samples of a container, one a second; one only (after a second of measuring, unless `oneShot`) without `stream`. */
export async function sendStats(
  engine: Engine,
  container: Container,
  options: { stream: boolean; oneShot: boolean; signal: AbortSignal },
  write: (text: string) => void,
): Promise<void> {
  const pause = () =>
    new Promise<void>((resolve) => {
      const cancel = engine.clock.after(1000, resolve);
      options.signal.addEventListener('abort', () => (cancel(), resolve()), { once: true });
      container.waiters.add(function over() {
        container.waiters.delete(over);
        cancel();
        resolve();
      });
    });
  let before = options.oneShot || !container.runtime ? undefined : sample(engine, container);
  if (before) await pause();
  for (;;) {
    if (options.signal.aborted) return;
    const now = sample(engine, container);
    write(`${JSON.stringify(statsJson(engine, container, now, before))}\n`);
    if (!options.stream || !engine.containers.has(container.id)) return;
    before = now;
    await pause();
  }
}
