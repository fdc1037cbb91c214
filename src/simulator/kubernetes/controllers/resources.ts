import type { ResourceInfo, ResourceKey } from '../contract.js';

/** "deployments.apps"; "pods" for the core group. */
export function resourceKey({ resource, group }: Pick<ResourceInfo, 'resource' | 'group'>): ResourceKey {
  return group ? `${resource}.${group}` : resource;
}
