import { createHash } from 'node:crypto';
import type { Fields, Value } from '../../contract.js';
import { definitions, kindsOf, type Schema } from '../../schema/definitions.js';
import { fullSchema } from '../../schema/structural.js';
import type { Registry, Served } from '../registry.js';

/** "apis/apps/v1", "api/v1" -> its resources. */
function versions(registry: Registry): Map<string, Served[]> {
  const found = new Map<string, Served[]>();
  for (const resource of registry.all()) {
    const path = resource.group ? `apis/${resource.group}/${resource.version}` : `api/${resource.version}`;
    found.set(path, [...(found.get(path) ?? []), resource]);
  }
  return found;
}

/** Name of a custom kind in the document: the group turned round, version, kind. */
export function customSchemaName({ group, version, kind }: Served): string {
  return [...group.split('.').reverse(), version, kind].join('.');
}

const prefix = '#/components/schemas/';

function withPaths(value: unknown): Value {
  if (Array.isArray(value)) return value.map(withPaths);
  if (typeof value !== 'object' || value === null) return value as Value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      if (name === '$ref' && typeof inner === 'string') return [name, prefix + inner];
      return [name, withPaths(inner)];
    }),
  );
}

function collect(name: string, into: Record<string, Schema>): void {
  const schema = definitions()[name];
  if (!schema || into[name]) return;
  into[name] = schema;
  collectRefs(schema, into);
}

function collectRefs(value: unknown, into: Record<string, Schema>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (name === '$ref' && typeof inner === 'string') collect(inner, into);
    else collectRefs(inner, into);
  }
}

function components(group: string, version: string, resources: readonly Served[]): Fields {
  const found: Record<string, Schema> = {};
  const apiVersion = group ? `${group}/${version}` : version;
  const result: Fields = {};
  const gvk = (kind: string) => [{ group, version, kind }];
  const kinds = kindsOf(apiVersion);
  for (const name of Object.keys(kinds)) collect(name, found);
  for (const resource of resources.filter((r) => r.custom)) collectRefs(fullSchema(resource.schema), found);
  for (const [name, schema] of Object.entries(found))
    result[name] = {
      ...(withPaths(schema) as Fields),
      ...(kinds[name] ? { 'x-kubernetes-group-version-kind': gvk(kinds[name]) } : {}),
    };
  for (const resource of resources.filter((r) => r.custom))
    result[customSchemaName(resource)] = {
      ...(withPaths(fullSchema(resource.schema)) as Fields),
      'x-kubernetes-group-version-kind': gvk(resource.kind),
    };
  return result;
}

const writeParameters = ['dryRun', 'fieldManager', 'fieldValidation', 'force'].map((name) => ({
  name,
  in: 'query',
  schema: { type: name === 'force' ? 'boolean' : 'string', uniqueItems: true },
}));

const actions: Record<string, [method: string, onItem: boolean]> = {
  create: ['post', false],
  list: ['get', false],
  deletecollection: ['delete', false],
  get: ['get', true],
  update: ['put', true],
  patch: ['patch', true],
  delete: ['delete', true],
};
const actionNames: Record<string, string> = { create: 'post', update: 'put' };

function paths(base: string, resources: readonly Served[]): Fields {
  const result: Fields = {};
  for (const { resource, namespaced, verbs, group, version, kind } of resources) {
    const collection = `/${base}${namespaced ? '/namespaces/{namespace}' : ''}/${resource}`;
    for (const verb of verbs) {
      const action = actions[verb];
      if (!action) continue;
      const [method, onItem] = action;
      const path = onItem ? `${collection}/{name}` : collection;
      const operations = (result[path] ??= {}) as Fields;
      operations[method] = {
        'x-kubernetes-action': actionNames[verb] ?? verb,
        'x-kubernetes-group-version-kind': { group, version, kind },
        ...(['create', 'update', 'patch', 'delete'].includes(verb) ? { parameters: writeParameters } : {}),
        responses: { '200': { description: 'OK' } },
      };
    }
  }
  return result;
}

const cache = new WeakMap<Registry, { resources: readonly Served[]; documents: Map<string, string> }>();

/** The OpenAPI v3 document of "apis/apps/v1" as JSON text; undefined when it is not served. */
export function documentOf(registry: Registry, path: string): string | undefined {
  const resources = versions(registry).get(path);
  if (!resources) return undefined;
  let known = cache.get(registry);
  if (known?.resources !== registry.all())
    cache.set(registry, (known = { resources: registry.all(), documents: new Map() }));
  let text = known.documents.get(path);
  if (text === undefined) {
    const { group, version } = resources[0]!;
    text = JSON.stringify({
      openapi: '3.0.0',
      info: { title: 'Kubernetes', version: 'v1.36.2' },
      paths: paths(path, resources),
      components: { schemas: components(group, version, resources) },
    });
    known.documents.set(path, text);
  }
  return text;
}

/** Changes when the document does: of what makes the document, so that the index costs no documents. */
export function documentHash(registry: Registry, path: string): string {
  const resources = versions(registry).get(path) ?? [];
  const custom = resources.filter((r) => r.custom).map((r) => [r.resource, r.schema]);
  return createHash('sha256')
    .update(JSON.stringify([path, resources.map((r) => r.resource), custom]))
    .digest('hex')
    .toUpperCase();
}

/** The index of all documents. */
export function openApiIndex(registry: Registry): Fields {
  return {
    paths: Object.fromEntries(
      [...versions(registry).keys()].map((path) => [
        path,
        { serverRelativeURL: `/openapi/v3/${path}?hash=${documentHash(registry, path)}` },
      ]),
    ),
  };
}
