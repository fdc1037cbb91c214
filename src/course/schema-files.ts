import * as z from 'zod';
import type { JsonObject } from '../json.js';
import { lessonSchema, trackSchema } from './schema.js';

/** JSON Schema of lesson.yaml, for editors: `# yaml-language-server: $schema=...` in the first line of the file. */
export function lessonJsonSchema(): JsonObject {
  return jsonSchema(lessonSchema, 'A kube-tutor lesson (lesson.yaml)');
}

/** JSON Schema of track.yaml. */
export function trackJsonSchema(): JsonObject {
  return jsonSchema(trackSchema, 'A kube-tutor track (track.yaml)');
}

/** Draft 7 is what the language servers of editors know best. What a lesson may leave out is not required. */
function jsonSchema(schema: z.ZodType, title: string): JsonObject {
  const schemaText = JSON.stringify(
    z.toJSONSchema(schema, { io: 'input', target: 'draft-7', reused: 'ref' }),
  );
  return { title, ...(JSON.parse(schemaText) as JsonObject) };
}
