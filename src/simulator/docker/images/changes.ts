import type { ImageConfig } from '../../images/document.js';
import { invalid } from '../errors.js';

/** Words of an instruction: a JSON list, or words with shell quotes. */
function words(text: string): string[] {
  const trimmed = text.trim();
  if (trimmed.startsWith('[')) {
    try {
      const list: unknown = JSON.parse(trimmed);
      if (Array.isArray(list) && list.every((entry) => typeof entry === 'string')) return list;
    } catch {
      // Not JSON: taken as words, as the Dockerfile parser does.
    }
  }
  return [...trimmed.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g)].map(([word]) => word.replace(/["']/g, ''));
}

const command = (text: string) =>
  text.trim().startsWith('[') ? words(text) : ['/bin/sh', '-c', text.trim()];

function pairs(text: string): [string, string][] {
  const all = words(text);
  if (all[0] !== undefined && !all[0].includes('=')) return [[all[0], all.slice(1).join(' ')]];
  return all.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]);
}

/** Applies one instruction of `--change` (CMD, ENV, EXPOSE ...) to a configuration. Throws the engine's errors. */
export function applyChange(config: ImageConfig, change: string): ImageConfig {
  const [, name = '', rest = ''] = /^\s*(\S+)\s*([\s\S]*)$/.exec(change) ?? [];
  switch (name.toUpperCase()) {
    case 'CMD':
      return { ...config, Cmd: command(rest) };
    case 'ENTRYPOINT':
      return { ...config, Entrypoint: command(rest) };
    case 'ENV': {
      const set = pairs(rest);
      const names = set.map(([key]) => key);
      const kept = (config.Env ?? []).filter((entry) => !names.includes(entry.split('=')[0] ?? ''));
      return { ...config, Env: [...kept, ...set.map(([key, value]) => `${key}=${value}`)] };
    }
    case 'EXPOSE': {
      const ports = words(rest).map((port) => [port.includes('/') ? port : `${port}/tcp`, {}] as const);
      return { ...config, ExposedPorts: { ...config.ExposedPorts, ...Object.fromEntries(ports) } };
    }
    case 'LABEL':
      return { ...config, Labels: { ...config.Labels, ...Object.fromEntries(pairs(rest)) } };
    case 'USER':
      return { ...config, User: rest.trim() };
    case 'VOLUME':
      return {
        ...config,
        Volumes: { ...config.Volumes, ...Object.fromEntries(words(rest).map((path) => [path, {}])) },
      };
    case 'WORKDIR':
      return { ...config, WorkingDir: rest.trim() };
    case 'STOPSIGNAL':
      return { ...config, StopSignal: rest.trim() };
    case 'ONBUILD':
      return { ...config, OnBuild: [...(config.OnBuild ?? []), rest.trim()] };
    case 'HEALTHCHECK':
      return { ...config, Healthcheck: { Test: ['CMD-SHELL', rest.replace(/^CMD\s+/i, '').trim()] } };
    default:
      throw invalid(`${name} is not a valid change command`);
  }
}
