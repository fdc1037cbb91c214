import type { Fields } from '../../contract.js';
import { addQuantities, compareQuantities } from '../quantity.js';
import { at, fields, isFields, objects, setDefault, sub, text } from '../value.js';

const probeDefaults = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };
const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'];

function httpGet(holder: Fields): void {
  const get = holder['httpGet'];
  if (!isFields(get)) return;
  setDefault(get, 'path', '/');
  setDefault(get, 'scheme', 'HTTP');
}

/** "latest", or no tag and no digest: the image may change behind its name. */
export function isLatest(image: string): boolean {
  if (image.includes('@')) return false;
  const tag = /:([^/:]+)$/.exec(image)?.[1];
  return tag === undefined || tag === 'latest';
}

function fieldRef(holder: unknown): void {
  if (isFields(holder)) setDefault(holder, 'apiVersion', 'v1');
}

function container(one: Fields): void {
  setDefault(one, 'terminationMessagePath', '/dev/termination-log');
  setDefault(one, 'terminationMessagePolicy', 'File');
  setDefault(one, 'imagePullPolicy', isLatest(text(one['image'])) ? 'Always' : 'IfNotPresent');
  setDefault(one, 'resources', {});
  for (const port of objects(one['ports'])) setDefault(port, 'protocol', 'TCP');
  for (const variable of objects(one['env'])) fieldRef(at(variable, 'valueFrom', 'fieldRef'));
  for (const name of probes) {
    const probe = one[name];
    if (!isFields(probe)) continue;
    for (const [field, value] of Object.entries(probeDefaults)) setDefault(probe, field, value);
    httpGet(probe);
    const grpc = probe['grpc'];
    if (isFields(grpc)) setDefault(grpc, 'service', '');
  }
  for (const hook of ['postStart', 'preStop']) httpGet(fields(at(one, 'lifecycle', hook)));
  const limits = at(one, 'resources', 'limits');
  if (isFields(limits)) {
    const requests = sub(fields(one['resources']), 'requests');
    for (const [name, value] of Object.entries(limits)) setDefault(requests, name, value);
  }
}

function volume(one: Fields): void {
  if (!Object.keys(one).some((name) => name !== 'name')) one['emptyDir'] = {};
  for (const kind of ['configMap', 'secret', 'downwardAPI', 'projected']) {
    const source = one[kind];
    if (isFields(source)) setDefault(source, 'defaultMode', 420);
  }
  for (const item of objects(at(one, 'downwardAPI', 'items'))) fieldRef(item['fieldRef']);
  for (const source of objects(at(one, 'projected', 'sources'))) {
    for (const item of objects(at(source, 'downwardAPI', 'items'))) fieldRef(item['fieldRef']);
    const token = source['serviceAccountToken'];
    if (isFields(token)) setDefault(token, 'expirationSeconds', 3600);
  }
  const path = one['hostPath'];
  if (isFields(path)) setDefault(path, 'type', '');
  const claim = at(one, 'ephemeral', 'volumeClaimTemplate', 'spec');
  if (isFields(claim)) setDefault(claim, 'volumeMode', 'Filesystem');
  for (const [kind, extra] of Object.entries(networkVolumes)) {
    const source = one[kind];
    if (isFields(source)) for (const [name, value] of Object.entries(extra)) setDefault(source, name, value);
  }
}

const networkVolumes: Record<string, Fields> = {
  iscsi: { iscsiInterface: 'default' },
  rbd: { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' },
  azureDisk: { cachingMode: 'ReadWrite', fsType: 'ext4', readOnly: false, kind: 'Shared' },
  scaleIO: { fsType: 'xfs', storageMode: 'ThinProvisioned' },
};

/** All containers of a pod: init, ordinary, ephemeral. */
export function allContainers(spec: Fields): Fields[] {
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((name) => objects(spec[name]));
}

/** Defaults of a pod's spec. Changes it. */
export function podSpecDefaults(spec: Fields): void {
  setDefault(spec, 'restartPolicy', 'Always');
  setDefault(spec, 'terminationGracePeriodSeconds', 30);
  setDefault(spec, 'dnsPolicy', 'ClusterFirst');
  setDefault(spec, 'securityContext', {});
  setDefault(spec, 'schedulerName', 'default-scheduler');
  if (text(spec['serviceAccountName'])) spec['serviceAccount'] = spec['serviceAccountName']!;
  else if (text(spec['serviceAccount'])) spec['serviceAccountName'] = spec['serviceAccount']!;
  for (const one of allContainers(spec)) container(one);
  for (const one of objects(spec['volumes'])) volume(one);
  if (spec['hostNetwork'] === true)
    for (const one of allContainers(spec))
      for (const port of objects(one['ports']))
        if (port['containerPort']) setDefault(port, 'hostPort', port['containerPort']);
  for (const spread of objects(spec['topologySpreadConstraints'])) {
    setDefault(spread, 'maxSkew', 1);
    if (!text(spread['whenUnsatisfiable'])) spread['whenUnsatisfiable'] = 'DoNotSchedule';
  }
}

/** Defaults that only pods themselves get, not templates. Changes the spec. */
export function podOnlyDefaults(spec: Fields): void {
  setDefault(spec, 'enableServiceLinks', true);
  const own = at(spec, 'resources', 'limits');
  if (isFields(own)) {
    const requests = sub(fields(spec['resources']), 'requests');
    for (const [name, value] of Object.entries(own)) setDefault(requests, name, value);
  }
}

/** The quality-of-service class that a pod's requests and limits give it. */
export function qosClass(spec: Fields): string {
  const own = fields(spec['resources']);
  const containers = [...objects(spec['initContainers']), ...objects(spec['containers'])];
  const parts = Object.keys(own).length ? [own] : containers.map((one) => fields(one['resources']));
  const counted = (map: unknown) =>
    Object.entries(fields(map)).filter(
      ([name, value]) => ['cpu', 'memory'].includes(name) && compareQuantities(value as string, 0) > 0,
    );
  const any = parts.some((part) => counted(part['requests']).length || counted(part['limits']).length);
  if (!any) return 'BestEffort';
  const guaranteed = parts.every((part) => {
    const limits = Object.fromEntries(counted(part['limits']));
    const requests = Object.fromEntries(counted(part['requests']));
    return ['cpu', 'memory'].every(
      (name) =>
        limits[name] !== undefined &&
        compareQuantities(limits[name] as string, (requests[name] ?? limits[name]) as string) === 0,
    );
  });
  return guaranteed ? 'Guaranteed' : 'Burstable';
}

/** Sum of one resource over the containers of a pod that count at the same time. */
export function podRequest(spec: Fields, kind: 'requests' | 'limits', resource: string): string | undefined {
  const values = objects(spec['containers']).flatMap((one) => {
    const value = at(one, 'resources', kind, resource);
    return value === undefined ? [] : [value as string];
  });
  return values.length ? addQuantities(values) : undefined;
}
