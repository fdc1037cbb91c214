import { at, fields } from '../schema/value.js';
import type { AdmissionStep } from '../api/objects/context.js';

/** Claims that name no storage class get the default one; the newest where there are several. */
export const defaultStorageClass: AdmissionStep = {
  mutate({ operation, info, object }, { store }) {
    if (operation !== 'CREATE' || info.key !== 'persistentvolumeclaims') return;
    const spec = fields(object['spec']);
    const beta = at(object, 'metadata', 'annotations', 'volume.beta.kubernetes.io/storage-class');
    if (spec['storageClassName'] !== undefined || beta !== undefined) return;
    const found = store
      .list('storageclasses.storage.k8s.io', {
        filter: ({ metadata }) =>
          metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true',
      })
      .items.sort((a, b) => (a.metadata.creationTimestamp < b.metadata.creationTimestamp ? 1 : -1))[0];
    if (found) spec['storageClassName'] = found.metadata.name;
  },
};
