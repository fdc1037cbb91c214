import type { ApiReply, Call, Route } from '../../docker/api.js';
import { failure, invalid } from '../../docker/errors.js';
import { tagImage } from '../../docker/images/commit.js';
import { shortId } from '../../docker/names.js';
import { familiar } from '../../images/reference.js';
import { contextOf, textAt } from '../context.js';
import { DockerfileError } from '../dockerfile/error.js';
import { parseDockerfile, type Dockerfile } from '../dockerfile/parse.js';
import { RunFailed, SourceMissing } from '../step/work.js';
import { classicBuild, stagesToBuild } from './build.js';
import { classicOptions } from './options.js';

const line = (value: object) => `${JSON.stringify(value)}\r\n`;

function readDockerfile(text: string | undefined, name: string): Dockerfile {
  if (text === undefined) throw failure(`Cannot locate specified Dockerfile: ${name}`);
  if (text === '') throw failure(`The Dockerfile (${name}) cannot be empty`);
  try {
    return parseDockerfile(text);
  } catch (error) {
    if (error instanceof DockerfileError) throw invalid(error.message);
    throw error;
  }
}

/** An error in the words of the classic builder. */
function wording(error: unknown): { code?: number; message: string } {
  if (error instanceof RunFailed)
    return error.refused === undefined
      ? {
          code: error.code,
          message: `The command '${error.argv.join(' ')}' returned a non-zero code: ${error.code}`,
        }
      : {
          message: `failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: ${error.refused}`,
        };
  if (error instanceof SourceMissing) return { message: missing(error) };
  return { message: error instanceof Error ? error.message : String(error) };
}

function missing({ path, pattern, fromStage }: SourceMissing): string {
  if (pattern) return 'COPY failed: no source files were specified';
  if (!fromStage && /^(\.\.\/|\.\.$)/.test(path))
    return `COPY failed: forbidden path outside the build context: ${path} ()`;
  if (fromStage) return `COPY failed: stat ${path.replace(/^\/+/, '')}: file does not exist`;
  return `COPY failed: file not found in build context or excluded by .dockerignore: stat ${path.replace(/^\/+/, '')}: file does not exist`;
}

async function build(call: Call): Promise<ApiReply> {
  const { engine, query, signal } = call;
  const options = classicOptions(query);
  const remote = query.get('remote');
  if (remote)
    throw failure(`unable to prepare context: ${remote} can not be reached: this engine has no network`);
  const context = contextOf(await call.body());
  const file = readDockerfile(textAt(context, options.dockerfile), options.dockerfile);
  stagesToBuild(file, options.target);
  return {
    status: 200,
    headers: { 'Content-Type': 'application/json' },
    async stream(write) {
      let held = '';
      const say = (text: string) => {
        if (options.quiet) held += text;
        else write(line({ stream: text }));
      };
      const raw = (text: string) => {
        if (!options.quiet) write(text);
      };
      try {
        const image = await classicBuild({ engine, options, context, say, raw, signal }, file);
        if (!options.quiet) write(line({ aux: { ID: image.id } }));
        say(`Successfully built ${shortId(image.id)}\n`);
        for (const tag of options.tags) {
          tagImage(engine, image, `${tag.domain}/${tag.path}`, tag.tag ?? 'latest');
          say(`Successfully tagged ${familiar(tag)}\n`);
        }
        if (options.quiet) write(line({ stream: `${image.id}\n` }));
      } catch (error) {
        if (held) write(line({ stream: held }));
        const detail = wording(error);
        write(line({ errorDetail: detail, error: detail.message }));
      }
    },
  };
}

/** POST /build: the classic builder. */
export const classicRoutes: readonly Route[] = [{ method: 'POST', path: '/build', handle: build }];
