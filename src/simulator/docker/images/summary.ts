import { imageSize, layersOf, repoDigests, repoTags, type Image } from '../../images/store.js';
import type { ImageConfig } from '../../images/document.js';
import { overlayFolder } from '../container/inspect.js';
import type { Engine } from '../state.js';
import { formatNanos, zeroTime } from '../time.js';

/** Seconds since the epoch. */
export function createdSeconds(image: Image): number {
  return Math.floor(Date.parse(image.document.created ?? '1970-01-01T00:00:00Z') / 1000);
}

/** An image as the list shows it. */
export function imageSummary(engine: Engine, image: Image) {
  return {
    Containers: -1,
    Created: createdSeconds(image),
    Id: image.id,
    Labels: image.document.config.Labels ?? null,
    ParentId: image.parent ?? '',
    RepoDigests: repoDigests(engine.images, image.id),
    RepoTags: repoTags(engine.images, image.id),
    SharedSize: -1,
    Size: imageSize(engine.images, image),
  };
}

/** Configuration of an image in the alphabetical order that the engine gives it. */
function configJson(config: ImageConfig): object {
  const all: Record<string, unknown> = {
    ...(config.ArgsEscaped ? { ArgsEscaped: true } : {}),
    Cmd: config.Cmd ?? null,
    Entrypoint: config.Entrypoint ?? null,
    Env: config.Env ?? null,
    ...(config.ExposedPorts ? { ExposedPorts: config.ExposedPorts } : {}),
    ...(config.Healthcheck ? { Healthcheck: config.Healthcheck } : {}),
    Labels: config.Labels ?? null,
    OnBuild: config.OnBuild ?? null,
    ...(config.Shell ? { Shell: config.Shell } : {}),
    ...(config.StopSignal ? { StopSignal: config.StopSignal } : {}),
    User: config.User ?? '',
    Volumes: config.Volumes ?? null,
    WorkingDir: config.WorkingDir ?? '',
  };
  return all;
}

/** An image as inspect shows it. */
export function imageJson(engine: Engine, image: Image): object {
  const { document } = image;
  const folders = document.rootfs.diff_ids.map(overlayFolder);
  const top = folders.at(-1) ?? '';
  const lower = folders
    .slice(0, -1)
    .reverse()
    .map((folder) => `${folder}/diff`);
  return {
    Id: image.id,
    RepoTags: repoTags(engine.images, image.id),
    RepoDigests: repoDigests(engine.images, image.id),
    Parent: image.parent ?? '',
    Comment: document.comment ?? document.history?.at(-1)?.comment ?? '',
    Created: document.created ?? zeroTime,
    DockerVersion: '',
    Author: document.author ?? '',
    Architecture: document.architecture,
    Os: document.os,
    Size: imageSize(engine.images, image),
    GraphDriver: {
      Data: {
        ...(lower.length > 0 ? { LowerDir: lower.join(':') } : {}),
        MergedDir: `${top}/merged`,
        UpperDir: `${top}/diff`,
        WorkDir: `${top}/work`,
      },
      Name: 'overlay2',
    },
    RootFS: { Type: 'layers', Layers: document.rootfs.diff_ids },
    Metadata: {
      LastTagTime:
        image.lastTagged === undefined
          ? zeroTime
          : formatNanos(BigInt(Math.floor(image.lastTagged)) * 1_000_000n),
    },
    Config: configJson(document.config),
  };
}

/** The history of an image, newest first. */
export function historyJson(engine: Engine, image: Image): object[] {
  const layers = layersOf(engine.images, image);
  let at = 0;
  const lines = (image.document.history ?? []).map((entry) => ({
    Comment: entry.comment ?? '',
    Created: Math.floor(Date.parse(entry.created ?? '1970-01-01T00:00:00Z') / 1000),
    CreatedBy: entry.created_by ?? '',
    Id: '<missing>',
    Size: entry.empty_layer ? 0 : (layers[at++]?.size ?? 0),
    Tags: null as string[] | null,
  }));
  const top = lines.at(-1);
  if (top) Object.assign(top, { Id: image.id, Tags: tagsOrNull(engine, image) });
  let parent = image.parent ? engine.images.images.get(image.parent) : undefined;
  while (parent) {
    const line = lines[(parent.document.history?.length ?? 0) - 1];
    if (line) Object.assign(line, { Id: parent.id, Tags: tagsOrNull(engine, parent) });
    parent = parent.parent ? engine.images.images.get(parent.parent) : undefined;
  }
  return lines.reverse();
}

function tagsOrNull(engine: Engine, image: Image): string[] | null {
  const tags = repoTags(engine.images, image.id);
  return tags.length > 0 ? tags : null;
}
