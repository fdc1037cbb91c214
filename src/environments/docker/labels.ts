/** Marks every object that a lesson made. */
const ourLabel = 'dev.kube-tutor';
/** Names the lesson that made the object. */
export const lessonLabel = 'dev.kube-tutor.lesson';

/** The labels that objects of a lesson carry. */
export function labelsOf(lesson: string): Record<string, string> {
  return { [ourLabel]: '1', [lessonLabel]: lesson };
}
