import { namespaceRules } from './namespace.js';
import * as other from './others.js';
import type { KindRules } from './rules.js';
import * as work from './workloads.js';

const none: KindRules = {};

const byKind: Record<string, KindRules> = {
  Namespace: namespaceRules,
  Pod: work.podRules,
  PodTemplate: work.podTemplateRules,
  ReplicationController: work.replicationControllerRules,
  Service: other.serviceRules,
  ConfigMap: other.dataRules,
  Secret: other.secretRules,
  PersistentVolumeClaim: other.claimRules,
  PersistentVolume: other.volumeRules,
  LimitRange: other.limitRangeRules,
  Endpoints: other.endpointsRules,
  'Deployment.apps': work.deploymentRules,
  'ReplicaSet.apps': work.replicaSetRules,
  'StatefulSet.apps': work.statefulSetRules,
  'DaemonSet.apps': work.daemonSetRules,
  'Job.batch': work.jobRules,
  'CronJob.batch': work.cronJobRules,
  'HorizontalPodAutoscaler.autoscaling': other.autoscalerRules,
  'PodDisruptionBudget.policy': other.budgetRules,
  'NetworkPolicy.networking.k8s.io': other.networkPolicyRules,
  'Ingress.networking.k8s.io': other.ingressRules,
  'IngressClass.networking.k8s.io': other.ingressClassRules,
  'EndpointSlice.discovery.k8s.io': other.endpointSliceRules,
  'StorageClass.storage.k8s.io': other.storageClassRules,
  'PriorityClass.scheduling.k8s.io': other.priorityClassRules,
  'Role.rbac.authorization.k8s.io': other.roleRules,
  'ClusterRole.rbac.authorization.k8s.io': other.clusterRoleRules,
  'RoleBinding.rbac.authorization.k8s.io': other.bindingRules,
  'ClusterRoleBinding.rbac.authorization.k8s.io': other.bindingRules,
  'CustomResourceDefinition.apiextensions.k8s.io': other.counted,
  'FlowSchema.flowcontrol.apiserver.k8s.io': other.counted,
  'PriorityLevelConfiguration.flowcontrol.apiserver.k8s.io': other.counted,
  'ValidatingAdmissionPolicy.admissionregistration.k8s.io': other.counted,
  'ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io': other.counted,
  'ValidatingWebhookConfiguration.admissionregistration.k8s.io': other.counted,
  'MutatingWebhookConfiguration.admissionregistration.k8s.io': other.counted,
};

/** The rules of a kind: "Pod", "Deployment.apps". Kinds without rules of their own get an empty set. */
export function rulesOf(kind: string, group: string): KindRules {
  return byKind[group ? `${kind}.${group}` : kind] ?? none;
}
