import { fields, list, objects } from '../schema/value.js';
import type { AdmissionStep } from '../api/objects/context.js';

const conditions = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

/** Pods stay on a node that is not ready or not reachable for five minutes, unless they say otherwise. */
export const defaultTolerations: AdmissionStep = {
  mutate({ operation, info, object }) {
    if (operation !== 'CREATE' || info.key !== 'pods') return;
    const spec = fields(object['spec']);
    const own = objects(spec['tolerations']);
    const added = conditions
      .filter(
        (key) =>
          !own.some(
            (one) => (one['key'] === key || !one['key']) && (!one['effect'] || one['effect'] === 'NoExecute'),
          ),
      )
      .map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }));
    spec['tolerations'] = [...list(spec['tolerations']), ...added];
  },
};
