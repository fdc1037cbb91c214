import { compareWithRecorded } from '../recorded.js';

compareWithRecorded('the shell does what busybox ash does', new URL('recorded.json', import.meta.url));
