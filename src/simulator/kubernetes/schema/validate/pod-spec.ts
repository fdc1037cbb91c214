import type { Fields } from '../../contract.js';
import { compareQuantities } from '../quantity.js';
import { at, fields, isFields, objects, stringMap, text } from '../value.js';
import { notNegative, oneOf, port, portNameProblems } from './basic.js';
import { checkLabels, labelProblems, qualifiedNameProblems, subdomainProblems } from './names.js';
import type { Report } from './report.js';

const standardResources = ['cpu', 'memory', 'ephemeral-storage', 'storage'];

function checkPorts(container: Fields, path: string, hostNetwork: boolean, report: Report): void {
  const names = new Set<string>();
  for (const [i, one] of objects(container['ports']).entries()) {
    const here = `${path}.ports[${i}]`;
    const name = text(one['name']);
    if (name) {
      const problems = portNameProblems(name);
      for (const problem of problems) report.invalid(`${here}.name`, name, problem);
      if (!problems.length && names.has(name)) report.duplicate(`${here}.name`, name);
      names.add(name);
    }
    if (!one['containerPort']) report.required(`${here}.containerPort`);
    else port(one['containerPort'], `${here}.containerPort`, report);
    if (one['hostPort']) {
      port(one['hostPort'], `${here}.hostPort`, report);
      if (hostNetwork && one['hostPort'] !== one['containerPort'])
        report.invalid(
          `${here}.hostPort`,
          one['hostPort'],
          'must match `containerPort` when `hostNetwork` is true',
        );
    }
    oneOf(one['protocol'], ['SCTP', 'TCP', 'UDP'], `${here}.protocol`, report);
  }
}

function checkResources(container: Fields, path: string, report: Report): void {
  const resources = fields(container['resources']);
  const limits = fields(resources['limits']);
  const requests = fields(resources['requests']);
  for (const [kind, map] of [
    ['limits', limits],
    ['requests', requests],
  ] as const)
    for (const [name, value] of Object.entries(map)) {
      const here = `${path}.resources.${kind}[${name}]`;
      if (!name.includes('/') && !standardResources.includes(name) && !name.startsWith('hugepages-')) {
        report.invalid(here, name, 'must be a standard resource type or fully qualified');
        report.invalid(here, name, 'must be a standard resource for containers');
      }
      if (compareQuantities(value as string, 0) < 0)
        report.invalid(here, value, 'must be greater than or equal to 0');
    }
  for (const [name, value] of Object.entries(requests)) {
    const limit = limits[name];
    if (limit !== undefined && compareQuantities(value as string, limit as string) > 0)
      report.invalid(
        `${path}.resources.requests`,
        value,
        `must be less than or equal to ${name} limit of ${text(limit)}`,
      );
  }
}

function checkMounts(container: Fields, path: string, volumes: ReadonlySet<string>, report: Report): void {
  const seen = new Set<string>();
  for (const [i, mount] of objects(container['volumeMounts']).entries()) {
    const here = `${path}.volumeMounts[${i}]`;
    const name = text(mount['name']);
    const target = text(mount['mountPath']);
    if (!name) report.required(`${here}.name`);
    if (!target) report.required(`${here}.mountPath`);
    if (!volumes.has(name)) report.notFound(`${here}.name`, name);
    if (target && seen.has(target)) report.invalid(`${here}.mountPath`, target, 'must be unique');
    seen.add(target);
    if (text(mount['subPath']).split('/').includes('..'))
      report.invalid(`${path}.volumeMounts.subPath`, text(mount['subPath']), "must not contain '..'");
  }
}

const handlers = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'];

function checkProbes(container: Fields, path: string, report: Report): void {
  for (const kind of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    const probe = container[kind];
    if (!isFields(probe)) continue;
    const here = `${path}.${kind}`;
    const count = handlers.filter((name) => probe[name] !== undefined).length;
    if (!count) report.required(here, 'must specify a handler type');
    for (const name of [
      'initialDelaySeconds',
      'timeoutSeconds',
      'periodSeconds',
      'successThreshold',
      'failureThreshold',
    ])
      notNegative(probe[name], `${here}.${name}`, report);
    if (
      kind !== 'readinessProbe' &&
      probe['successThreshold'] !== undefined &&
      probe['successThreshold'] !== 1
    )
      report.invalid(`${here}.successThreshold`, probe['successThreshold'], 'must be 1');
  }
}

function checkEnv(container: Fields, path: string, report: Report): void {
  for (const [i, one] of objects(container['env']).entries()) {
    const here = `${path}.env[${i}]`;
    if (!text(one['name'])) report.required(`${here}.name`);
    if (text(one['value']) && isFields(one['valueFrom']))
      report.invalid(`${here}.valueFrom`, '', 'may not be specified when `value` is not empty');
  }
}

function checkContainer(container: Fields, path: string, context: PodContext): void {
  const { report } = context;
  const name = text(container['name']);
  if (!name) report.required(`${path}.name`);
  else {
    const problems = labelProblems(name);
    for (const problem of problems) report.invalid(`${path}.name`, name, problem);
    if (!problems.length && context.names.has(name)) report.duplicate(`${path}.name`, name);
    context.names.add(name);
  }
  const image = text(container['image']);
  if (!image) {
    if (context.imageRequired) report.required(`${path}.image`);
  } else if (image !== image.trim())
    report.invalid(`${path}.image`, image, 'must not have leading or trailing whitespace');
  checkPorts(container, path, context.hostNetwork, report);
  checkEnv(container, path, report);
  checkMounts(container, path, context.volumes, report);
  checkProbes(container, path, report);
  oneOf(container['imagePullPolicy'], ['Always', 'IfNotPresent', 'Never'], `${path}.imagePullPolicy`, report);
  oneOf(
    container['terminationMessagePolicy'],
    ['File', 'FallbackToLogsOnError'],
    `${path}.terminationMessagePolicy`,
    report,
  );
  oneOf(container['restartPolicy'], ['Always', 'Never', 'OnFailure'], `${path}.restartPolicy`, report);
  checkResources(container, path, report);
}

interface PodContext {
  report: Report;
  names: Set<string>;
  volumes: ReadonlySet<string>;
  hostNetwork: boolean;
  imageRequired: boolean;
}

function checkVolumes(spec: Fields, path: string, report: Report): Set<string> {
  const names = new Set<string>();
  for (const [i, volume] of objects(spec['volumes']).entries()) {
    const here = `${path}[${i}]`;
    const name = text(volume['name']);
    if (!name) report.required(`${here}.name`);
    else {
      const problems = labelProblems(name);
      for (const problem of problems) report.invalid(`${here}.name`, name, problem);
      if (!problems.length && names.has(name)) report.duplicate(`${here}.name`, name);
      names.add(name);
    }
    const named: readonly [string, string][] = [
      ['configMap', 'name'],
      ['secret', 'secretName'],
      ['persistentVolumeClaim', 'claimName'],
      ['hostPath', 'path'],
    ];
    for (const [kind, field] of named)
      if (isFields(volume[kind]) && !text(at(volume, kind, field)))
        report.required(`${here}.${kind}.${field}`);
  }
  return names;
}

function checkTolerations(spec: Fields, path: string, report: Report): void {
  for (const [i, one] of objects(spec['tolerations']).entries()) {
    const here = `${path}.tolerations[${i}]`;
    const operator = text(one['operator']) || 'Equal';
    if (!text(one['key']) && operator !== 'Exists')
      report.invalid(
        `${here}.operator`,
        text(one['operator']),
        'operator must be Exists when `key` is empty, which means "match all values and all keys"',
      );
    if (one['tolerationSeconds'] !== undefined && one['effect'] !== 'NoExecute')
      report.invalid(
        `${here}.effect`,
        text(one['effect']),
        "effect must be 'NoExecute' when `tolerationSeconds` is set",
      );
    if (operator === 'Exists' && text(one['value']))
      report.invalid(
        `${here}.operator`,
        text(one['value']),
        "value must be empty when `operator` is 'Exists'",
      );
    oneOf(operator, ['Equal', 'Exists'], `${here}.operator`, report);
    if (text(one['effect']))
      oneOf(one['effect'], ['NoSchedule', 'PreferNoSchedule', 'NoExecute'], `${here}.effect`, report);
  }
}

/** Checks a pod's spec; `path` is "spec" or that of a template's spec. */
export function validatePodSpec(spec: Fields, path: string, report: Report, imageRequired: boolean): void {
  const volumes = checkVolumes(spec, `${path}.volumes`, report);
  const context: PodContext = {
    report,
    names: new Set(),
    volumes,
    hostNetwork: spec['hostNetwork'] === true,
    imageRequired,
  };
  const containers = objects(spec['containers']);
  if (!containers.length) report.required(`${path}.containers`);
  for (const [i, one] of containers.entries()) checkContainer(one, `${path}.containers[${i}]`, context);
  for (const [i, one] of objects(spec['initContainers']).entries()) {
    const here = `${path}.initContainers[${i}]`;
    checkContainer(one, here, context);
    if (one['restartPolicy'] === 'Always') continue;
    for (const name of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'])
      if (one[name] !== undefined)
        report.forbidden(
          `${here}.${name}`,
          'may not be set for init containers without restartPolicy=Always',
        );
  }
  oneOf(spec['restartPolicy'], ['Always', 'OnFailure', 'Never'], `${path}.restartPolicy`, report);
  oneOf(
    spec['dnsPolicy'],
    ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'],
    `${path}.dnsPolicy`,
    report,
  );
  if (spec['dnsPolicy'] === 'None' && spec['dnsConfig'] === undefined)
    report.required(`${path}.dnsConfig`, 'must provide `dnsConfig` when `dnsPolicy` is None');
  checkLabels(stringMap(spec['nodeSelector']), `${path}.nodeSelector`, report);
  const seconds = spec['activeDeadlineSeconds'];
  if (typeof seconds === 'number' && (seconds < 1 || seconds > 2147483647))
    report.invalid(`${path}.activeDeadlineSeconds`, seconds, 'must be between 1 and 2147483647, inclusive');
  for (const problem of text(spec['nodeName']) ? subdomainProblems(text(spec['nodeName'])) : [])
    report.invalid(`${path}.nodeName`, text(spec['nodeName']), problem);
  for (const problem of text(spec['hostname']) ? labelProblems(text(spec['hostname'])) : [])
    report.invalid(`${path}.hostname`, text(spec['hostname']), problem);
  checkTolerations(spec, path, report);
  for (const [i, gate] of objects(spec['readinessGates']).entries())
    for (const problem of qualifiedNameProblems(text(gate['conditionType'])))
      report.invalid(`${path}.readinessGates[${i}].conditionType`, text(gate['conditionType']), problem);
}
