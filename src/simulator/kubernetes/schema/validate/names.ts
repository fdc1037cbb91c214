import type { NameRule } from '../kinds/rules.js';
import type { Report } from './report.js';

const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const label1123 = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const label1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const qualifiedName = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const labelValue = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

const subdomainText =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start " +
  "and end with an alphanumeric character (e.g. 'example.com', regex used for validation is " +
  "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const label1123Text =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an " +
  "alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const label1035Text =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and " +
  "end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
const nameText =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric " +
  "character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const labelValueText =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end " +
  "with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is " +
  "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

/** What is wrong with the text, one sentence each; empty when nothing is. */
export function subdomainProblems(value: string): string[] {
  return [
    ...(value.length > 253 ? ['must be no more than 253 bytes'] : []),
    ...(subdomain.test(value) ? [] : [subdomainText]),
  ];
}
export function labelProblems(value: string): string[] {
  return [
    ...(value.length > 63 ? ['must be no more than 63 bytes'] : []),
    ...(label1123.test(value) ? [] : [label1123Text]),
  ];
}
export function label1035Problems(value: string): string[] {
  return [
    ...(value.length > 63 ? ['must be no more than 63 bytes'] : []),
    ...(label1035.test(value) ? [] : [label1035Text]),
  ];
}
export function labelValueProblems(value: string): string[] {
  return [
    ...(value.length > 63 ? ['must be no more than 63 bytes'] : []),
    ...(labelValue.test(value) ? [] : [labelValueText]),
  ];
}
export function qualifiedNameProblems(value: string): string[] {
  const parts = value.split('/');
  if (parts.length > 2)
    return [
      "a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an " +
        "alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is " +
        "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
    ];
  const name = parts.pop()!;
  const prefix = parts[0];
  const problems: string[] = [];
  if (prefix === '') problems.push('prefix part must be non-empty');
  else if (prefix !== undefined) problems.push(...subdomainProblems(prefix).map((p) => `prefix part ${p}`));
  if (name === '') problems.push('name part must be non-empty');
  else if (name.length > 63) problems.push('name part must be no more than 63 bytes');
  if (!qualifiedName.test(name)) problems.push(nameText);
  return problems;
}

function rule(problems: (value: string) => string[]): NameRule {
  return (name, report, path) => {
    for (const problem of problems(name)) report.invalid(path, name, problem);
  };
}

export const dnsSubdomain = rule(subdomainProblems);
export const dnsLabel = rule(labelProblems);
export const dns1035Label = rule(label1035Problems);

/** Names of roles and bindings: anything that can stand in a path. */
export const pathSegment: NameRule = (name, report, path) => {
  if (name === '.' || name === '..') report.invalid(path, name, `may not be '${name}'`);
  for (const bad of ['/', '%'])
    if (name.includes(bad)) report.invalid(path, name, `may not contain '${bad}'`);
};

/** Checks a map of labels. */
export function checkLabels(labels: Readonly<Record<string, string>>, path: string, report: Report): void {
  for (const [key, value] of Object.entries(labels)) {
    for (const problem of qualifiedNameProblems(key)) report.invalid(path, key, problem);
    for (const problem of labelValueProblems(value)) report.invalid(path, value, problem);
  }
}
