import { compareWithRecorded } from '../recorded.js';

compareWithRecorded('the tools do what those of busybox do', new URL('recorded.json', import.meta.url));
