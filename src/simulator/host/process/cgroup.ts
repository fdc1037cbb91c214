/** Resources of one container: limits, use, and the freezer. */
export interface Cgroup {
  limits: { memory?: number; cpus?: number; pids?: number };
  /** Bytes and milliseconds used by all processes, the ended ones included for CPU. */
  cpu: number;
  memory: number;
  memoryPeak: number;
  /** How often the kernel killed for memory. */
  oomKills: number;
  frozen: boolean;
  /** Called when the freezer lets go. */
  thawed: Set<() => void>;
}

/** Makes a cgroup. Limits may be changed later (`docker update`). */
export function createCgroup(limits: Cgroup['limits'] = {}): Cgroup {
  return { limits, cpu: 0, memory: 0, memoryPeak: 0, oomKills: 0, frozen: false, thawed: new Set() };
}

/** Stops (or lets go on) everything in the group: no call of its processes returns while it is frozen. */
export function freeze(cgroup: Cgroup, frozen: boolean): void {
  cgroup.frozen = frozen;
  if (!frozen) for (const call of [...cgroup.thawed]) call();
}
