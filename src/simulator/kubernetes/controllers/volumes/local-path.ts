import type { Controller } from '../../contract.js';
import { keyOf, toFields } from '../../lib/meta.js';
import type { Claim, PersistentVolume, StorageClass } from '../../lib/types.js';
import { selectedNodeKey } from '../../scheduler/volumes.js';
import { informer, stopAll } from '../informer.js';
import { about } from '../manager.js';
import { workQueue } from '../workqueue.js';

const provisioner = 'rancher.io/local-path';
const component = `${provisioner}_local-path-provisioner`;
const options = { fieldManager: 'local-path-provisioner' };
const root = '/var/local-path-provisioner';
/** The real one runs a helper pod that makes or removes the folder; this is about as long as that takes. */
const helperTime = 2000;

/** Makes volumes of the class of rancher.io/local-path: folders on the node that a claim's first pod got. */
export const localPathProvisioner: Controller = ({ api, events, clock }) => {
  const started = new Map<string, number>();
  const queue = workQueue(clock, (key) => (key.includes('/') ? provision(key) : remove(key)));
  const classes = informer<StorageClass>(api, 'storageclasses.storage.k8s.io');
  const claims = informer<Claim>(api, 'persistentvolumeclaims', {
    on: (claim) => claim && !claim.spec.volumeName && queue.add(keyOf(claim)),
  });
  const volumes = informer<PersistentVolume>(api, 'persistentvolumes', {
    on: (volume) => volume?.status?.phase === 'Released' && queue.add(keyOf(volume)),
  });

  /** True once the helper's time has passed since the first call for this key. */
  function helped(key: string): boolean {
    const since = started.get(key) ?? clock.now();
    started.set(key, since);
    const left = since + helperTime - clock.now();
    if (left > 0) queue.addAfter(key, left);
    else started.delete(key);
    return left <= 0;
  }

  function provision(key: string) {
    const claim = claims.get(key);
    const { annotations = {}, uid = '' } = claim?.metadata ?? {};
    const node = annotations[selectedNodeKey];
    const name = `pvc-${uid}`;
    const mine = annotations['volume.kubernetes.io/storage-provisioner'] === provisioner;
    if (!claim || claim.spec.volumeName || !node || !mine || volumes.get(name)) return;
    if (!started.has(key)) {
      const message = `External provisioner is provisioning volume for claim "${key}"`;
      events.record(about(claim), { type: 'Normal', reason: 'Provisioning', message, component });
    }
    if (!helped(key)) return;
    api.create('persistentvolumes', undefined, toFields(volumeFor(claim, node, name)), options);
    const message = `Successfully provisioned volume ${name}`;
    events.record(about(claim), { type: 'Normal', reason: 'ProvisioningSucceeded', message, component });
  }

  function volumeFor({ metadata, spec }: Claim, node: string, name: string) {
    const { namespace, uid, resourceVersion } = metadata;
    const terms = [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }] }];
    return {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: {
        name,
        annotations: {
          'local.path.provisioner/selected-node': node,
          'pv.kubernetes.io/provisioned-by': provisioner,
        },
      },
      spec: {
        capacity: { storage: spec.resources?.requests?.['storage'] ?? '0' },
        hostPath: { path: `${root}/${name}_${namespace}_${metadata.name}`, type: 'DirectoryOrCreate' },
        accessModes: spec.accessModes,
        claimRef: {
          kind: 'PersistentVolumeClaim',
          namespace,
          name: metadata.name,
          uid,
          apiVersion: 'v1',
          resourceVersion,
        },
        persistentVolumeReclaimPolicy: classes.get(spec.storageClassName ?? '')?.reclaimPolicy ?? 'Delete',
        storageClassName: spec.storageClassName,
        volumeMode: spec.volumeMode ?? 'Filesystem',
        nodeAffinity: { required: { nodeSelectorTerms: terms } },
      },
    };
  }

  function remove(name: string) {
    const volume = volumes.get(name);
    if (volume?.status?.phase !== 'Released' || volume.metadata.deletionTimestamp) return;
    if (volume.metadata.annotations?.['pv.kubernetes.io/provisioned-by'] !== provisioner) return;
    if (volume.spec.persistentVolumeReclaimPolicy !== 'Delete' || !helped(name)) return;
    api.delete('persistentvolumes', undefined, name, options);
  }

  return stopAll(queue, classes, claims, volumes);
};
