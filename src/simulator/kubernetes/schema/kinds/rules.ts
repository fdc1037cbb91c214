import type { Fields } from '../../contract.js';
import type { Report } from '../validate/report.js';

/** What the server knows of a kind beyond its schema. Every function may be left out. */
export interface KindRules {
  /** How names are checked; a DNS subdomain when left out. */
  name?: NameRule;
  /** Changes of anything but metadata and status count in metadata.generation. */
  generation?: boolean;
  /** Adds defaults that the schema does not declare. Changes the object. */
  defaults?(object: Fields): void;
  /** Sets what the server decides at creation (phase, cleared status). Changes the object. */
  create?(object: Fields): void;
  /** Carries over what an update may not change. Changes the object. */
  update?(object: Fields, old: Fields): void;
  validate?(object: Fields, report: Report): void;
  validateUpdate?(object: Fields, old: Fields, report: Report): void;
}

/** Checks a name; says what is wrong with it, or nothing. */
export type NameRule = (name: string, report: Report, path: string) => void;
