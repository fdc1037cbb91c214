import { forbidden, notFound } from '../api/errors.js';
import type { AdmissionStep } from '../api/objects/context.js';
import { refuseTerminating } from '../api/objects/prepare.js';

const immortal = new Set(['default', 'kube-system', 'kube-public']);

/** Nothing is created in namespaces that are missing or going, and some namespaces are never deleted. */
export const namespaceLifecycle: AdmissionStep = {
  mutate({ operation, info, namespace, object }, { store }) {
    if (operation !== 'CREATE' || !info.namespaced || namespace === undefined) return;
    const found = store.get('namespaces', undefined, namespace);
    if (!found) throw notFound({ group: '', resource: 'namespaces' }, namespace);
    if (found.metadata.deletionTimestamp === undefined) return;
    throw refuseTerminating(info, object, namespace);
  },
  validate({ operation, info, name }) {
    if (operation === 'DELETE' && info.key === 'namespaces' && immortal.has(name))
      throw forbidden(info, name, 'this namespace may not be deleted');
  },
};
