import { createHash } from 'node:crypto';
import type { Fields, Value } from '../../contract.js';
import { text } from '../../schema/value.js';
import type { Registry, Served } from '../registry.js';

/** Version of the simulated control plane. */
export const version: Fields = {
  major: '1',
  minor: '36',
  emulationMajor: '1',
  emulationMinor: '36',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '35',
  gitVersion: 'v1.36.2',
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '2026-06-15T12:00:00Z',
  goVersion: 'go1.26.10',
  compiler: 'gc',
  platform: 'linux/amd64',
};

interface Group {
  name: string;
  versions: { version: string; resources: Served[] }[];
}

/** The named groups in the order of discovery, each with its versions. */
function groups(registry: Registry): Group[] {
  const found = new Map<string, Group>();
  for (const resource of registry.all()) {
    let group = found.get(resource.group);
    if (!group) found.set(resource.group, (group = { name: resource.group, versions: [] }));
    let version = group.versions.find((v) => v.version === resource.version);
    if (!version) group.versions.push((version = { version: resource.version, resources: [] }));
    version.resources.push(resource);
  }
  return [...found.values()];
}

const sorted = (verbs: readonly string[]) => [...verbs].sort();

function aggregatedResource(resource: Served): Fields {
  const responseKind = (kind: string, group = '', version = ''): Fields => ({ group, version, kind });
  return {
    resource: resource.resource,
    responseKind: resource.custom
      ? responseKind(resource.kind, resource.group, resource.version)
      : responseKind(resource.kind),
    scope: resource.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: resource.singular,
    verbs: sorted(resource.verbs),
    ...(resource.shortNames.length ? { shortNames: [...resource.shortNames] } : {}),
    ...(resource.categories.length ? { categories: [...resource.categories] } : {}),
    ...(resource.parts.length
      ? {
          subresources: resource.parts.map((part) => ({
            subresource: part.name,
            ...(part.kind ? { responseKind: responseKind(part.kind, part.group, part.version) } : {}),
            verbs: sorted(part.verbs),
          })),
        }
      : {}),
  };
}

/** APIGroupDiscoveryList of /api (core) or /apis. */
export function aggregated(registry: Registry, core: boolean, apiVersion: 'v2' | 'v2beta1'): Fields {
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${apiVersion}`,
    metadata: {},
    items: groups(registry)
      .filter((group) => (group.name === '') === core)
      .map((group) => ({
        metadata: group.name ? { name: group.name } : {},
        versions: group.versions.map(({ version, resources }) => ({
          version,
          resources: resources.map(aggregatedResource),
          freshness: 'Current',
        })),
      })) as Value[],
  };
}

const groupVersion = (group: string, version: string) => (group ? `${group}/${version}` : version);

function groupEntry(group: Group): Fields {
  const versions = group.versions.map(({ version }) => ({
    groupVersion: groupVersion(group.name, version),
    version,
  }));
  return { name: group.name, versions, preferredVersion: versions[0]! };
}

export function coreVersions(address: string): Fields {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: address }],
  };
}

export function groupList(registry: Registry): Fields {
  return {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: groups(registry)
      .filter(({ name }) => name !== '')
      .map(groupEntry),
  };
}

export function groupOf(registry: Registry, name: string): Fields | undefined {
  const group = groups(registry).find((one) => one.name === name);
  return group && { kind: 'APIGroup', apiVersion: 'v1', ...groupEntry(group) };
}

/** APIResourceList of a group version; undefined when it is not served. */
export function resourceList(registry: Registry, group: string, version: string): Fields | undefined {
  const found = registry.all().filter((r) => r.group === group && r.version === version);
  if (!found.length) return undefined;
  const resources = found
    .flatMap((r): Fields[] => [
      {
        name: r.resource,
        singularName: r.singular,
        namespaced: r.namespaced,
        kind: r.kind,
        verbs: sorted(r.verbs),
        ...(r.shortNames.length ? { shortNames: [...r.shortNames] } : {}),
        ...(r.categories.length ? { categories: [...r.categories] } : {}),
        ...(r.verbs.includes('list') ? { storageVersionHash: r.storageVersionHash ?? hash(r.key) } : {}),
      },
      ...r.parts.map((part) => ({
        name: `${r.resource}/${part.name}`,
        singularName: '',
        namespaced: r.namespaced,
        ...(part.group ? { group: part.group } : {}),
        ...(part.version ? { version: part.version } : {}),
        kind: part.kind || r.kind,
        verbs: sorted(part.verbs),
      })),
    ])
    .sort((a, b) => (text(a['name']) < text(b['name']) ? -1 : 1));
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: groupVersion(group, version), resources };
}

const hash = (key: string) => createHash('sha256').update(key).digest().subarray(0, 8).toString('base64');
