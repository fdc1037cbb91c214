import type { Fields } from '../../contract.js';
import { at, fields, isFields, list, objects, setDefault, sub, text } from '../value.js';
import { dnsLabel, pathSegment } from '../validate/names.js';
import { dataUnchanged, validateData, validateService } from '../validate/workloads.js';
import { validateRole } from '../validate/access.js';
import { validateClaim } from '../validate/claims.js';
import type { KindRules } from './rules.js';

export const serviceRules: KindRules = {
  name: dnsLabel,
  validate: validateService,
  defaults(object) {
    const spec = sub(object, 'spec');
    setDefault(spec, 'sessionAffinity', 'None');
    setDefault(spec, 'type', 'ClusterIP');
    if (spec['sessionAffinity'] === 'ClientIP')
      setDefault(sub(sub(spec, 'sessionAffinityConfig'), 'clientIP'), 'timeoutSeconds', 10800);
    else delete spec['sessionAffinityConfig'];
    for (const port of objects(spec['ports'])) {
      setDefault(port, 'protocol', 'TCP');
      if (port['targetPort'] === undefined || port['targetPort'] === '' || port['targetPort'] === 0)
        port['targetPort'] = port['port']!;
    }
    const type = text(spec['type']);
    if (type === 'ExternalName') return;
    setDefault(spec, 'internalTrafficPolicy', 'Cluster');
    if (type === 'LoadBalancer') setDefault(spec, 'allocateLoadBalancerNodePorts', true);
    if (type === 'LoadBalancer' || type === 'NodePort' || list(spec['externalIPs']).length)
      setDefault(spec, 'externalTrafficPolicy', 'Cluster');
  },
  create(object) {
    object['status'] = { loadBalancer: {} };
  },
  update(object, old) {
    const spec = fields(object['spec']);
    if (spec['type'] === 'ExternalName') return;
    for (const name of ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy', 'healthCheckNodePort'])
      if (spec[name] === undefined || spec[name] === '') {
        const kept = at(old, 'spec', name);
        if (kept !== undefined) spec[name] = structuredClone(kept);
      }
    if (spec['type'] === 'ClusterIP') return;
    const before = objects(at(old, 'spec', 'ports'));
    for (const port of objects(spec['ports'])) {
      const same = before.find((one) => one['port'] === port['port'] && one['protocol'] === port['protocol']);
      if (!port['nodePort'] && same?.['nodePort']) port['nodePort'] = same['nodePort'];
    }
  },
};

/** Config maps. */
export const dataRules: KindRules = { validate: validateData, validateUpdate: dataUnchanged };

export const secretRules: KindRules = {
  ...dataRules,
  defaults(object) {
    setDefault(object, 'type', 'Opaque');
    const plain = object['stringData'];
    if (!isFields(plain)) return;
    const data = sub(object, 'data');
    for (const [name, value] of Object.entries(plain))
      data[name] = Buffer.from(text(value)).toString('base64');
    delete object['stringData'];
  },
};

export const claimRules: KindRules = {
  validate: validateClaim,
  defaults(object) {
    setDefault(sub(object, 'spec'), 'volumeMode', 'Filesystem');
  },
  create(object) {
    const meta = sub(object, 'metadata');
    meta['finalizers'] = [...new Set([...list(meta['finalizers']), 'kubernetes.io/pvc-protection'])];
    object['status'] = { phase: 'Pending' };
  },
};

export const volumeRules: KindRules = {
  defaults(object) {
    const spec = sub(object, 'spec');
    setDefault(spec, 'persistentVolumeReclaimPolicy', 'Retain');
    setDefault(spec, 'volumeMode', 'Filesystem');
    const path = spec['hostPath'];
    if (isFields(path)) setDefault(path, 'type', '');
  },
  create(object) {
    const meta = sub(object, 'metadata');
    meta['finalizers'] = [...new Set([...list(meta['finalizers']), 'kubernetes.io/pv-protection'])];
    object['status'] = { phase: 'Pending' };
  },
};

export const storageClassRules: KindRules = {
  defaults(object) {
    setDefault(object, 'reclaimPolicy', 'Delete');
    setDefault(object, 'volumeBindingMode', 'Immediate');
  },
};

export const networkPolicyRules: KindRules = {
  generation: true,
  defaults(object) {
    const spec = sub(object, 'spec');
    if (!list(spec['policyTypes']).length)
      spec['policyTypes'] = list(spec['egress']).length ? ['Ingress', 'Egress'] : ['Ingress'];
    for (const rule of [...objects(spec['ingress']), ...objects(spec['egress'])])
      for (const port of objects(rule['ports'])) setDefault(port, 'protocol', 'TCP');
  },
};

export const ingressRules: KindRules = { generation: true };
export const ingressClassRules: KindRules = {
  generation: true,
  defaults(object) {
    const parameters = at(object, 'spec', 'parameters');
    if (isFields(parameters)) setDefault(parameters, 'scope', 'Cluster');
  },
};

export const budgetRules: KindRules = {
  generation: true,
  create(object) {
    object['status'] = { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 };
  },
};

export const priorityClassRules: KindRules = {
  generation: true,
  defaults(object) {
    setDefault(object, 'preemptionPolicy', 'PreemptLowerPriority');
  },
};

const bindingDefaults = (object: Fields) => {
  const ref = sub(object, 'roleRef');
  if (!text(ref['apiGroup'])) ref['apiGroup'] = 'rbac.authorization.k8s.io';
  for (const subject of objects(object['subjects'])) {
    if (subject['kind'] === 'ServiceAccount') delete subject['apiGroup'];
    else if (!text(subject['apiGroup'])) subject['apiGroup'] = 'rbac.authorization.k8s.io';
  }
};

export const roleRules: KindRules = {
  name: pathSegment,
  validate: (object, report) => validateRole(object, report, true),
};
export const clusterRoleRules: KindRules = {
  name: pathSegment,
  validate: (object, report) => validateRole(object, report, false),
};
export const bindingRules: KindRules = { name: pathSegment, defaults: bindingDefaults };

function scaling(holder: Fields, stabilization: number | undefined, policies: Fields[]): void {
  if (stabilization !== undefined) setDefault(holder, 'stabilizationWindowSeconds', stabilization);
  setDefault(holder, 'selectPolicy', 'Max');
  if (!list(holder['policies']).length) holder['policies'] = policies;
}

export const autoscalerRules: KindRules = {
  defaults(object) {
    const spec = sub(object, 'spec');
    setDefault(spec, 'minReplicas', 1);
    if (!list(spec['metrics']).length)
      spec['metrics'] = [
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
        },
      ];
    const behavior = spec['behavior'];
    if (!isFields(behavior)) return;
    scaling(sub(behavior, 'scaleUp'), 0, [
      { type: 'Pods', value: 4, periodSeconds: 15 },
      { type: 'Percent', value: 100, periodSeconds: 15 },
    ]);
    scaling(sub(behavior, 'scaleDown'), undefined, [{ type: 'Percent', value: 100, periodSeconds: 15 }]);
  },
  create(object) {
    object['status'] = { desiredReplicas: 0, currentMetrics: null };
  },
};

export const limitRangeRules: KindRules = {
  defaults(object) {
    for (const limit of objects(at(object, 'spec', 'limits'))) {
      if (limit['type'] !== 'Container') continue;
      const max = fields(limit['max']);
      const fallback = sub(limit, 'default');
      for (const [name, value] of Object.entries(max)) setDefault(fallback, name, value);
      const request = sub(limit, 'defaultRequest');
      for (const [name, value] of Object.entries(fallback)) setDefault(request, name, value);
      for (const [name, value] of Object.entries(fields(limit['min']))) setDefault(request, name, value);
      for (const name of ['default', 'defaultRequest'])
        if (!Object.keys(fields(limit[name])).length) delete limit[name];
    }
  },
};

export const endpointSliceRules: KindRules = {
  generation: true,
  defaults(object) {
    for (const port of objects(object['ports'])) {
      setDefault(port, 'name', '');
      setDefault(port, 'protocol', 'TCP');
    }
  },
};

export const endpointsRules: KindRules = {
  defaults(object) {
    for (const subset of objects(object['subsets']))
      for (const port of objects(subset['ports'])) setDefault(port, 'protocol', 'TCP');
  },
};

/** Kinds whose generation counts and that need nothing else. */
export const counted: KindRules = { generation: true };
