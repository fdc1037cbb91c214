import type { Controller, Fields } from '../../contract.js';
import { keyOf, toFields } from '../../lib/meta.js';
import { timestamp } from '../../lib/time.js';
import type { Claim, PersistentVolume, StorageClass } from '../../lib/types.js';
import {
  findVolume,
  isBound,
  provisions,
  selectedNodeKey,
  waitsForConsumer,
} from '../../scheduler/volumes.js';
import { informer, stopAll } from '../informer.js';
import { about, manager, updateStatus } from '../manager.js';
import { workQueue } from '../workqueue.js';

const component = 'persistentvolume-controller';
const boundByController = 'pv.kubernetes.io/bound-by-controller';
const merge = 'application/merge-patch+json';
/** How often an unbound claim is looked at again, with its event repeated. */
const again = 15_000;

/** Binds claims to volumes, asks provisioners for new ones, and releases volumes whose claim is gone. */
export const volumeBinder: Controller = ({ api, events, clock }) => {
  const queue = workQueue(clock, (key) => (key.includes('/') ? syncClaim(key) : syncVolume(key)));
  const claims = informer<Claim>(api, 'persistentvolumeclaims', {
    on(current, previous) {
      if (current) queue.add(keyOf(current));
      else if (previous?.spec.volumeName) queue.add(previous.spec.volumeName);
    },
  });
  const volumes = informer<PersistentVolume>(api, 'persistentvolumes', {
    on(current, previous) {
      const volume = current ?? previous;
      if (current) queue.add(keyOf(current));
      const reference = volume?.spec.claimRef;
      if (reference) queue.add(`${reference.namespace}/${reference.name}`);
      else wakeUnbound();
    },
  });
  const classes = informer<StorageClass>(api, 'storageclasses.storage.k8s.io', { on: () => wakeUnbound() });

  function wakeUnbound() {
    for (const claim of claims.all()) if (!isBound(claim)) queue.add(keyOf(claim));
  }

  function say(claim: Claim, type: 'Normal' | 'Warning', reason: string, message: string) {
    events.record(about(claim), { type, reason, message, component });
    queue.addAfter(keyOf(claim), again);
  }

  function syncClaim(key: string) {
    const claim = claims.get(key);
    if (!claim || claim.metadata.deletionTimestamp) return;
    if (isBound(claim)) return syncBound(claim);
    const storageClass = classes.get(claim.spec.storageClassName ?? '');
    const volume = findVolume(claim, volumes.all(), undefined);
    const reserved = volume?.spec.claimRef !== undefined || claim.spec.volumeName !== undefined;
    const mayBind = reserved || !waitsForConsumer(storageClass);
    if (volume && mayBind) return bind(claim, volume);
    if (claim.spec.volumeName) return;
    if (!claim.spec.storageClassName) {
      return say(
        claim,
        'Normal',
        'FailedBinding',
        'no persistent volumes available for this claim and no storage class is set',
      );
    }
    if (!storageClass) {
      return say(
        claim,
        'Warning',
        'ProvisioningFailed',
        `storageclass.storage.k8s.io "${claim.spec.storageClassName}" not found`,
      );
    }
    if (waitsForConsumer(storageClass) && !claim.metadata.annotations?.[selectedNodeKey]) {
      return say(
        claim,
        'Normal',
        'WaitForFirstConsumer',
        'waiting for first consumer to be created before binding',
      );
    }
    if (!provisions(storageClass)) {
      return say(
        claim,
        'Normal',
        'FailedBinding',
        'no persistent volumes available for this claim and no storage class is set',
      );
    }
    askProvisioner(claim, storageClass.provisioner);
  }

  function askProvisioner(claim: Claim, provisioner: string) {
    const annotations = {
      'volume.beta.kubernetes.io/storage-provisioner': provisioner,
      'volume.kubernetes.io/storage-provisioner': provisioner,
    };
    // The write itself brings the claim back here, to be told of then.
    if (!claim.metadata.annotations?.['volume.kubernetes.io/storage-provisioner']) {
      return patchClaim(claim, { metadata: { annotations } });
    }
    say(
      claim,
      'Normal',
      'ExternalProvisioning',
      `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`,
    );
  }

  function patchClaim({ metadata: { namespace, name } }: Claim, patch: Fields) {
    api.patch('persistentvolumeclaims', namespace, name, merge, patch, manager);
  }

  function bind(claim: Claim, volume: PersistentVolume) {
    const { namespace, name, uid, resourceVersion } = claim.metadata;
    if (volume.spec.claimRef?.uid !== uid) {
      const claimRef = {
        kind: 'PersistentVolumeClaim',
        namespace,
        name,
        uid,
        apiVersion: 'v1',
        resourceVersion,
      };
      const annotations = volume.spec.claimRef ? undefined : { [boundByController]: 'yes' };
      const patch = toFields({ metadata: { annotations }, spec: { claimRef } });
      api.patch('persistentvolumes', undefined, volume.metadata.name, merge, patch, manager);
    }
    setPhase(volume.metadata.name, 'Bound');
    const annotations = {
      'pv.kubernetes.io/bind-completed': 'yes',
      ...(!claim.spec.volumeName && { [boundByController]: 'yes' }),
    };
    patchClaim(claim, { metadata: { annotations }, spec: { volumeName: volume.metadata.name } });
    const bound = claims.get(keyOf(claim));
    if (bound) syncBound(bound);
  }

  function syncBound(claim: Claim) {
    const volume = volumes.get(claim.spec.volumeName ?? '');
    if (!volume) {
      if (claim.status?.phase === 'Lost') return;
      updateStatus(api, 'persistentvolumeclaims', claim, { ...claim.status, phase: 'Lost' });
      const message = 'Bound claim has lost its PersistentVolume. Data on the volume is lost!';
      events.record(about(claim), { type: 'Warning', reason: 'ClaimLost', message, component });
      return;
    }
    const { accessModes, capacity } = volume.spec;
    updateStatus(api, 'persistentvolumeclaims', claim, {
      ...claim.status,
      phase: 'Bound',
      accessModes,
      capacity:
        claim.status?.capacity ?? (capacity?.['storage'] ? { storage: capacity['storage'] } : undefined),
    });
  }

  function setPhase(name: string, phase: string) {
    const volume = volumes.get(name);
    if (!volume || volume.status?.phase === phase) return;
    const since =
      volume.status?.phase === undefined ? {} : { lastPhaseTransitionTime: timestamp(clock.now()) };
    updateStatus(api, 'persistentvolumes', volume, { ...volume.status, ...since, phase });
  }

  function syncVolume(name: string) {
    const volume = volumes.get(name);
    const reference = volume?.spec.claimRef;
    if (!volume) return;
    if (!reference) return setPhase(name, 'Available');
    const claim = claims.get(`${reference.namespace}/${reference.name}`);
    // Reserved by name for a claim that may still come.
    if (!reference.uid) return setPhase(name, 'Available');
    if (!claim || claim.metadata.uid !== reference.uid) return setPhase(name, 'Released');
    if (claim.spec.volumeName === name && isBound(claim)) setPhase(name, 'Bound');
  }

  return stopAll(queue, classes, claims, volumes);
};
