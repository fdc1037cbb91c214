import { ApiError, type Fields, type KubeObject, type Value } from '../../contract.js';
import type { Schema } from '../../schema/definitions.js';
import { asFields, equal, fields, isFields } from '../../schema/value.js';
import {
  difference,
  intersection,
  pathsOf,
  removeFields,
  setOf,
  union,
  without,
  type FieldSet,
} from './field-set.js';
import { mergeTyped } from './merge.js';

/** One entry of metadata.managedFields. */
export interface Manager {
  manager: string;
  operation: 'Apply' | 'Update';
  apiVersion: string;
  time?: string;
  fieldsType: 'FieldsV1';
  fieldsV1: FieldSet;
  subresource?: string;
}

/** Who writes, and where. */
export interface Writer {
  manager: string;
  apiVersion: string;
  time: string;
  subresource?: string;
}

const unowned = [
  'name',
  'namespace',
  'creationTimestamp',
  'selfLink',
  'uid',
  'generation',
  'managedFields',
  'resourceVersion',
];

/** The fields that can be owned: without the server's metadata, and only the part that this endpoint writes. */
function owned(set: FieldSet, subresource: string | undefined, statusApart: boolean): FieldSet {
  const { ['f:apiVersion']: _a, ['f:kind']: _k, ['f:metadata']: metadata, ...rest } = set;
  const result: FieldSet = rest;
  if (subresource === 'status') return result['f:status'] ? { 'f:status': result['f:status'] } : {};
  if (statusApart) delete result['f:status'];
  if (isFields(metadata)) {
    const kept = Object.fromEntries(
      Object.entries(metadata).filter(([element]) => !unowned.some((name) => element === `f:${name}`)),
    );
    if (Object.keys(kept).some((element) => element !== '.')) result['f:metadata'] = kept;
  }
  return result;
}

const isEmpty = (set: FieldSet) => Object.keys(set).length === 0;
const managersOf = (object: KubeObject | undefined) =>
  (object?.metadata.managedFields ?? []) as unknown as Manager[];
const same = (a: Manager, writer: Writer, operation: Manager['operation']) =>
  a.manager === writer.manager &&
  a.operation === operation &&
  a.subresource === writer.subresource &&
  (operation === 'Apply' || a.apiVersion === writer.apiVersion);

function entry(writer: Writer, operation: Manager['operation'], set: FieldSet): Manager {
  return {
    manager: writer.manager,
    operation,
    apiVersion: writer.apiVersion,
    time: writer.time,
    fieldsType: 'FieldsV1',
    fieldsV1: set,
    ...(writer.subresource ? { subresource: writer.subresource } : {}),
  };
}

function withManagers(object: KubeObject, managers: readonly Manager[]): KubeObject {
  const { managedFields: _, ...metadata } = object.metadata;
  const order = [...managers].sort(
    (a, b) =>
      (a.operation < b.operation ? -1 : a.operation > b.operation ? 1 : 0) ||
      ((a.time ?? '') < (b.time ?? '') ? -1 : (a.time ?? '') > (b.time ?? '') ? 1 : 0) ||
      (a.manager < b.manager ? -1 : a.manager > b.manager ? 1 : 0),
  );
  return {
    ...object,
    metadata: order.length ? { ...metadata, managedFields: order as unknown as Fields[] } : metadata,
  };
}

/** The object with managedFields that tell of a create, replace or patch. */
export function recordUpdate(
  schema: Schema,
  old: KubeObject | undefined,
  object: KubeObject,
  writer: Writer,
  statusApart: boolean,
): KubeObject {
  const given = object.metadata.managedFields as unknown as Manager[] | undefined;
  // Whoever sends an empty list clears it; whoever sends another list replaces it.
  const base = given ?? managersOf(old);
  const changes = old
    ? difference(schema, asFields(old), asFields(object))
    : { changed: setOf(schema, asFields(object), false), removed: {} };
  const changed = owned(changes.changed, writer.subresource, statusApart);
  const removed = owned(changes.removed, writer.subresource, statusApart);
  if (isEmpty(changed) && isEmpty(removed)) return withManagers(object, base);
  const managers = base.flatMap((one) => {
    if (same(one, writer, 'Update')) return [];
    const left = without(without(one.fieldsV1, changed), removed);
    return isEmpty(left) ? [] : [equal(left, one.fieldsV1) ? one : { ...one, fieldsV1: left }];
  });
  const mine = base.find((one) => same(one, writer, 'Update'));
  const set = union(without(mine?.fieldsV1 ?? {}, removed), changed);
  if (!isEmpty(set)) managers.push(entry(writer, 'Update', set));
  return withManagers(object, managers);
}

/** Merges an applied configuration into the object. Throws 409 on conflicts unless forced. */
export function applyConfiguration(
  schema: Schema,
  live: KubeObject | undefined,
  config: Fields,
  writer: Writer,
  { force, statusApart }: { force: boolean; statusApart: boolean },
): KubeObject {
  const set = owned(setOf(schema, config, true), writer.subresource, statusApart);
  const before = managersOf(live);
  const mine = before.find((one) => same(one, writer, 'Apply'));
  const others = before.filter((one) => one !== mine);
  const base: Value = live ? asFields(live) : {};
  let merged = mergeTyped(schema, base, config) as Fields;
  if (mine) {
    const kept = others.reduce((sum, one) => union(sum, one.fieldsV1), set);
    merged = (removeFields(schema, merged, without(mine.fieldsV1, kept)) ?? {}) as Fields;
  }
  const changes = difference(schema, base, merged);
  const conflicts = others
    .map((one) => ({
      one,
      fields: intersection(one.fieldsV1, owned(changes.changed, writer.subresource, statusApart)),
    }))
    .filter(({ fields: set }) => !isEmpty(set));
  if (conflicts.length && !force) throw conflictError(conflicts);
  const left = others.flatMap((one) => {
    const contested = conflicts.find((conflict) => conflict.one === one)?.fields ?? {};
    const rest = without(
      without(one.fieldsV1, contested),
      owned(changes.removed, writer.subresource, statusApart),
    );
    return isEmpty(rest) ? [] : [equal(rest, one.fieldsV1) ? one : { ...one, fieldsV1: rest }];
  });
  const unchanged =
    mine && equal(mine.fieldsV1, set) && isEmpty(owned(changes.changed, writer.subresource, statusApart));
  const managers = isEmpty(set) ? left : [...left, unchanged ? mine : entry(writer, 'Apply', set)];
  const metadata = { ...fields(merged['metadata']) };
  return withManagers({ ...merged, metadata } as unknown as KubeObject, managers);
}

function managerText({ manager, operation, apiVersion, subresource }: Manager): string {
  const name =
    JSON.stringify(manager) + (subresource ? ` with subresource ${JSON.stringify(subresource)}` : '');
  return operation === 'Update' ? `${name} using ${apiVersion}` : name;
}

function conflictError(conflicts: readonly { one: Manager; fields: FieldSet }[]): ApiError {
  const all = conflicts.flatMap(({ one, fields: set }) =>
    pathsOf(set).map((path) => ({ who: managerText(one), path })),
  );
  const causes: Fields[] = all.map(({ who, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${who}`,
    field: path,
  }));
  const who = [...new Set(all.map((one) => one.who))].sort();
  const text =
    all.length === 1
      ? `conflict with ${all[0]!.who}: ${all[0]!.path}`
      : who
          .map((name) =>
            [
              `conflicts with ${name}:`,
              ...all.filter((one) => one.who === name).map((one) => `- ${one.path}`),
            ].join('\n'),
          )
          .join('\n');
  return new ApiError(
    409,
    'Conflict',
    `Apply failed with ${all.length} conflict${all.length === 1 ? '' : 's'}: ${text}`,
    { causes },
  );
}
