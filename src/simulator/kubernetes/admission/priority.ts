import { fields, text } from '../schema/value.js';
import { forbidden } from '../api/errors.js';
import type { AdmissionStep } from '../api/objects/context.js';

const classes = 'priorityclasses.scheduling.k8s.io';

/** Turns the name of a priority class into the number that the scheduler uses. */
export const priority: AdmissionStep = {
  mutate({ operation, info, name, object }, { store }) {
    if (operation !== 'CREATE' || info.key !== 'pods') return;
    const spec = fields(object['spec']);
    const wanted = text(spec['priorityClassName']);
    const found = wanted
      ? store.get(classes, undefined, wanted)
      : store.list(classes, { filter: (one) => one['globalDefault'] === true }).items[0];
    if (wanted && !found) throw forbidden(info, name, `no PriorityClass with name ${wanted} was found`);
    const value = Number(found?.['value'] ?? 0);
    if (typeof spec['priority'] === 'number' && spec['priority'] !== value)
      throw forbidden(
        info,
        name,
        `the integer value of priority (${spec['priority']}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`,
      );
    if (found) spec['priorityClassName'] = found.metadata.name;
    spec['priority'] = value;
    spec['preemptionPolicy'] ??= text(found?.['preemptionPolicy']) || 'PreemptLowerPriority';
  },
};
