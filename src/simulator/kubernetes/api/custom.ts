import type { Fields, KubeObject } from '../contract.js';
import type { Schema } from '../schema/definitions.js';
import { asFields, at, fields, list, objects, text } from '../schema/value.js';
import type { Store } from '../store/store.js';
import type { CustomInfo, Registry, Served, SubresourceInfo } from './registry.js';

const definitionKey = 'customresourcedefinitions.apiextensions.k8s.io';
const verbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];
const partVerbs = ['get', 'patch', 'update'];

function parts(kind: string, subresources: Fields): SubresourceInfo[] {
  return [
    ...(subresources['status'] !== undefined ? [{ name: 'status', kind, verbs: partVerbs }] : []),
    ...(subresources['scale'] !== undefined
      ? [{ name: 'scale', kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: partVerbs }]
      : []),
  ];
}

function customInfo(version: Fields, apiVersion: string, kind: string): CustomInfo {
  const scale = at(version, 'subresources', 'scale');
  const warning = text(version['deprecationWarning']) || `${apiVersion} ${kind} is deprecated`;
  return {
    columns: list(version['additionalPrinterColumns']) as unknown as CustomInfo['columns'],
    selectableFields: objects(version['selectableFields']).map((one) =>
      text(one['jsonPath']).replace(/^\./, ''),
    ),
    ...(scale ? { scale: scale as unknown as NonNullable<CustomInfo['scale']> } : {}),
    ...(version['deprecated'] === true ? { deprecationWarning: warning } : {}),
  };
}

/** The resources that a definition serves, one for each served version. */
export function servedBy(definition: KubeObject): Served[] {
  const spec = fields(asFields(definition)['spec']);
  const names = fields(spec['names']);
  const [group, kind, resource] = [text(spec['group']), text(names['kind']), text(names['plural'])];
  return objects(spec['versions'])
    .filter((version) => version['served'] === true)
    .map((version) => {
      const apiVersion = `${group}/${text(version['name'])}`;
      const own = parts(kind, fields(version['subresources']));
      return {
        group,
        version: text(version['name']),
        resource,
        singular: text(names['singular']) || kind.toLowerCase(),
        kind,
        namespaced: spec['scope'] === 'Namespaced',
        shortNames: list(names['shortNames']) as string[],
        categories: list(names['categories']) as string[],
        verbs,
        subresources: own.map((part) => part.name),
        key: `${resource}.${group}`,
        apiVersion,
        parts: own,
        schema: (at(version, 'schema', 'openAPIV3Schema') ?? {}) as unknown as Schema,
        storage: version['storage'] === true,
        custom: customInfo(version, apiVersion, kind),
      };
    });
}

/** Serves what the definitions in the store define, and forgets the objects of those that go. */
export function followDefinitions(store: Store, registry: Registry): () => void {
  return store.watch(definitionKey, (event) => {
    registry.setCustom(store.list(definitionKey).items.flatMap(servedBy));
    if (event.type !== 'DELETED') return;
    for (const { key } of servedBy(event.object)) store.drop(key);
  });
}
