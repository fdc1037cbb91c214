import { flag, noContent, reply, type Route } from '../api.js';
import { decode, map, str } from '../decode.js';
import { notFound } from '../errors.js';
import { booleanFilter, matchesLabels, parseFilters } from '../filters.js';
import { createVolume, listVolumes, removeVolume, usersOf, volumeJson, volumeSize } from '../volumes.js';

const createFields = [
  ['Name', 'string', ''],
  ['Driver', 'string', ''],
  ['DriverOpts', 'map', {}],
  ['Labels', 'map', null],
] as const;

/** /volumes */
export const volumeRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/volumes',
    handle({ engine, query }) {
      const filters = parseFilters(query.get('filters'), ['dangling', 'driver', 'label', 'name']);
      return reply(200, { Volumes: listVolumes(engine, filters).map(volumeJson), Warnings: null });
    },
  },
  {
    method: 'POST',
    path: '/volumes/create',
    async handle({ engine, json }) {
      const body = decode(await json(), createFields, 'CreateOptions');
      const labels = body.Labels === null ? null : map(body, 'Labels');
      const options = {
        name: str(body, 'Name'),
        driver: str(body, 'Driver'),
        labels,
        options: map(body, 'DriverOpts'),
      };
      return reply(201, volumeJson(createVolume(engine, options)));
    },
  },
  {
    method: 'POST',
    path: '/volumes/prune',
    handle({ engine, query }) {
      const filters = parseFilters(query.get('filters'), ['all', 'label', 'label!']);
      const all = booleanFilter(filters, 'all') ?? false;
      const doomed = [...engine.volumes.values()].filter(
        (volume) =>
          usersOf(engine, volume.name).length === 0 &&
          (all || volume.anonymous) &&
          matchesLabels(volume.labels, filters.get('label')) &&
          !(filters.get('label!') ?? []).some((label) => matchesLabels(volume.labels, [label])),
      );
      const SpaceReclaimed = doomed.reduce((sum, volume) => sum + volumeSize(volume), 0);
      for (const volume of doomed) removeVolume(engine, volume.name);
      const attributes = { reclaimed: String(SpaceReclaimed) };
      engine.events.emit({ type: 'volume', action: 'prune', id: '', attributes });
      return reply(200, { VolumesDeleted: doomed.map((volume) => volume.name), SpaceReclaimed });
    },
  },
  {
    method: 'GET',
    path: '/volumes/{name}',
    handle({ engine, params: { name = '' } }) {
      const volume = engine.volumes.get(name);
      if (!volume) throw notFound(`get ${name}: no such volume`);
      return reply(200, volumeJson(volume));
    },
  },
  {
    method: 'DELETE',
    path: '/volumes/{name}',
    handle({ engine, params: { name = '' }, query }) {
      removeVolume(engine, name, flag(query, 'force'));
      return noContent;
    },
  },
];
