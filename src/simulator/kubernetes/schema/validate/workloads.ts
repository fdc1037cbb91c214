import type { Fields } from '../../contract.js';
import { matchesLabels, selectorRequirements } from '../../store/label-selector.js';
import { at, equal, fields, list, objects, stringMap, text } from '../value.js';
import { notNegative, oneOf, port } from './basic.js';
import { checkLabels } from './names.js';
import { validatePodSpec } from './pod-spec.js';
import type { Report } from './report.js';

/** Checks the selector and template of a workload. `restart`: the restart policies that it may have. */
function checkTemplate(object: Fields, report: Report, restart: readonly string[]): void {
  const spec = fields(object['spec']);
  const labels = stringMap(at(spec, 'template', 'metadata', 'labels'));
  const selector = fields(spec['selector']);
  const empty =
    !Object.keys(fields(selector['matchLabels'])).length && !list(selector['matchExpressions']).length;
  if (spec['selector'] === undefined) report.required('spec.selector');
  else if (empty)
    report.invalid(
      'spec.selector',
      spec['selector'],
      `empty selector is invalid for ${text(object['kind']).toLowerCase()}`,
    );
  checkLabels(labels, 'spec.template.metadata.labels', report);
  const unmatched = empty
    ? spec['selector'] === undefined
    : !matchesLabels(selectorRequirements(selector), labels);
  if (unmatched)
    report.invalid(
      'spec.template.metadata.labels',
      at(spec, 'template', 'metadata', 'labels') ?? null,
      '`selector` does not match template `labels`',
    );
  validatePodSpec(fields(at(spec, 'template', 'spec')), 'spec.template.spec', report, true);
  oneOf(at(spec, 'template', 'spec', 'restartPolicy'), restart, 'spec.template.spec.restartPolicy', report);
}

/** Deployments, replica sets, stateful sets and daemon sets. */
export function validateWorkload(object: Fields, report: Report): void {
  const spec = fields(object['spec']);
  notNegative(spec['replicas'], 'spec.replicas', report);
  notNegative(spec['minReadySeconds'], 'spec.minReadySeconds', report);
  notNegative(spec['revisionHistoryLimit'], 'spec.revisionHistoryLimit', report);
  checkTemplate(object, report, ['Always']);
}

/** The selector of a workload never changes. */
export function selectorUnchanged(object: Fields, old: Fields, report: Report): void {
  const selector = at(object, 'spec', 'selector');
  if (!equal(selector, at(old, 'spec', 'selector')))
    report.invalid('spec.selector', selector, 'field is immutable');
}

export function validateJob(object: Fields, report: Report): void {
  const spec = fields(object['spec']);
  for (const name of [
    'parallelism',
    'completions',
    'activeDeadlineSeconds',
    'backoffLimit',
    'ttlSecondsAfterFinished',
  ])
    notNegative(spec[name], `spec.${name}`, report);
  validatePodSpec(fields(at(spec, 'template', 'spec')), 'spec.template.spec', report, true);
  const policy = at(spec, 'template', 'spec', 'restartPolicy');
  if (policy === 'Always')
    report.required('spec.template.spec.restartPolicy', 'valid values: "OnFailure", "Never"');
}

/** What of a job may not change. */
export function validateJobUpdate(object: Fields, old: Fields, report: Report): void {
  for (const name of ['completions', 'selector', 'completionMode'])
    if (!equal(at(object, 'spec', name), at(old, 'spec', name)))
      report.invalid(`spec.${name}`, at(object, 'spec', name), 'field is immutable');
}

export function validateService(object: Fields, report: Report): void {
  const spec = fields(object['spec']);
  const ports = objects(spec['ports']);
  const type = text(spec['type']);
  if (!ports.length && type !== 'ExternalName' && spec['clusterIP'] !== 'None') report.required('spec.ports');
  for (const [i, one] of ports.entries()) {
    const path = `spec.ports[${i}]`;
    if (ports.length > 1 && !text(one['name'])) report.required(`${path}.name`);
    if (typeof one['port'] !== 'number' || one['port'] === 0)
      report.invalid(`${path}.port`, one['port'] ?? 0, 'must be between 1 and 65535, inclusive');
    else port(one['port'], `${path}.port`, report);
    oneOf(one['protocol'], ['SCTP', 'TCP', 'UDP'], `${path}.protocol`, report);
  }
  oneOf(spec['sessionAffinity'], ['ClientIP', 'None'], 'spec.sessionAffinity', report);
  oneOf(spec['type'], ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'], 'spec.type', report);
  checkLabels(stringMap(spec['selector']), 'spec.selector', report);
}

/** Data of config maps and secrets that are marked immutable. */
export function dataUnchanged(object: Fields, old: Fields, report: Report): void {
  if (old['immutable'] !== true) return;
  if (object['immutable'] !== true)
    report.forbidden('immutable', 'field is immutable when `immutable` is set');
  for (const name of ['data', 'binaryData'])
    if (!equal(object[name], old[name])) report.forbidden(name, 'field is immutable when `immutable` is set');
}

/** Keys of config maps and secrets. */
export function validateData(object: Fields, report: Report): void {
  for (const field of ['data', 'binaryData'])
    for (const key of Object.keys(fields(object[field])))
      if (!/^[-._a-zA-Z0-9]+$/.test(key))
        report.invalid(
          `${field}[${key}]`,
          key,
          "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
        );
}
