import { at, fields, list, objects, text } from '../schema/value.js';
import type { Fields } from '../contract.js';
import { forbidden } from '../api/errors.js';
import type { AdmissionStep } from '../api/objects/context.js';
import { nameSuffix } from '../api/objects/create.js';

const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount';
const tokenSeconds = 3607;

function tokenVolume(name: string): Fields {
  return {
    name,
    projected: {
      sources: [
        { serviceAccountToken: { expirationSeconds: tokenSeconds, path: 'token' } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        {
          downwardAPI: {
            items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
          },
        },
      ],
      defaultMode: 420,
    },
  };
}

function mountToken(spec: Fields): void {
  const needing = ['initContainers', 'containers']
    .flatMap((name) => objects(spec[name]))
    .filter((one) => !objects(one['volumeMounts']).some((mount) => mount['mountPath'] === mountPath));
  if (!needing.length) return;
  const name = `kube-api-access-${nameSuffix()}`;
  for (const one of needing)
    one['volumeMounts'] = [...list(one['volumeMounts']), { name, readOnly: true, mountPath }];
  spec['volumes'] = [...list(spec['volumes']), tokenVolume(name)];
}

/** Gives pods a service account and its token. Pods that name one that is missing are refused. */
export const serviceAccount: AdmissionStep = {
  mutate({ operation, info, namespace, name, object }, { store }) {
    if (operation !== 'CREATE' || info.key !== 'pods') return;
    // Static pods show up with the node's own authority and get no account.
    if (at(object, 'metadata', 'annotations', 'kubernetes.io/config.mirror') !== undefined) return;
    const spec = fields(object['spec']);
    if (!text(spec['serviceAccountName'])) spec['serviceAccountName'] = 'default';
    const wanted = text(spec['serviceAccountName']);
    spec['serviceAccount'] = wanted;
    const account = store.get('serviceaccounts', namespace, wanted);
    if (!account)
      throw forbidden(
        info,
        name,
        `error looking up service account ${namespace}/${wanted}: serviceaccount ${JSON.stringify(wanted)} not found`,
      );
    if (!list(spec['imagePullSecrets']).length && list(account['imagePullSecrets']).length)
      spec['imagePullSecrets'] = structuredClone(list(account['imagePullSecrets']));
    const automount = spec['automountServiceAccountToken'] ?? account['automountServiceAccountToken'] ?? true;
    if (automount === true) mountToken(spec);
  },
};
