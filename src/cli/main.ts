/** Entry point of the bundle; the commands are in their own files. */
process.stdout.write('kube-tutor\n');
