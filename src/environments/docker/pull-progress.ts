import { isJsonObject, type JsonObject } from '../../json.js';

interface Layer {
  downloaded: number;
  extracted: number;
  total: number;
  done: boolean;
}

/** What is known of a pull from the lines so far. */
export interface PullState {
  layers: Readonly<Record<string, Layer>>;
  /** 0 to 1, never going back; undefined before sizes are known. */
  fraction?: number;
}

export const emptyPull: PullState = { layers: {} };

/** Share of the work that downloading is; unpacking is the rest. */
const downloadShare = 0.8;

function layerAfter(old: Layer | undefined, status: string, detail: JsonObject): Layer | undefined {
  const layer = old ?? { downloaded: 0, extracted: 0, total: 0, done: false };
  const current = typeof detail['current'] === 'number' ? detail['current'] : 0;
  const total = typeof detail['total'] === 'number' && detail['total'] > 0 ? detail['total'] : layer.total;
  switch (status) {
    case 'Pulling fs layer':
    case 'Waiting':
      return layer;
    case 'Downloading':
      return { ...layer, total, downloaded: current };
    case 'Verifying Checksum':
    case 'Download complete':
      return { ...layer, downloaded: layer.total };
    case 'Extracting':
      return { ...layer, total, downloaded: total, extracted: current };
    case 'Pull complete':
    case 'Already exists':
      return { ...layer, downloaded: layer.total, extracted: layer.total, done: true };
    default:
      return undefined;
  }
}

function fractionOf(layers: Layer[]): number | undefined {
  const open = layers.filter((layer) => !layer.done);
  if (layers.length === 0 || open.some((layer) => layer.total === 0)) return undefined;
  const total = layers.reduce((sum, layer) => sum + layer.total, 0);
  if (total === 0) return open.length === 0 ? 1 : undefined;
  const work = layers.reduce(
    (sum, { downloaded, extracted }) => sum + downloadShare * downloaded + (1 - downloadShare) * extracted,
    0,
  );
  return Math.min(1, work / total);
}

/** The state after one more line of the engine's pull stream: {status, id, progressDetail: {current, total}}. */
export function pullProgress(state: PullState, line: JsonObject): PullState {
  const { id, status, progressDetail } = line;
  if (typeof id !== 'string' || typeof status !== 'string') return state;
  const layer = layerAfter(state.layers[id], status, isJsonObject(progressDetail) ? progressDetail : {});
  if (!layer) return state;
  const layers = { ...state.layers, [id]: layer };
  const now = fractionOf(Object.values(layers));
  const fraction = now === undefined ? state.fraction : Math.max(now, state.fraction ?? 0);
  return { layers, ...(fraction !== undefined && { fraction }) };
}

/** Bytes as people read them: "12.3 MB". */
function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** "12.3 MB of 22.8 MB"; undefined before sizes are known. */
export function pullDetail({ layers }: PullState): string | undefined {
  const all = Object.values(layers);
  const total = all.reduce((sum, layer) => sum + layer.total, 0);
  if (total === 0) return undefined;
  return `${megabytes(all.reduce((sum, layer) => sum + layer.downloaded, 0))} of ${megabytes(total)}`;
}
