import type { Fields } from '../../contract.js';
import { at, fields, text } from '../value.js';
import { notNegative, oneOf } from './basic.js';
import { cronProblem } from './cron.js';
import { validatePodSpec } from './pod-spec.js';
import type { Report } from './report.js';

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Checks a cron job: its schedule, time zone, policies and the template of its jobs. */
export function validateCronJob(object: Fields, report: Report): void {
  const spec = fields(object['spec']);
  const name = text(at(object, 'metadata', 'name'));
  const template = 'spec.jobTemplate.spec.template.spec';
  const pod = fields(at(spec, 'jobTemplate', 'spec', 'template', 'spec'));
  validatePodSpec(pod, template, report, true);
  if (pod['restartPolicy'] === 'Always')
    report.required(`${template}.restartPolicy`, 'valid values: "OnFailure", "Never"');
  const schedule = text(spec['schedule']);
  if (!schedule) report.required('spec.schedule');
  else {
    const problem = cronProblem(schedule);
    if (problem) report.invalid('spec.schedule', schedule, problem);
  }
  for (const field of ['startingDeadlineSeconds', 'successfulJobsHistoryLimit', 'failedJobsHistoryLimit'])
    notNegative(spec[field], `spec.${field}`, report);
  oneOf(spec['concurrencyPolicy'], ['Allow', 'Forbid', 'Replace'], 'spec.concurrencyPolicy', report);
  const zone = text(spec['timeZone']);
  if (zone.toLowerCase() === 'local')
    report.invalid(
      'spec.timeZone',
      zone,
      'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones',
    );
  else if (zone && !isTimeZone(zone)) report.invalid('spec.timeZone', zone, `unknown time zone ${zone}`);
  if (name.length > 52) report.invalid('metadata.name', name, 'must be no more than 52 characters');
}
