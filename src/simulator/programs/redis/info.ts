import { usedMemory, type Server } from './server.js';
import { redisVersion } from './settings.js';

function human(bytes: number): string {
  if (bytes < 1024) return `${bytes}B`;
  const unit = Math.min(3, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** unit).toFixed(2)}${['B', 'K', 'M', 'G'][unit]}`;
}

/** The text of INFO: `# Section` lines and name:value lines. */
export function info(server: Server, wanted: readonly string[]): string {
  const { context, settings } = server;
  const uptime = Math.floor((context.clock.now() - server.startedAt) / 1000);
  const memory = usedMemory(server);
  const limit = Number(settings.get('maxmemory'));
  const sections: Record<string, Record<string, string | number>> = {
    Server: { redis_version: redisVersion(context), redis_mode: 'standalone', os: 'Linux x86_64', arch_bits: 64, process_id: context.pid, run_id: server.runId, tcp_port: settings.get('port') ?? '', uptime_in_seconds: uptime, uptime_in_days: Math.floor(uptime / 86400), executable: '/data/redis-server', config_file: '' },
    Clients: { connected_clients: server.clients.size, maxclients: settings.get('maxclients') ?? '', blocked_clients: 0 },
    Memory: { used_memory: memory, used_memory_human: human(memory), used_memory_peak: memory, used_memory_peak_human: human(memory), maxmemory: limit, maxmemory_human: human(limit), maxmemory_policy: settings.get('maxmemory-policy') ?? '' },
    Persistence: { loading: 0, rdb_changes_since_last_save: server.changes, rdb_bgsave_in_progress: 0, rdb_last_save_time: Math.floor(server.lastSave / 1000), rdb_last_bgsave_status: 'ok', aof_enabled: settings.get('appendonly') === 'yes' ? 1 : 0 },
    Stats: { total_connections_received: server.connections, total_commands_processed: server.commands, expired_keys: server.expired, evicted_keys: 0, keyspace_hits: server.hits, keyspace_misses: server.misses },
    Replication: { role: 'master', connected_slaves: 0, master_replid: server.runId, master_repl_offset: 0 },
    CPU: { used_cpu_sys: '0.010000', used_cpu_user: '0.010000' },
    Keyspace: Object.fromEntries(
      server.databases.flatMap((database, index) => {
        const entries = database.entries();
        const expires = entries.filter(([, entry]) => entry.expires !== undefined).length;
        return entries.length ? [[`db${index}`, `keys=${entries.length},expires=${expires},avg_ttl=0`]] : [];
      }),
    ),
  }; // prettier-ignore
  const names = wanted.map((name) => name.toLowerCase());
  const all = names.length === 0 || ['all', 'default', 'everything'].some((name) => names.includes(name));
  return Object.entries(sections)
    .filter(([name]) => all || names.includes(name.toLowerCase()))
    .map(
      ([name, values]) =>
        `# ${name}\r\n${Object.entries(values)
          .map(([key, value]) => `${key}:${value}\r\n`)
          .join('')}`,
    )
    .join('\r\n');
}
