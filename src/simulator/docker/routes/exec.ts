import { emptyOk, integer, reply, type Route } from '../api.js';
import { bool, parseBody } from '../decode.js';
import { findContainer } from '../container/find.js';
import { checkStart, createExec, execJson, findExec, startAttached, startDetached } from '../exec.js';

/** /containers/{id}/exec and /exec */
export const execRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/containers/{id}/exec',
    async handle({ engine, params, json }) {
      const body = await json();
      const container = findContainer(engine, params.id ?? '');
      return reply(201, { Id: createExec(engine, container, body).id });
    },
  },
  {
    method: 'POST',
    path: '/exec/{id}/start',
    async handle({ engine, params, body }) {
      const text = new TextDecoder().decode(await body());
      const options = text.trim() === '' ? {} : parseBody(text);
      const { exec, container } = findExec(engine, params.id ?? '');
      checkStart(exec, container);
      if (bool(options, 'Detach')) {
        startDetached(engine, exec, container);
        return emptyOk;
      }
      const [rows, columns] = Array.isArray(options.ConsoleSize) ? (options.ConsoleSize as number[]) : [];
      const size = rows && columns ? { rows, columns } : undefined;
      const tty = bool(exec.config, 'Tty');
      return {
        contentType: `application/vnd.docker.${tty ? 'raw' : 'multiplexed'}-stream`,
        hijack: (connection) => startAttached(engine, exec, container, connection, size),
      };
    },
  },
  {
    method: 'POST',
    path: '/exec/{id}/resize',
    handle({ engine, params, query }) {
      const { exec } = findExec(engine, params.id ?? '');
      exec.terminal?.resize(integer(query, 'w') ?? 80, integer(query, 'h') ?? 24);
      return emptyOk;
    },
  },
  {
    method: 'GET',
    path: '/exec/{id}/json',
    handle: ({ engine, params }) => reply(200, execJson(findExec(engine, params.id ?? '').exec)),
  },
];
