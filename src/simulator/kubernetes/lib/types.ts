import type { KubeObject, ObjectMeta, Value } from '../contract.js';

/** An object of a known kind: the parts of it that the control plane reads. */
export type Typed<Spec, Status> = {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  spec: Spec;
  status?: Status;
};

/** Reads an object as its kind. The API has validated it already, so nothing is checked again. */
export function as<T>(object: KubeObject): T {
  return object as unknown as T;
}

export type Requirement = { key: string; operator: string; values?: string[] };
export type LabelSelector = { matchLabels?: Record<string, string>; matchExpressions?: Requirement[] };

/** A condition as most kinds have it. */
export type Condition = {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
  lastUpdateTime?: string;
  lastProbeTime?: string | null;
  observedGeneration?: number;
};

export type Resources = { requests?: Record<string, string>; limits?: Record<string, string> };
export type ContainerPort = {
  name?: string;
  containerPort: number;
  hostPort?: number;
  hostIP?: string;
  protocol?: string;
};
export type Container = {
  name: string;
  image?: string;
  resources?: Resources;
  ports?: ContainerPort[];
  restartPolicy?: string;
  env?: Value[];
};
export type Toleration = {
  key?: string;
  operator?: string;
  value?: string;
  effect?: string;
  tolerationSeconds?: number;
};
export type Taint = { key: string; value?: string; effect: string; timeAdded?: string };

export type NodeSelectorTerm = { matchExpressions?: Requirement[]; matchFields?: Requirement[] };
export type NodeSelector = { nodeSelectorTerms: NodeSelectorTerm[] };
export type PodAffinityTerm = {
  labelSelector?: LabelSelector;
  namespaceSelector?: LabelSelector;
  namespaces?: string[];
  topologyKey: string;
  matchLabelKeys?: string[];
};
export type PodAffinity = {
  requiredDuringSchedulingIgnoredDuringExecution?: PodAffinityTerm[];
  preferredDuringSchedulingIgnoredDuringExecution?: { weight: number; podAffinityTerm: PodAffinityTerm }[];
};
export type NodeAffinity = {
  requiredDuringSchedulingIgnoredDuringExecution?: NodeSelector;
  preferredDuringSchedulingIgnoredDuringExecution?: { weight: number; preference: NodeSelectorTerm }[];
};
export type Affinity = {
  nodeAffinity?: NodeAffinity;
  podAffinity?: PodAffinity;
  podAntiAffinity?: PodAffinity;
};
export type TopologySpreadConstraint = {
  maxSkew: number;
  topologyKey: string;
  whenUnsatisfiable: string;
  labelSelector?: LabelSelector;
  minDomains?: number;
  nodeAffinityPolicy?: string;
  nodeTaintsPolicy?: string;
  matchLabelKeys?: string[];
};

export type Volume = {
  name: string;
  persistentVolumeClaim?: { claimName: string; readOnly?: boolean };
  ephemeral?: { volumeClaimTemplate: { metadata?: Partial<ObjectMeta>; spec: ClaimSpec } };
};

export type PodSpec = {
  nodeName?: string;
  schedulerName?: string;
  schedulingGates?: { name: string }[];
  nodeSelector?: Record<string, string>;
  affinity?: Affinity;
  tolerations?: Toleration[];
  topologySpreadConstraints?: TopologySpreadConstraint[];
  containers: Container[];
  initContainers?: Container[];
  overhead?: Record<string, string>;
  volumes?: Volume[];
  priority?: number;
  priorityClassName?: string;
  preemptionPolicy?: string;
  restartPolicy?: string;
  hostNetwork?: boolean;
  hostname?: string;
  subdomain?: string;
  terminationGracePeriodSeconds?: number;
  activeDeadlineSeconds?: number;
  serviceAccountName?: string;
};

export type ContainerStatus = {
  name: string;
  ready?: boolean;
  restartCount?: number;
  state?: { terminated?: { exitCode: number; reason?: string; finishedAt?: string } };
};
export type PodStatus = {
  phase?: string;
  conditions?: Condition[];
  reason?: string;
  message?: string;
  podIP?: string;
  podIPs?: { ip: string }[];
  nominatedNodeName?: string;
  startTime?: string;
  containerStatuses?: ContainerStatus[];
  initContainerStatuses?: ContainerStatus[];
};
export type Pod = Typed<PodSpec, PodStatus>;

export type PodTemplate = {
  metadata?: { labels?: Record<string, string>; annotations?: Record<string, string>; finalizers?: string[] };
  spec: PodSpec;
};

export type ReplicaSetSpec = {
  replicas?: number;
  minReadySeconds?: number;
  selector: LabelSelector;
  template: PodTemplate;
};
export type ReplicaSetStatus = {
  replicas: number;
  fullyLabeledReplicas?: number;
  readyReplicas?: number;
  availableReplicas?: number;
  terminatingReplicas?: number;
  observedGeneration?: number;
  conditions?: Condition[];
};
export type ReplicaSet = Typed<ReplicaSetSpec, ReplicaSetStatus>;

export type IntOrString = number | string;
export type DeploymentSpec = ReplicaSetSpec & {
  paused?: boolean;
  revisionHistoryLimit?: number;
  progressDeadlineSeconds?: number;
  strategy?: { type?: string; rollingUpdate?: { maxSurge?: IntOrString; maxUnavailable?: IntOrString } };
};
export type DeploymentStatus = {
  observedGeneration?: number;
  replicas?: number;
  updatedReplicas?: number;
  readyReplicas?: number;
  availableReplicas?: number;
  unavailableReplicas?: number;
  terminatingReplicas?: number;
  collisionCount?: number;
  conditions?: Condition[];
};
export type Deployment = Typed<DeploymentSpec, DeploymentStatus>;

export type NodeSpec = { taints?: Taint[]; unschedulable?: boolean; providerID?: string; podCIDR?: string };
export type NodeStatus = {
  capacity?: Record<string, string>;
  allocatable?: Record<string, string>;
  conditions?: Condition[];
  images?: { names?: string[]; sizeBytes?: number }[];
};
export type Node = Typed<NodeSpec, NodeStatus>;

export type ClaimSpec = {
  accessModes?: string[];
  resources?: Resources;
  storageClassName?: string;
  volumeName?: string;
  volumeMode?: string;
  selector?: LabelSelector;
};
export type ClaimStatus = { phase?: string; accessModes?: string[]; capacity?: Record<string, string> };
export type Claim = Typed<ClaimSpec, ClaimStatus>;

export type ObjectReference = {
  apiVersion?: string;
  kind?: string;
  namespace?: string;
  name?: string;
  uid?: string;
  resourceVersion?: string;
};
export type PersistentVolumeSpec = {
  accessModes?: string[];
  capacity?: Record<string, string>;
  claimRef?: ObjectReference;
  persistentVolumeReclaimPolicy?: string;
  storageClassName?: string;
  volumeMode?: string;
  nodeAffinity?: { required?: NodeSelector };
};
export type PersistentVolume = Typed<
  PersistentVolumeSpec,
  { phase?: string; lastPhaseTransitionTime?: string }
>;

export type StorageClass = {
  metadata: ObjectMeta;
  provisioner: string;
  reclaimPolicy?: string;
  volumeBindingMode?: string;
};

export type DisruptionBudgetSpec = {
  minAvailable?: IntOrString;
  maxUnavailable?: IntOrString;
  selector?: LabelSelector;
};
export type DisruptionBudgetStatus = {
  disruptionsAllowed: number;
  currentHealthy: number;
  desiredHealthy: number;
  expectedPods: number;
  observedGeneration?: number;
  disruptedPods?: Record<string, string>;
  conditions?: Condition[];
};
export type DisruptionBudget = Typed<DisruptionBudgetSpec, DisruptionBudgetStatus>;

export type PodFailureRule = {
  action: string;
  onExitCodes?: { containerName?: string; operator: string; values: number[] };
  onPodConditions?: { type: string; status?: string }[];
};
export type SuccessRule = { succeededIndexes?: string; succeededCount?: number };
export type JobSpec = {
  parallelism?: number;
  completions?: number;
  completionMode?: string;
  backoffLimit?: number;
  backoffLimitPerIndex?: number;
  maxFailedIndexes?: number;
  activeDeadlineSeconds?: number;
  ttlSecondsAfterFinished?: number;
  suspend?: boolean;
  selector?: LabelSelector;
  template: PodTemplate;
  podFailurePolicy?: { rules: PodFailureRule[] };
  podReplacementPolicy?: string;
  successPolicy?: { rules: SuccessRule[] };
  managedBy?: string;
};
export type JobStatus = {
  active?: number;
  ready?: number;
  terminating?: number;
  succeeded?: number;
  failed?: number;
  startTime?: string;
  completionTime?: string;
  completedIndexes?: string;
  failedIndexes?: string;
  uncountedTerminatedPods?: { succeeded?: string[]; failed?: string[] };
  conditions?: Condition[];
};
export type Job = Typed<JobSpec, JobStatus>;

export type DaemonSetSpec = {
  minReadySeconds?: number;
  revisionHistoryLimit?: number;
  selector: LabelSelector;
  template: PodTemplate;
  updateStrategy?: {
    type?: string;
    rollingUpdate?: { maxUnavailable?: IntOrString; maxSurge?: IntOrString };
  };
};
export type DaemonSetStatus = {
  currentNumberScheduled: number;
  desiredNumberScheduled: number;
  numberMisscheduled: number;
  numberReady: number;
  numberAvailable?: number;
  numberUnavailable?: number;
  updatedNumberScheduled?: number;
  observedGeneration?: number;
};
export type DaemonSet = Typed<DaemonSetSpec, DaemonSetStatus>;

export type ControllerRevision = { metadata: ObjectMeta; data: Value; revision: number };

export type StatefulSetSpec = {
  replicas?: number;
  minReadySeconds?: number;
  revisionHistoryLimit?: number;
  selector: LabelSelector;
  serviceName?: string;
  podManagementPolicy?: string;
  ordinals?: { start?: number };
  template: PodTemplate;
  updateStrategy?: { type?: string; rollingUpdate?: { partition?: number; maxUnavailable?: IntOrString } };
  volumeClaimTemplates?: { metadata: Partial<ObjectMeta> & { name: string }; spec: ClaimSpec }[];
  persistentVolumeClaimRetentionPolicy?: { whenDeleted?: string; whenScaled?: string };
};
export type StatefulSetStatus = {
  replicas: number;
  readyReplicas?: number;
  availableReplicas?: number;
  currentReplicas?: number;
  updatedReplicas?: number;
  currentRevision?: string;
  updateRevision?: string;
  collisionCount?: number;
  observedGeneration?: number;
};
export type StatefulSet = Typed<StatefulSetSpec, StatefulSetStatus>;

export type ServicePort = {
  name?: string;
  port: number;
  protocol?: string;
  targetPort?: IntOrString;
  appProtocol?: string;
};
export type ServiceSpec = {
  type?: string;
  clusterIP?: string;
  selector?: Record<string, string>;
  ports?: ServicePort[];
  publishNotReadyAddresses?: boolean;
};
export type Service = Typed<ServiceSpec, unknown>;
export type Endpoint = {
  addresses: string[];
  conditions: { ready: boolean; serving: boolean; terminating: boolean };
  hostname?: string;
  targetRef: { kind: string; namespace: string; name: string; uid: string };
  nodeName?: string;
  zone?: string;
};
export type EndpointPort = { name?: string; port?: number; protocol?: string; appProtocol?: string };
export type EndpointSlice = {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  addressType: string;
  endpoints: Endpoint[] | null;
  ports: EndpointPort[] | null;
};

export type CronJobSpec = {
  schedule: string;
  timeZone?: string;
  suspend?: boolean;
  concurrencyPolicy?: string;
  startingDeadlineSeconds?: number;
  successfulJobsHistoryLimit?: number;
  failedJobsHistoryLimit?: number;
  jobTemplate: {
    metadata?: { labels?: Record<string, string>; annotations?: Record<string, string> };
    spec: JobSpec;
  };
};
export type CronJobStatus = {
  active?: ObjectReference[];
  lastScheduleTime?: string;
  lastSuccessfulTime?: string;
};
export type CronJob = Typed<CronJobSpec, CronJobStatus>;
