import type { AddressInfo } from 'node:net';
import type { Clock } from '../clock.js';
import { admissionSteps } from './admission/index.js';
import { createAuthority } from './api/access/pki.js';
import { createTokens } from './api/access/tokens.js';
import type { Front } from './api/http/resources.js';
import { createFront } from './api/http/server.js';
import { followDefinitions } from './api/custom.js';
import { createApi } from './api/objects/api.js';
import { createRegistry } from './api/registry.js';
import { bootstrap } from './bootstrap.js';
import type { Api } from './contract.js';
import { createStore } from './store/store.js';

/** Where clients reach a served control plane. */
export interface Address {
  /** "https://127.0.0.1:PORT" */
  url: string;
  /** The text of a kubeconfig file with the rights of an administrator. */
  kubeconfig: string;
}

/** An API server with its store and bootstrap objects; controllers, scheduler and kubelets work on its `api`. */
export interface ControlPlane {
  api: Api;
  /** For tests and clients inside the process: requests without a port. */
  front: Front;
  /** Opens a port on loopback (0: any that is free). */
  serve(port?: number): Promise<Address>;
  close(): Promise<void>;
}

/** Makes a control plane. `name`: of the cluster, as the contexts of kubeconfig files have it. */
export function createControlPlane({
  clock,
  name = 'kind-tutor',
}: {
  clock: Clock;
  name?: string;
}): ControlPlane {
  const store = createStore();
  const registry = createRegistry();
  const { api, context } = createApi({ clock, store, registry, admission: admissionSteps });
  followDefinitions(store, registry);
  bootstrap(api);
  const tokens = createTokens(api, clock);
  const front: Front = { context, readToken: tokens.read, issueToken: tokens.issue };
  let stop = async () => {};
  return {
    api,
    front,
    async serve(port = 0) {
      const authority = await createAuthority(clock.now);
      const [identity, admin] = await Promise.all([
        authority.server('kube-apiserver', ['127.0.0.1', 'localhost', 'kubernetes', 'kubernetes.default']),
        authority.client('kubernetes-admin', ['kubeadm:cluster-admins']),
      ]);
      const server = createFront(front, identity, authority.certificate);
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, '127.0.0.1', resolve);
      });
      stop = () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        });
      const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
      return { url, kubeconfig: kubeconfigText(name, url, authority.certificate, admin) };
    },
    close: () => stop(),
  };
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

function kubeconfigText(
  name: string,
  url: string,
  authority: string,
  user: { certificate: string; key: string },
): string {
  return `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${base64(authority)}
    server: ${url}
  name: ${name}
contexts:
- context:
    cluster: ${name}
    user: ${name}
  name: ${name}
current-context: ${name}
kind: Config
preferences: {}
users:
- name: ${name}
  user:
    client-certificate-data: ${base64(user.certificate)}
    client-key-data: ${base64(user.key)}
`;
}
