import type { Fields } from '../../contract.js';
import type { NameRule } from '../kinds/rules.js';
import { fields, isFields, objects, stringMap, text } from '../value.js';
import { checkLabels, dnsLabel, qualifiedNameProblems } from './names.js';
import type { Report } from './report.js';

const annotationsLimit = 256 * 1024;

/** Checks the metadata of an object. */
export function validateMetadata(object: Fields, namespaced: boolean, name: NameRule, report: Report): void {
  const meta = fields(object['metadata']);
  const generate = text(meta['generateName']);
  if (generate && !text(meta['name'])) name(`${generate}a`, report, 'metadata.generateName');
  if (!text(meta['name'])) report.required('metadata.name', 'name or generateName is required');
  else name(text(meta['name']), report, 'metadata.name');
  if (namespaced && text(meta['namespace'])) dnsLabel(text(meta['namespace']), report, 'metadata.namespace');
  checkLabels(stringMap(meta['labels']), 'metadata.labels', report);
  checkAnnotations(stringMap(meta['annotations']), 'metadata.annotations', report);
  checkOwners(meta, report);
  checkFinalizers(meta, report);
}

/** Checks annotations: keys like those of labels (in lower case), all together at most 256 KiB. */
export function checkAnnotations(
  annotations: Readonly<Record<string, string>>,
  path: string,
  report: Report,
): void {
  let size = 0;
  for (const [key, value] of Object.entries(annotations)) {
    for (const problem of qualifiedNameProblems(key.toLowerCase())) report.invalid(path, key, problem);
    size += Buffer.byteLength(key) + Buffer.byteLength(value);
  }
  if (size > annotationsLimit) report.tooLong(path, annotationsLimit);
}

function checkOwners(meta: Fields, report: Report): void {
  const path = 'metadata.ownerReferences';
  let controllers = 0;
  for (const [i, owner] of objects(meta['ownerReferences']).entries()) {
    const here = `${path}[${i}]`;
    const version = text(owner['apiVersion']);
    if (!version) report.invalid(`${here}.apiVersion`, '', 'version must not be empty');
    if (!text(owner['kind'])) report.invalid(`${here}.kind`, '', 'must not be empty');
    if (!text(owner['name'])) report.invalid(`${here}.name`, '', 'must not be empty');
    if (!text(owner['uid'])) report.invalid(`${here}.uid`, '', 'must not be empty');
    if (owner['controller'] === true) controllers++;
  }
  if (controllers > 1) {
    const names = objects(meta['ownerReferences']).filter((o) => o['controller'] === true);
    report.invalid(
      path,
      meta['ownerReferences'],
      `Only one reference can have Controller set to true. Found "true" in references for ${names.map((o) => text(o['name'])).join(' and ')}`,
    );
  }
}

const standardFinalizers = ['kubernetes', 'orphan', 'foregroundDeletion'];

function checkFinalizers(meta: Fields, report: Report): void {
  const finalizers = (meta['finalizers'] ?? []) as string[];
  finalizers.forEach((finalizer, i) => {
    const path = `metadata.finalizers[${i}]`;
    const problems = qualifiedNameProblems(finalizer);
    for (const problem of problems) report.invalid('metadata.finalizers', finalizer, problem);
    if (!problems.length && !finalizer.includes('/') && !standardFinalizers.includes(finalizer))
      report.invalid(path, finalizer, 'name is neither a standard finalizer name nor is it fully qualified');
  });
}

/** Checks what an update may not change in metadata. */
export function validateMetadataUpdate(object: Fields, old: Fields, report: Report): void {
  const meta = fields(object['metadata']);
  const before = fields(old['metadata']);
  for (const name of ['name', 'namespace', 'uid'])
    if (meta[name] !== undefined && meta[name] !== before[name])
      report.invalid(`metadata.${name}`, meta[name], 'field is immutable');
  if (isFields(before) && before['deletionTimestamp']) {
    const kept = (before['finalizers'] ?? []) as string[];
    const added = ((meta['finalizers'] ?? []) as string[]).filter((f) => !kept.includes(f));
    if (added.length)
      report.forbidden(
        'metadata.finalizers',
        `no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map((f) => JSON.stringify(f)).join(', ')}}`,
      );
  }
}
