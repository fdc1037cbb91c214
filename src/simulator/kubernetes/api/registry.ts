import data from '../data/resources.json' with { type: 'json' };
import type { ResourceInfo, ResourceKey } from '../contract.js';
import { schemaName, schemaOf, type Schema } from '../schema/definitions.js';

/** A subresource with the kind that it speaks. */
export interface SubresourceInfo {
  name: string;
  kind: string;
  group?: string;
  version?: string;
  verbs: readonly string[];
}

/** A served resource in one version, with its schema. */
export interface Served extends ResourceInfo {
  key: ResourceKey;
  apiVersion: string;
  parts: readonly SubresourceInfo[];
  schema: Schema;
  /** Name of the schema of built-in kinds. */
  schemaName?: string;
  storageVersionHash?: string;
  /** Set for custom resources. */
  custom?: CustomInfo;
  /** True for the version in which objects are kept. */
  storage: boolean;
}

/** What the definition of a custom resource says beyond its schema. */
export interface CustomInfo {
  columns: readonly {
    name: string;
    type: string;
    jsonPath: string;
    format?: string;
    description?: string;
    priority?: number;
  }[];
  scale?: { specReplicasPath: string; statusReplicasPath: string; labelSelectorPath?: string };
  selectableFields: readonly string[];
  deprecationWarning?: string;
}

/** The resources served now. */
export interface Registry {
  all(): readonly Served[];
  /** The resource of a URL. */
  find(group: string, version: string, resource: string): Served | undefined;
  /** The version in which objects of this resource are kept. */
  stored(key: ResourceKey): Served | undefined;
  ofKind(apiVersion: string, kind: string): Served | undefined;
  /** Replaces all custom resources. */
  setCustom(resources: readonly Served[]): void;
}

/** Events are one store seen through two groups. */
const aliases: Record<string, ResourceKey> = { 'events.events.k8s.io': 'events' };

/** The key of a resource of a group. */
export function resourceKey(group: string, resource: string): ResourceKey {
  const key = group ? `${resource}.${group}` : resource;
  return aliases[key] ?? key;
}

type Entry = Omit<ResourceInfo, 'subresources'> & {
  subresources: SubresourceInfo[];
  storageVersionHash?: string;
  responseKind?: { group: string; version: string; kind: string };
};

function builtIn(): Served[] {
  const seen = new Set<ResourceKey>();
  return (data as unknown as Entry[]).map((entry) => {
    const { subresources, ...rest } = entry;
    const apiVersion = entry.group ? `${entry.group}/${entry.version}` : entry.version;
    const key = resourceKey(entry.group, entry.resource);
    const storage = !seen.has(key);
    seen.add(key);
    const name = schemaName(apiVersion, entry.kind);
    return {
      ...rest,
      subresources: subresources.map((part) => part.name),
      key,
      apiVersion,
      parts: subresources,
      schema: schemaOf(apiVersion, entry.kind) ?? {},
      ...(name ? { schemaName: name } : {}),
      storage,
    };
  });
}

/** Makes the registry with all built-in resources. */
export function createRegistry(): Registry {
  const own = builtIn();
  let all: readonly Served[] = own;
  let paths = new Map<string, Served>();
  let keys = new Map<ResourceKey, Served>();
  let kinds = new Map<string, Served>();
  const index = () => {
    paths = new Map(all.map((r) => [`${r.group}/${r.version}/${r.resource}`, r]));
    keys = new Map(all.filter((r) => r.storage).map((r) => [r.key, r]));
    kinds = new Map(all.map((r) => [`${r.apiVersion}/${r.kind}`, r]));
  };
  index();
  return {
    all: () => all,
    find: (group, version, resource) => paths.get(`${group}/${version}/${resource}`),
    stored: (key) => keys.get(key),
    ofKind: (apiVersion, kind) => kinds.get(`${apiVersion}/${kind}`),
    setCustom(resources) {
      all = [...own, ...resources];
      index();
    },
  };
}
