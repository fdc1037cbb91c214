import { ApiError, type Fields } from '../contract.js';
import { asFields, at, fields, list, objects, text } from '../schema/value.js';
import type { AdmissionStep, Context } from '../api/objects/context.js';

const firstPort = 30000;
const portCount = 2768;
/** 10.96.0.0/16, the first 256 addresses kept for those that ask for one of them. */
const network = '10.96';

function servicesBut(context: Context, uid: unknown): Fields[] {
  return context.store
    .list('services')
    .items.filter((one) => one.metadata.uid !== uid)
    .map(asFields);
}

function invalid(object: Fields, field: string, message: string): ApiError {
  const name = text(at(object, 'metadata', 'name'));
  return new ApiError(422, 'Invalid', `Service "${name}" is invalid: ${field}: ${message}`, {
    name,
    kind: 'Service',
    causes: [{ reason: 'FieldValueInvalid', message, field }],
  });
}

/** A number below `count` that depends on the text, so that addresses look as scattered as real ones. */
function scatter(seed: string, count: number): number {
  let hash = 2166136261;
  for (const letter of seed) hash = Math.imul(hash ^ letter.charCodeAt(0), 16777619) >>> 0;
  return hash % count;
}

function giveAddress(object: Fields, spec: Fields, others: readonly Fields[]): void {
  const used = new Set(others.map((one) => text(at(one, 'spec', 'clusterIP'))));
  const asked = text(spec['clusterIP']) || text(list(spec['clusterIPs'])[0]);
  let address = asked;
  if (asked && asked !== 'None') {
    if (!asked.startsWith(`${network}.`))
      throw invalid(
        object,
        'spec.clusterIPs',
        `Invalid value: ${JSON.stringify([asked])}: failed to allocate IP ${asked}: the provided IP (${asked}) is not in the valid range. The range of valid IPs is ${network}.0.0/16`,
      );
    if (used.has(asked))
      throw invalid(
        object,
        'spec.clusterIPs',
        `Invalid value: ${JSON.stringify([asked])}: failed to allocate IP ${asked}: provided IP is already allocated`,
      );
  }
  const span = 255 * 254;
  for (let i = scatter(text(at(object, 'metadata', 'uid')), span); !address; i = (i + 1) % span) {
    const next = `${network}.${1 + Math.floor(i / 254)}.${1 + (i % 254)}`;
    if (!used.has(next)) address = next;
  }
  spec['clusterIP'] = address;
  spec['clusterIPs'] = [address];
  spec['ipFamilies'] ??= ['IPv4'];
  spec['ipFamilyPolicy'] ??= 'SingleStack';
}

function givePorts(object: Fields, spec: Fields, others: readonly Fields[]): void {
  const used = new Set(others.flatMap((one) => objects(at(one, 'spec', 'ports')).map((p) => p['nodePort'])));
  for (const [i, port] of objects(spec['ports']).entries()) {
    const asked = port['nodePort'];
    if (typeof asked === 'number' && asked > 0) {
      const path = `spec.ports[${i}].nodePort`;
      if (asked < firstPort || asked >= firstPort + portCount)
        throw invalid(
          object,
          path,
          `Invalid value: ${asked}: provided port is not in the valid range. The range of valid ports is 30000-32767`,
        );
      if (used.has(asked))
        throw invalid(object, path, `Invalid value: ${asked}: provided port is already allocated`);
      used.add(asked);
      continue;
    }
    let next = scatter(`${text(at(object, 'metadata', 'uid'))}${i}`, portCount);
    while (used.has(firstPort + next)) next = (next + 1) % portCount;
    port['nodePort'] = firstPort + next;
    used.add(firstPort + next);
  }
}

/** Allots cluster addresses and node ports to services. Runs last of the changing steps. */
export const serviceAddresses: AdmissionStep = {
  mutate({ operation, info, object, old }, context) {
    if (operation === 'DELETE' || info.key !== 'services') return;
    const spec = fields(object['spec']);
    const type = text(spec['type']);
    const others = servicesBut(context, at(object, 'metadata', 'uid'));
    if (type === 'ExternalName') {
      if (old)
        for (const name of ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy']) delete spec[name];
      return;
    }
    const kept = text(at(old?.spec, 'clusterIP'));
    if (!kept || kept !== text(spec['clusterIP'])) {
      if (!kept) giveAddress(object, spec, others);
    }
    if (type === 'NodePort' || (type === 'LoadBalancer' && spec['allocateLoadBalancerNodePorts'] !== false))
      givePorts(object, spec, others);
    else if (old) for (const port of objects(spec['ports'])) delete port['nodePort'];
  },
};
