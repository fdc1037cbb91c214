/** Variables that would lead the docker CLI, compose or buildx somewhere else than to the lesson's engine. */
const misleading = [
  ...['DOCKER_CONTEXT', 'DOCKER_TLS', 'DOCKER_TLS_VERIFY', 'DOCKER_CERT_PATH', 'DOCKER_API_VERSION'],
  ...['BUILDX_BUILDER', 'COMPOSE_FILE', 'COMPOSE_PROJECT_NAME', 'COMPOSE_PROFILES', 'COMPOSE_ENV_FILES'],
];

/**
 * The environment of a lesson's shell: the learner's own, with the lesson's socket as the engine and a file of our own
 * as the kubeconfig.
 */
export function shellEnv(
  env: Readonly<Record<string, string | undefined>>,
  socket: string,
  kubeconfig: string,
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && !misleading.includes(name)) kept[name] = value;
  }
  const isPipe = socket.startsWith('\\\\');
  const host = isPipe ? `npipe://${socket.replaceAll('\\', '/')}` : `unix://${socket}`;
  return { ...kept, DOCKER_HOST: host, KUBECONFIG: kubeconfig };
}
