import { findSignal } from '../../host/process/signals.js';
import { isBody, list, num, str, sub, type Body } from '../decode.js';
import { invalid } from '../errors.js';

const mib = 1024 * 1024;
const minimumMemory = 6 * mib;

const capabilities = new Set(
  `AUDIT_CONTROL AUDIT_READ AUDIT_WRITE BLOCK_SUSPEND BPF CHECKPOINT_RESTORE CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER
  FSETID IPC_LOCK IPC_OWNER KILL LEASE LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE MKNOD NET_ADMIN NET_BIND_SERVICE
  NET_BROADCAST NET_RAW PERFMON SETFCAP SETGID SETPCAP SETUID SYSLOG SYS_ADMIN SYS_BOOT SYS_CHROOT SYS_MODULE SYS_NICE
  SYS_PACCT SYS_PTRACE SYS_RAWIO SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG WAKE_ALARM`.split(/\s+/),
);

/** "CAP_CHOWN" of "chown", "CAP_CHOWN", "ALL". Throws for capabilities that there are not. */
export function capabilityName(text: string, flag: 'CapAdd' | 'CapDrop'): string {
  const name = text.toUpperCase().replace(/^CAP_/, '');
  if (name === 'ALL') return 'ALL';
  if (!capabilities.has(name)) throw invalid(`invalid ${flag}: unknown capability: "CAP_${name}"`);
  return `CAP_${name}`;
}

/** The capabilities of a container. */
export function effectiveCapabilities(defaults: readonly string[], hostConfig: Body): Set<string> {
  const all = [...capabilities].map((name) => `CAP_${name}`);
  const add = list(hostConfig, 'CapAdd').map((name) => capabilityName(name, 'CapAdd'));
  const drop = list(hostConfig, 'CapDrop').map((name) => capabilityName(name, 'CapDrop'));
  if (hostConfig.Privileged === true || add.includes('ALL'))
    return new Set(all.filter((name) => !drop.includes(name)));
  const base = drop.includes('ALL') ? [] : defaults.filter((name) => !drop.includes(name));
  return new Set([...base, ...add.filter((name) => !drop.includes(name))]);
}

/** Checks resource limits as the engine does, for create and update. */
export function checkResources(resources: Body, cpus: number): void {
  const memory = num(resources, 'Memory');
  const swap = num(resources, 'MemorySwap');
  const reservation = num(resources, 'MemoryReservation');
  const nanoCpus = num(resources, 'NanoCpus');
  if (memory > 0 && memory < minimumMemory) throw invalid('Minimum memory limit allowed is 6MB');
  if (memory > 0 && swap > 0 && swap < memory)
    throw invalid('Minimum memoryswap limit should be larger than memory limit, see usage');
  if (memory === 0 && swap > 0)
    throw invalid('You should always set the Memory limit when using Memoryswap limit, see usage');
  if (reservation > 0 && reservation < minimumMemory)
    throw invalid('Minimum memory reservation allowed is 6MB');
  if (memory > 0 && reservation > memory)
    throw invalid('Minimum memory limit can not be less than memory reservation limit, see usage');
  if (nanoCpus < 0 || nanoCpus > cpus * 1e9)
    throw invalid(`range of CPUs is from 0.01 to ${cpus}.00, as there are only ${cpus} CPUs available`);
  if (nanoCpus > 0 && (num(resources, 'CpuPeriod') > 0 || num(resources, 'CpuQuota') > 0))
    throw invalid('Conflicting options: Nano CPUs and CPU Period cannot both be set');
}

const policies = ['no', 'always', 'on-failure', 'unless-stopped'];

/** Checks a restart policy. */
export function checkRestartPolicy(policy: Body, autoRemove: boolean): void {
  const name = str(policy, 'Name');
  const retries = num(policy, 'MaximumRetryCount');
  if (name !== '' && !policies.includes(name))
    throw invalid(
      `invalid restart policy: unknown policy '${name}'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'`,
    );
  if (retries !== 0 && name !== 'on-failure')
    throw invalid(
      `invalid restart policy: maximum retry count can only be used with 'on-failure'${retries < 0 ? ' and cannot be negative' : ''}`,
    );
  if (retries < 0) throw invalid('invalid restart policy: maximum retry count cannot be negative');
  if (autoRemove && name !== '' && name !== 'no')
    throw invalid("can't create 'AutoRemove' container with restart policy");
}

const millisecond = 1e6;

function checkHealthcheck(check: Body): void {
  for (const [field, name] of [
    ['Interval', 'Interval'],
    ['Timeout', 'Timeout'],
    ['StartPeriod', 'StartPeriod'],
    ['StartInterval', 'StartInterval'],
  ] as const) {
    const value = num(check, field);
    if (value !== 0 && value < millisecond) throw invalid(`${name} in Healthcheck cannot be less than 1ms`);
  }
  if (num(check, 'Retries') < 0) throw invalid('Retries in Healthcheck cannot be negative');
}

/** Checks a container's configuration in itself, before its image is looked at. */
export function checkConfig(config: Body, hostConfig: Body, cpus: number): void {
  const workdir = str(config, 'WorkingDir');
  if (workdir !== '' && !workdir.startsWith('/'))
    throw invalid(`the working directory '${workdir}' is invalid, it needs to be an absolute path`);
  for (const entry of list(config, 'Env'))
    if (entry === '' || entry.startsWith('=')) throw invalid(`invalid environment variable: ${entry}`);
  const signal = str(config, 'StopSignal');
  if (signal !== '' && !knownSignal(signal)) throw invalid(`invalid signal: ${signal}`);
  if (isBody(config.Healthcheck)) checkHealthcheck(config.Healthcheck);
  for (const flag of ['CapAdd', 'CapDrop'] as const)
    for (const name of list(hostConfig, flag)) capabilityName(name, flag);
  for (const host of list(hostConfig, 'ExtraHosts'))
    if (!host.includes(':')) throw invalid(`bad format for add-host: "${host}"`);
  checkResources(hostConfig, cpus);
  checkRestartPolicy(sub(hostConfig, 'RestartPolicy'), hostConfig.AutoRemove === true);
  for (const bindings of Object.values(sub(hostConfig, 'PortBindings')))
    for (const binding of Array.isArray(bindings) ? bindings.filter(isBody) : []) {
      const port = str(binding, 'HostPort');
      if (port !== '' && !/^\d+(-\d+)?$/.test(port)) throw invalid(`invalid port specification: "${port}"`);
    }
  const driver = str(sub(hostConfig, 'LogConfig'), 'Type');
  if (driver !== '' && !logDrivers.has(driver))
    throw invalid(`logger: no log driver named '${driver}' is registered`);
}

const logDrivers = new Set([
  'json-file',
  'local',
  'none',
  'syslog',
  'journald',
  'gelf',
  'fluentd',
  'awslogs',
  'splunk',
]);

/** True for a signal by name or number (1 to 64): more than the machines deliver. */
export function knownSignal(text: string): boolean {
  if (/^\d+$/.test(text)) return Number(text) >= 1 && Number(text) <= 64;
  if (findSignal(text)) return true;
  const others =
    /^(SIG)?(ABRT|ALRM|BUS|CHLD|CLD|CONT|FPE|HUP|ILL|INT|IO|IOT|KILL|PIPE|POLL|PROF|PWR|QUIT|SEGV|STKFLT|STOP|SYS|TERM|TRAP|TSTP|TTIN|TTOU|URG|USR1|USR2|VTALRM|WINCH|XCPU|XFSZ|RTMIN(\+\d+)?|RTMAX(-\d+)?)$/i;
  return others.test(text);
}
