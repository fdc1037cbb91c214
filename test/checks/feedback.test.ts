import { expect, test } from 'vitest';
import { fillPlaceholders } from '../../src/checks/feedback.js';

const subject = {
  State: { ExitCode: 3, Error: '' },
  Ports: { '80/tcp': [{ HostPort: '8080' }] },
  Mounts: null,
};

test.each([
  ['It ended with {{State.ExitCode}}.', 'It ended with 3.'],
  ['Host port {{ Ports["80/tcp"][0].HostPort }}.', 'Host port 8080.'],
  [
    'Health: {{State.Health.Status}}. Error: {{State.Error}}. Mounts: {{Mounts}}.',
    'Health: not set. Error: empty. Mounts: not set.',
  ],
])('placeholders in %j are filled', (say, text) => {
  expect(fillPlaceholders(say, subject)).toBe(text);
});

test('Go templates that a learner may type stay as they are', () => {
  const say = "Try docker inspect -f '{{range .Mounts}}{{.Name}} {{json .State}}{{else}}none{{end}}' web";
  expect(fillPlaceholders(say, subject)).toBe(say);
});

test('without a subject every placeholder reads "not set"', () => {
  expect(fillPlaceholders('{{line}}', undefined)).toBe('not set');
});
