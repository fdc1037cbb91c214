import { ApiError, type Fields, type KubeObject, type StoreEvent } from '../../contract.js';
import { asFields } from '../../schema/value.js';
import { matchesLabels } from '../../store/label-selector.js';
import { internal, statusOf } from '../errors.js';
import type { Context } from '../objects/context.js';
import type { Served } from '../registry.js';
import { selectionOf, type Selection } from './list.js';
import type { ApiResponse } from './message.js';
import { integer } from './query.js';

/** How a watcher gets its objects: as they are, or as tables or partial metadata. */
export type Present = (object: KubeObject, first: boolean) => Fields;

function selects({ namespace, labels, filter }: Selection, object: KubeObject): boolean {
  return (
    (namespace === undefined || object.metadata.namespace === namespace) &&
    (!labels || matchesLabels(labels, object.metadata.labels)) &&
    (!filter || filter(object))
  );
}

/** What an event means to a watcher with a selection: objects that come into it are added, those that leave deleted. */
function seen(selection: Selection, event: StoreEvent): 'ADDED' | 'MODIFIED' | 'DELETED' | undefined {
  const now = event.type !== 'DELETED' && selects(selection, event.object);
  const before = event.previous !== undefined && selects(selection, event.previous);
  if (now) return before ? 'MODIFIED' : 'ADDED';
  return before ? 'DELETED' : undefined;
}

/** Lines of plain watchers, made once per event however many watch. */
const lines = new WeakMap<KubeObject, Map<string, string>>();

function plainLine(type: string, object: KubeObject): string {
  let known = lines.get(object);
  if (!known) lines.set(object, (known = new Map<string, string>()));
  let line = known.get(type);
  if (line === undefined) known.set(type, (line = `${JSON.stringify({ type, object })}\n`));
  return line;
}

const bookmarkEvery = 60_000;

/** Answers a watch. `present`: undefined for plain objects. */
export function watchResponse(
  context: Context,
  info: Served,
  namespace: string | undefined,
  query: URLSearchParams,
  present: Present | undefined,
): ApiResponse {
  const selection = selectionOf(info, namespace, query);
  const initial = query.get('sendInitialEvents');
  if (initial !== null && query.get('resourceVersionMatch') !== 'NotOlderThan') throw noMatch(query);
  const asked = query.get('resourceVersion') ?? '';
  if (asked !== '' && !/^\d+$/.test(asked))
    throw internal(
      `resourceVersion: Invalid value: ${JSON.stringify(asked)}: strconv.ParseUint: parsing ${JSON.stringify(asked)}: invalid syntax`,
    );
  const timeout = integer(query, 'timeoutSeconds') ?? 1800;
  const bookmarks = query.get('allowWatchBookmarks') === 'true' || query.get('allowWatchBookmarks') === '1';
  return {
    status: 200,
    stream({ write, end }) {
      let first = true;
      const send = (type: string, object: KubeObject) => {
        write(
          present ? `${JSON.stringify({ type, object: present(object, first) })}\n` : plainLine(type, object),
        );
        first = false;
      };
      const bookmark = (annotations?: Fields) =>
        write(
          `${JSON.stringify({
            type: 'BOOKMARK',
            object: {
              kind: present ? 'Table' : info.kind,
              apiVersion: present ? 'meta.k8s.io/v1' : info.apiVersion,
              metadata: {
                resourceVersion: String(context.store.revision()),
                creationTimestamp: null,
                ...(annotations ? { annotations } : {}),
              },
            },
          })}\n`,
        );
      const deliver = (event: StoreEvent) => {
        const type = seen(selection, event);
        if (type) send(type, event.object);
      };
      const stop = context.store.watch(info.key, deliver);
      const failed = start(context, info, selection, asked, initial, { send, bookmark, deliver, write });
      if (failed) {
        stop();
        end();
        return () => undefined;
      }
      const cancelEnd = context.clock.after(timeout * 1000, end);
      const cancelBookmark = bookmarks ? repeat(context, bookmark) : () => undefined;
      return () => {
        stop();
        cancelEnd();
        cancelBookmark();
      };
    },
  };
}

function repeat(context: Context, bookmark: () => void): () => void {
  let cancel = context.clock.after(bookmarkEvery, tick);
  function tick() {
    bookmark();
    cancel = context.clock.after(bookmarkEvery, tick);
  }
  return () => cancel();
}

interface Out {
  send(type: string, object: KubeObject): void;
  bookmark(annotations?: Fields): void;
  deliver(event: StoreEvent): void;
  write(line: string): void;
}

/** Sends what a watcher has to know first. True when the watch ends at once. */
function start(
  context: Context,
  info: Served,
  selection: Selection,
  asked: string,
  initial: string | null,
  out: Out,
): boolean {
  const { store } = context;
  const whole = initial === 'true' || (initial === null && (asked === '' || asked === '0'));
  if (whole) {
    for (const object of store.list(info.key, selection).items) out.send('ADDED', object);
    if (initial === 'true') out.bookmark({ 'k8s.io/initial-events-end': 'true' });
    return false;
  }
  if (asked === '' || asked === '0') return false;
  const missed = store.since(info.key, Number(asked));
  const error =
    missed === undefined
      ? new ApiError(410, 'Expired', `too old resource version: ${asked} (${store.revision()})`)
      : Number(asked) > store.revision()
        ? tooLarge(asked, store.revision())
        : undefined;
  if (error) {
    out.write(`${JSON.stringify({ type: 'ERROR', object: statusOf(error) })}\n`);
    return true;
  }
  for (const event of missed ?? []) out.deliver(event);
  return false;
}

function tooLarge(asked: string, current: number): ApiError {
  return new ApiError(504, 'Timeout', `Timeout: Too large resource version: ${asked}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });
}

function noMatch(query: URLSearchParams): ApiError {
  const field = query.get('resourceVersionMatch') ? 'resourceVersionMatch' : 'sendInitialEvents';
  const message = 'Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan';
  return new ApiError(
    422,
    'Invalid',
    `ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: ${message}`,
    {
      group: 'meta.k8s.io',
      kind: 'ListOptions',
      causes: [
        {
          reason: 'FieldValueForbidden',
          message,
          field: field === 'sendInitialEvents' ? 'resourceVersionMatch' : field,
        },
      ],
    },
  );
}

/** Partial metadata of an object. */
export function partial(object: KubeObject): Fields {
  return {
    kind: 'PartialObjectMetadata',
    apiVersion: 'meta.k8s.io/v1',
    metadata: asFields(object)['metadata'] ?? {},
  };
}
