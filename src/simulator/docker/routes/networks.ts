import { emptyOk, flag, noContent, reply, type Call, type Route } from '../api.js';
import { bool, decode, isBody, str, sub, type Field } from '../decode.js';
import { conflict, forbidden, notFound } from '../errors.js';
import { matchesLabels, parseFilters } from '../filters.js';
import {
  attached,
  createNetwork,
  demandNetwork,
  listNetworks,
  networkJson,
  removeNetwork,
} from '../networks.js';
import { endpointFields } from '../container/fields.js';
import { findContainer } from '../container/find.js';
import { emptyEndpoint } from '../container/create.js';
import { connectEndpoint, disconnectEndpoint } from '../container/network.js';
import { refreshHosts } from '../container/managed-files.js';

const createFields: readonly Field[] = [
  ['Name', 'string', ''],
  ['Driver', 'string', ''],
  ['Scope', 'string', ''],
  ['EnableIPv4', 'bool', undefined],
  ['EnableIPv6', 'bool', false],
  ['IPAM', 'object', {}],
  ['Internal', 'bool', false],
  ['Attachable', 'bool', false],
  ['Ingress', 'bool', false],
  ['ConfigOnly', 'bool', false],
  ['Options', 'map', {}],
  ['Labels', 'map', {}],
];

const connectFields: readonly Field[] = [
  ['Container', 'string', ''],
  ['EndpointConfig', 'object', {}],
  ['Force', 'bool', false],
];

async function connect({ engine, params, json }: Call) {
  const body = decode(await json(), connectFields, 'ConnectOptions');
  const network = demandNetwork(engine, params.id ?? '');
  const container = findContainer(engine, str(body, 'Container'));
  const mode = str(container.hostConfig, 'NetworkMode');
  if (mode.startsWith('container:') || mode === 'host')
    throw forbidden(
      mode === 'host'
        ? 'container sharing network namespace with another container or host cannot be connected to any other network'
        : 'container sharing network namespace with another container or host cannot be connected to any other network',
    );
  if (container.endpoints.has(network.name)) {
    if (container.runtime)
      throw forbidden(`endpoint with name ${container.name} already exists in network ${network.name}`);
    throw conflict(`container ${container.id} is already attached to network ${network.name}`);
  }
  const endpoint = emptyEndpoint(decode(sub(body, 'EndpointConfig'), endpointFields, 'EndpointSettings'));
  container.endpoints.set(network.name, endpoint);
  if (container.runtime) {
    try {
      connectEndpoint(engine, container, network, endpoint, container.runtime.isolation.net);
    } catch (error) {
      container.endpoints.delete(network.name);
      throw error;
    }
    refreshHosts(engine, container);
  }
  return emptyOk;
}

async function disconnect({ engine, params, json }: Call) {
  const body = decode(await json(), connectFields, 'DisconnectOptions');
  const network = demandNetwork(engine, params.id ?? '');
  const container = findContainer(engine, str(body, 'Container'));
  if (!container.endpoints.has(network.name)) {
    if (bool(body, 'Force')) return emptyOk;
    throw forbidden(`container ${container.id} is not connected to network ${network.name}`);
  }
  if (container.runtime) disconnectEndpoint(engine, container, network.name, container.runtime.isolation.net);
  container.endpoints.delete(network.name);
  refreshHosts(engine, container);
  return emptyOk;
}

const filterNames = ['dangling', 'driver', 'id', 'label', 'name', 'scope', 'type'];

/** /networks */
export const networkRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/networks',
    handle({ engine, query }) {
      const filters = parseFilters(query.get('filters'), filterNames);
      const options = { containers: false };
      return reply(
        200,
        listNetworks(engine, filters).map((network) => networkJson(engine, network, options)),
      );
    },
  },
  {
    method: 'POST',
    path: '/networks/create',
    async handle({ engine, json }) {
      const body = decode(await json(), createFields, 'CreateRequest');
      return reply(201, { Id: createNetwork(engine, body).id, Warning: '' });
    },
  },
  {
    method: 'POST',
    path: '/networks/prune',
    handle({ engine, query }) {
      const filters = parseFilters(query.get('filters'), ['label', 'label!', 'until']);
      const doomed = [...engine.networks.values()].filter(
        (network) =>
          !['bridge', 'host', 'none'].includes(network.name) &&
          attached(engine, network).length === 0 &&
          matchesLabels(network.labels, filters.get('label')) &&
          !(filters.get('label!') ?? []).some((label) => matchesLabels(network.labels, [label])),
      );
      for (const network of doomed) removeNetwork(engine, network);
      engine.events.emit({ type: 'network', action: 'prune', id: '', attributes: { reclaimed: '0' } });
      return reply(200, { NetworksDeleted: doomed.length > 0 ? doomed.map(({ name }) => name) : null });
    },
  },
  {
    method: 'GET',
    path: '/networks/{id}',
    handle({ engine, params, query }) {
      const network = demandNetwork(engine, params.id ?? '');
      if ((query.get('scope') || 'local') !== 'local') throw notFound(`network ${params.id} not found`);
      const json = networkJson(engine, network, { containers: true });
      return reply(200, flag(query, 'verbose') && isBody(json) ? { ...json, Services: {} } : json);
    },
  },
  { method: 'POST', path: '/networks/{id}/connect', handle: connect },
  { method: 'POST', path: '/networks/{id}/disconnect', handle: disconnect },
  {
    method: 'DELETE',
    path: '/networks/{id}',
    handle({ engine, params }) {
      removeNetwork(engine, demandNetwork(engine, params.id ?? ''));
      return noContent;
    },
  },
];
