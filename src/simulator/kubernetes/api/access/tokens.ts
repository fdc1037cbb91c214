import { createSign, createVerify, generateKeyPairSync } from 'node:crypto';
import type { Clock } from '../../../clock.js';
import type { Api, Fields, KubeObject, UserInfo } from '../../contract.js';
import { at, isFields, text } from '../../schema/value.js';

/** Service-account tokens: issued as signed JWTs, read back as the account's user. */
export interface Tokens {
  issue(account: KubeObject, audiences: readonly string[], seconds: number, bound?: Fields): string;
  read(token: string): UserInfo | undefined;
}

export const issuer = 'https://kubernetes.default.svc.cluster.local';
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Makes tokens of one cluster, with a key of its own. */
export function createTokens(api: Api, clock: Clock): Tokens {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    issue(account, audiences, seconds, bound) {
      const now = Math.floor(clock.now() / 1000);
      const { name, namespace = '', uid } = account.metadata;
      const pod = bound && bound['kind'] === 'Pod' ? { pod: { name: bound['name'], uid: bound['uid'] } } : {};
      const body = `${encode({ alg: 'ES256', typ: 'JWT' })}.${encode({
        aud: audiences,
        exp: now + seconds,
        iat: now,
        nbf: now,
        iss: issuer,
        sub: `system:serviceaccount:${namespace}:${name}`,
        'kubernetes.io': { namespace, serviceaccount: { name, uid }, ...pod },
      })}`;
      const signature = createSign('SHA256')
        .update(body)
        .sign({ key: privateKey, dsaEncoding: 'ieee-p1363' });
      return `${body}.${signature.toString('base64url')}`;
    },
    read(token) {
      const [head = '', payload = '', signature = ''] = token.split('.');
      const verified = createVerify('SHA256')
        .update(`${head}.${payload}`)
        .verify({ key: publicKey, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));
      if (!verified) return undefined;
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Fields;
      if (!isFields(claims) || Number(claims['exp']) * 1000 <= clock.now()) return undefined;
      const own = claims['kubernetes.io'];
      const [namespace, name] = [text(at(own, 'namespace')), text(at(own, 'serviceaccount', 'name'))];
      const account = api.find('serviceaccounts', namespace, name);
      if (account?.metadata.uid !== at(own, 'serviceaccount', 'uid')) return undefined;
      const pod = text(at(own, 'pod', 'name'));
      return {
        username: `system:serviceaccount:${namespace}:${name}`,
        uid: account!.metadata.uid,
        groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
        ...(pod
          ? {
              extra: {
                'authentication.kubernetes.io/pod-name': [pod],
                'authentication.kubernetes.io/pod-uid': [text(at(own, 'pod', 'uid'))],
              },
            }
          : {}),
      };
    },
  };
}
