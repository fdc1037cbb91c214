import { dockerUse } from './docker.js';
import { error, scriptsOf, warning, type LintFinding, type LintRule } from './rule.js';
import { hereDocuments } from './words.js';

/** Images that learners need are pulled before the lesson, or made in it: nobody waits, or fails, in the middle. */
export const imageRule: LintRule = ({ lesson, files, text }) => {
  const scripts = scriptsOf(lesson).map((script) => ({ ...script, use: dockerUse(script.text) }));
  const there = new Set([...lesson.images, ...scripts.flatMap(({ use }) => use.made)].map(fullName));
  const missing = (images: readonly string[], at: LintFinding['at'], where: string) =>
    [...new Set(images)]
      .filter((image) => !there.has(fullName(image)))
      .map((image) => error(at, `the image ${image}${where} is neither in "images" nor made by the lesson`));
  return [
    // A wrong attempt may name an image that nobody has.
    ...scripts.filter(({ wrong }) => !wrong).flatMap(({ use, path }) => missing(use.images, path, '')),
    ...scripts
      .filter(({ wrong }) => !wrong)
      .flatMap(({ text: script, path }) =>
        missing(hereDocuments(script).flatMap(baseImages), path, ' (FROM)'),
      ),
    ...files.flatMap((file, index) =>
      missing(imagesOfFile(file.path, file.content), ['files', index], ` in ${file.path}`),
    ),
    ...lesson.images.flatMap((image, index) => {
      const at = ['images', index];
      if (!/[:@]/.test(image.split('/').at(-1)!)) {
        return [error(at, `the image ${image} has no tag`, 'name one, so that the lesson stays the same')];
      }
      const uses = [text, ...files.map((file) => file.content)].join('\n').match(wholeWord(image)) ?? [];
      return uses.length > 1 ? [] : [warning(at, `the image ${image} is not used in the lesson`)];
    }),
  ];
};

/** The name where it is not a part of another one. */
function wholeWord(name: string): RegExp {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\w./-])${escaped}(?![\\w-]|\\.\\w)`, 'g');
}

function imagesOfFile(path: string, content: string): string[] {
  const name = path.split('/').at(-1)!;
  if (/dockerfile/i.test(name)) return baseImages(content);
  if (!/\.ya?ml$/.test(name)) return [];
  return [...content.matchAll(/^[ -]*image: *["']?([^\s"'#$]+)["']?\s*(?:#.*)?$/gm)].map(
    (match) => match[1]!,
  );
}

/** Images that a Dockerfile builds on; its own stages and `scratch` are none. */
function baseImages(dockerfile: string): string[] {
  const stages = new Set(['scratch']);
  const images: string[] = [];
  for (const match of dockerfile.matchAll(/^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/gim)) {
    const [, image = '', stage] = match;
    if (!stages.has(image.toLowerCase()) && !image.includes('$')) images.push(image);
    if (stage) stages.add(stage.toLowerCase());
  }
  return images;
}

/** The name as Docker completes it: no registry and `library/` for the well-known ones, `latest` when no tag is given. */
function fullName(image: string): string {
  const short = image.replace(/^(docker\.io\/)?(library\/)?/, '');
  return /[:@]/.test(short.split('/').at(-1)!) ? short : `${short}:latest`;
}
