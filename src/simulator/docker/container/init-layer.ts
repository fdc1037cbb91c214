import { createTree, treeRoot, type TreeNode } from '../../host/fs/tree.js';

/** Mount points that the engine puts into every container, in a layer of its own that `docker diff` does not see. */
const folders = ['dev', 'dev/pts', 'dev/shm', 'etc', 'proc', 'sys'];
const files = ['.dockerenv', 'dev/console', 'etc/hostname', 'etc/hosts', 'etc/resolv.conf'];
const trees = new WeakMap<TreeNode, TreeNode>();

/** The frozen tree of an image with the engine's mount points over it. */
export function initTree(image: TreeNode | undefined): TreeNode {
  const known = image && trees.get(image);
  if (known) return known;
  const tree = createTree({ over: image });
  const root = treeRoot(tree);
  const init = { uid: 0, gid: 0, mtime: tree.root.mtime };
  const put = (path: string, type: 'file' | 'directory') => {
    const parts = path.split('/');
    const name = parts.pop() ?? '';
    const folder = parts.reduce((at, part) => at?.lookup(part), root as ReturnType<typeof root.lookup>);
    if (folder && !folder.lookup(name)) folder.create(name, { ...init, type, mode: 0o755 });
  };
  for (const path of folders) put(path, 'directory');
  for (const path of files) put(path, 'file');
  if (image) trees.set(image, tree.root);
  return tree.root;
}
