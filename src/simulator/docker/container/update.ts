import { isBody, num, str, sub, decode, type Body } from '../decode.js';
import { conflict } from '../errors.js';
import type { Container, Engine } from '../state.js';
import { containerEvent } from './find.js';
import { resourceFields } from './fields.js';
import { limitsOf } from './start.js';
import { checkResources, checkRestartPolicy } from './validate.js';

/** Changes limits and restart policy of a container (`docker update`). Throws the engine's errors. */
export function updateContainer(engine: Engine, container: Container, body: Body): void {
  const wanted = decode(body, resourceFields, 'UpdateConfig');
  const { hostConfig } = container;
  const refused = (why: string) => conflict(`Cannot update container ${container.id}: ${why}`);
  const set: Body = {};
  for (const name of [
    'CpuShares',
    'Memory',
    'MemorySwap',
    'MemoryReservation',
    'NanoCpus',
    'CpuPeriod',
    'CpuQuota',
    'PidsLimit',
    'BlkioWeight',
  ])
    if (num(wanted, name) !== 0) set[name] = wanted[name];
  for (const name of ['CpusetCpus', 'CpusetMems']) if (str(wanted, name) !== '') set[name] = wanted[name];
  checkResources({ ...wanted }, engine.machine.facts.cpus);
  const memory = num(set, 'Memory');
  const swap = num(set, 'MemorySwap') || num(hostConfig, 'MemorySwap');
  if (memory > 0 && swap > 0 && memory > swap && num(set, 'MemorySwap') !== -1)
    throw refused(
      'Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time',
    );
  const policy = isBody(body.RestartPolicy) ? sub(body, 'RestartPolicy') : {};
  if (str(policy, 'Name') !== '') {
    checkRestartPolicy(policy, false);
    if (hostConfig.AutoRemove === true && str(policy, 'Name') !== 'no')
      throw refused('Restart policy cannot be updated because AutoRemove is enabled for the container');
    set.RestartPolicy = { Name: str(policy, 'Name'), MaximumRetryCount: num(policy, 'MaximumRetryCount') };
  }
  Object.assign(hostConfig, set);
  if (container.runtime) Object.assign(container.runtime.isolation.cgroup.limits, limitsOf(container));
  containerEvent(engine, container, 'update');
}
