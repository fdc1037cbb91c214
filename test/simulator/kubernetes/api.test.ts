import { describe, expect, it } from 'vitest';
import { handle } from '../../../src/simulator/kubernetes/api/http/handle.js';
import { admin, world } from './world.js';

const configMap = (name: string, labels: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, labels },
  data: { a: '1' },
});
const maps = '/api/v1/namespaces/default/configmaps';

describe('objects over the API', () => {
  it('are created with the metadata of the server and read back the same', () => {
    const { request } = world();
    const created = request('POST', maps, configMap('one'));
    expect(created.code).toBe(201);
    expect(request('GET', `${maps}/one`).body).toEqual(created.body);
    expect(created.body['metadata']).toMatchObject({ name: 'one', namespace: 'default' });
  });

  it('conflict when the version sent is old', () => {
    const { request } = world();
    const { body } = request('POST', maps, configMap('one'));
    request('PATCH', `${maps}/one`, { data: { b: '2' } }, { contentType: 'application/merge-patch+json' });
    const answer = request('PUT', `${maps}/one`, body);
    expect(answer.code).toBe(409);
    expect(answer.body['message']).toContain('the object has been modified');
  });

  it('come in pages that cover everything once', () => {
    const { request } = world();
    for (let i = 0; i < 25; i++) request('POST', maps, configMap(`m${i}`));
    const names: string[] = [];
    let token = '';
    do {
      const { body } = request('GET', `${maps}?limit=10&continue=${token}`);
      names.push(...(body['items'] as { metadata: { name: string } }[]).map((item) => item.metadata.name));
      token = (body['metadata'] as { continue?: string }).continue ?? '';
    } while (token);
    expect(names).toHaveLength(25);
    expect(new Set(names).size).toBe(25);
  });

  it('are told to a watcher with a selector as they enter and leave the selection', () => {
    const { front, api } = world();
    const answer = handle(front, {
      method: 'GET',
      path: maps,
      query: new URLSearchParams({ watch: 'true', labelSelector: 'a=b' }),
      headers: {},
      body: Buffer.alloc(0),
      user: admin,
    });
    const lines: string[] = [];
    const stop = answer.stream!({ write: (line) => lines.push(line), end: () => undefined });
    api.create('configmaps', 'default', configMap('one'));
    const label = (value: string | null) =>
      api.patch('configmaps', 'default', 'one', 'application/merge-patch+json', {
        metadata: { labels: { a: value } },
      });
    label('b');
    label('c');
    stop();
    label('b');
    expect(lines.map((line) => (JSON.parse(line) as { type: string }).type)).toEqual(['ADDED', 'DELETED']);
  });
});
