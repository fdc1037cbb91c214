import type { Api, ObjectMeta, Value } from '../contract.js';
import { same, stableHash } from '../lib/hash.js';
import { controllerReference, toFields } from '../lib/meta.js';
import { as, type ControllerRevision, type PodTemplate } from '../lib/types.js';
import { manager } from './manager.js';

const resource = 'controllerrevisions.apps';

type Owner = {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  spec: { template: PodTemplate; revisionHistoryLimit?: number };
};

/** How a kind labels its revisions. */
export interface RevisionStyle {
  hashLabel: string;
  annotations?: Record<string, string>;
  collisions?: number;
}

/** The revision that holds the present template of its owner; made, or brought to the end of the history, if need be. */
export function currentRevision(
  api: Api,
  owner: Owner,
  history: readonly ControllerRevision[],
  style: RevisionStyle,
): ControllerRevision {
  const data = toFields({ spec: { template: { ...owner.spec.template, $patch: 'replace' } } });
  const last = Math.max(0, ...history.map(({ revision }) => revision));
  const known = history.find((revision) => same(revision.data, data));
  if (known?.revision === last) return known;
  if (known) {
    const { namespace, name } = known.metadata;
    const patch: Value = { revision: last + 1 };
    return patched(api.patch(resource, namespace, name, 'application/merge-patch+json', patch, manager));
  }
  const hash = stableHash(data, style.collisions);
  const body = {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: `${owner.metadata.name}-${hash}`,
      labels: { ...owner.spec.template.metadata?.labels, [style.hashLabel]: hash },
      ...(style.annotations && { annotations: style.annotations }),
      ownerReferences: [controllerReference(owner)],
    },
    data,
    revision: last + 1,
  };
  return patched(api.create(resource, owner.metadata.namespace, toFields(body), manager));
}

const patched = as<ControllerRevision>;

/** Removes the oldest revisions beyond the history limit; those in use stay and do not count. */
export function pruneRevisions(
  api: Api,
  owner: Owner,
  history: readonly ControllerRevision[],
  isUsed: (revision: ControllerRevision) => boolean,
): void {
  const unused = history.filter((revision) => !isUsed(revision)).sort((a, b) => a.revision - b.revision);
  const surplus = unused.length - (owner.spec.revisionHistoryLimit ?? 10);
  for (const { metadata } of unused.slice(0, Math.max(0, surplus))) {
    api.delete(resource, metadata.namespace, metadata.name, manager);
  }
}
