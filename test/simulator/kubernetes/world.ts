import { manualClock } from '../../../src/simulator/clock.js';
import { handle } from '../../../src/simulator/kubernetes/api/http/handle.js';
import { createControlPlane } from '../../../src/simulator/kubernetes/cluster.js';
import type { Fields, UserInfo } from '../../../src/simulator/kubernetes/contract.js';

export const admin: UserInfo = {
  username: 'kubernetes-admin',
  groups: ['kubeadm:cluster-admins', 'system:authenticated'],
};

/** An answer of the API, its body parsed where it is JSON. */
export interface Answer {
  code: number;
  body: Fields;
  warnings: readonly string[];
  headers: Record<string, string>;
}

/** A control plane with requests that need no port. */
export function world(start?: number) {
  const clock = manualClock(start);
  const plane = createControlPlane({ clock });
  return {
    clock,
    ...plane,
    request(
      method: string,
      url: string,
      body?: unknown,
      {
        contentType,
        headers = {},
        user = admin,
      }: { contentType?: string | undefined; headers?: Record<string, string>; user?: UserInfo } = {},
    ): Answer {
      const { pathname, searchParams } = new URL(url, 'https://host');
      const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
      const answer = handle(plane.front, {
        method,
        path: pathname,
        query: searchParams,
        headers: {
          'user-agent': 'test/1',
          ...(contentType ? { 'content-type': contentType } : {}),
          ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
        },
        body: Buffer.from(text),
        user,
      });
      const raw = answer.body ?? {};
      const isJson = typeof raw === 'object' && !Buffer.isBuffer(raw);
      return {
        code: answer.status,
        body: isJson ? raw : parse(String(raw)),
        warnings: answer.warnings ?? [],
        headers: answer.headers ?? {},
      };
    },
  };
}

function parse(text: string): Fields {
  try {
    return JSON.parse(text) as Fields;
  } catch {
    return { text };
  }
}
