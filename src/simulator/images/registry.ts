import { gunzipSync } from 'node:zlib';
import type { HostNetwork } from '../host/network/host.js';
import { hostRequest, type HttpAnswer } from './http-client.js';
import { digestOf, layerFromTar } from './layers.js';
import { layerType, manifestOf, manifestType, type Manifest } from './manifest.js';
import { familiar, type Reference } from './reference.js';
import { addImage, digestKey, layersOf, tagKey, type Image, type ImageStore } from './store.js';

/** The registry does not have it, or does not want it: the message is the engine's. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';
}

/** Tells the state of a layer ("Pushed", "Already exists") by its short id. */
export type Progress = (id: string, status: string) => void;

const decoder = new TextDecoder();
const short = (digest: string) => digest.replace('sha256:', '').slice(0, 12);

/** The port of "localhost:5001" or "127.0.0.1:5001"; undefined for every other registry: there is no way to those. */
export function localPort(reference: Reference): number | undefined {
  const port = /^(?:localhost|127\.\d+\.\d+\.\d+)(?::(\d+))?$/.exec(reference.domain)?.[1];
  return /^(localhost|127\.)/.test(reference.domain) ? Number(port ?? 80) : undefined;
}

async function checkUp(network: HostNetwork, port: number): Promise<void> {
  await hostRequest(network, port, { method: 'GET', path: '/v2/' });
}

/** Pulls an image from a registry that a container of this world serves. Rejects with RegistryError, DialError. */
export async function pullFromRegistry(
  network: HostNetwork,
  store: ImageStore,
  reference: Reference,
  port: number,
  progress: Progress,
): Promise<{ image: Image; digest: string; fresh: boolean }> {
  await checkUp(network, port);
  const base = `/v2/${reference.path}`;
  const accept = { Accept: `${manifestType}, application/vnd.oci.image.manifest.v1+json` };
  const name = reference.digest ?? reference.tag ?? 'latest';
  const answer = await hostRequest(network, port, {
    method: 'GET',
    path: `${base}/manifests/${name}`,
    headers: accept,
  });
  if (answer.status !== 200)
    throw new RegistryError(
      `manifest for ${familiar(reference)} not found: manifest unknown: manifest unknown`,
    );
  const digest = answer.headers.get('docker-content-digest') ?? digestOf(answer.body);
  const manifest = JSON.parse(decoder.decode(answer.body)) as Manifest;
  const known = store.images.get(manifest.config.digest);
  const fresh = store.digests.get(digestKey({ ...reference, digest })) === undefined;
  const blob = async (wanted: string) => {
    const { status, body } = await hostRequest(network, port, {
      method: 'GET',
      path: `${base}/blobs/${wanted}`,
    });
    if (status !== 200) throw new RegistryError('unknown blob');
    return body;
  };
  let image = known;
  if (!image) {
    const blobs = new Map([...store.layers.layers.values()].map((layer) => [layer.blob().digest, layer]));
    for (const layer of manifest.layers)
      progress(short(layer.digest), blobs.has(layer.digest) ? 'Already exists' : 'Pulling fs layer');
    for (const { digest: wanted, mediaType } of manifest.layers) {
      if (blobs.has(wanted)) continue;
      const bytes = await blob(wanted);
      progress(short(wanted), 'Download complete');
      store.layers.add(
        layerFromTar(mediaType === layerType || mediaType.endsWith('gzip') ? gunzipSync(bytes) : bytes),
      );
      progress(short(wanted), 'Pull complete');
    }
    image = addImage(store, decoder.decode(await blob(manifest.config.digest)));
  }
  if (reference.tag) store.tags.set(tagKey(reference), image.id);
  store.digests.set(digestKey({ ...reference, digest }), image.id);
  return { image, digest, fresh };
}

async function upload(
  network: HostNetwork,
  port: number,
  base: string,
  digest: string,
  bytes: Uint8Array,
): Promise<boolean> {
  const there = await hostRequest(network, port, { method: 'HEAD', path: `${base}/blobs/${digest}` });
  if (there.status === 200) return false;
  const begun = await hostRequest(network, port, { method: 'POST', path: `${base}/blobs/uploads/` });
  const location = begun.headers.get('location');
  if (begun.status !== 202 || !location) throw denied(begun);
  const path = location.replace(/^https?:\/\/[^/]+/, '');
  const put = `${path}${path.includes('?') ? '&' : '?'}digest=${encodeURIComponent(digest)}`;
  const headers = { 'Content-Type': 'application/octet-stream' };
  const done = await hostRequest(network, port, { method: 'PUT', path: put, headers, body: bytes });
  if (done.status !== 201) throw denied(done);
  return true;
}

function denied(answer: HttpAnswer): RegistryError {
  if (answer.status === 401) return new RegistryError('no basic auth credentials');
  return new RegistryError(`received unexpected HTTP status: ${answer.status}`);
}

/** Pushes one tag to a registry that a container of this world serves. Rejects with RegistryError, DialError. */
export async function pushToRegistry(
  network: HostNetwork,
  store: ImageStore,
  reference: Reference,
  image: Image,
  port: number,
  progress: Progress,
): Promise<{ digest: string; size: number }> {
  await checkUp(network, port);
  const base = `/v2/${reference.path}`;
  const layers = layersOf(store, image).reverse();
  for (const layer of layers) progress(short(layer.diffId), 'Preparing');
  for (const layer of layers) {
    const { digest, bytes } = layer.blob();
    const sent = await upload(network, port, base, digest, bytes);
    progress(short(layer.diffId), sent ? 'Pushed' : 'Layer already exists');
  }
  await upload(network, port, base, image.id, new TextEncoder().encode(image.json));
  const { json, digest } = manifestOf(store, image);
  const body = new TextEncoder().encode(json);
  const path = `${base}/manifests/${reference.tag ?? 'latest'}`;
  const answer = await hostRequest(network, port, {
    method: 'PUT',
    path,
    headers: { 'Content-Type': manifestType },
    body,
  });
  if (answer.status !== 201) throw denied(answer);
  store.digests.set(digestKey({ ...reference, digest }), image.id);
  return { digest, size: body.length };
}
