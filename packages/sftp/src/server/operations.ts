/** What the server does for each request but file content (draft-ietf-secsh-filexfer-02 section 6). */

import { decodeUtf8 } from '@nacre/core';

import { fileError } from '../errors.js';
import { normalizePath } from '../files/paths.js';
import {
  type SftpAttrs,
  SftpClose,
  SftpFsetstat,
  SftpFstat,
  SftpLstat,
  SftpMkdir,
  SftpOpen,
  SftpOpendir,
  SftpOpenFlags,
  SftpReadlink,
  SftpRealpath,
  SftpRemove,
  SftpRename,
  SftpRmdir,
  SftpSetstat,
  SftpStat,
  SftpSymlink,
} from '../generated/index.js';
import type { SftpMessage } from '../packet/messages.js';
import { inOrder } from '../symlink-order.js';
import { permittedChanges } from './attributes.js';
import type { AttributeChanges, OpenRequest, SftpFileSystem } from './file-system.js';
import type { Handles } from './handles.js';
import type { ServerSettings } from './options.js';
import { type Answer, attributesAnswer, handleAnswer, nameAnswer, OK_ANSWER } from './answers.js';

/** What operations work with. */
export interface OperationContext {
  readonly files: SftpFileSystem;
  readonly handles: Handles;
  readonly settings: ServerSettings;
}

/** One request type. `run` must look up handles before it waits for anything, so that requests keep their order. */
export interface Operation<T> {
  readonly message: SftpMessage<T>;
  run(context: OperationContext, request: T): Promise<Answer>;
}

export type AnyOperation = Operation<never>;

const operation = <T>(message: SftpMessage<T>, run: Operation<T>['run']): AnyOperation =>
  ({ message, run }) as unknown as AnyOperation;

export const OPERATIONS: ReadonlyMap<number, AnyOperation> = /*@__PURE__*/ new Map(
  [
    operation(SftpOpen, open),
    operation(SftpClose, async ({ handles }, { handle }) => {
      await handles.close(handle);
      return OK_ANSWER;
    }),
    operation(SftpOpendir, opendir),
    operation(SftpStat, async (context, { path }) => attributesAnswer(await context.files.stat(pathOf(context, path)))),
    operation(SftpLstat, async (context, { path }) => {
      const { files } = context;
      return attributesAnswer(await (files.lstat ?? files.stat).call(files, pathOf(context, path)));
    }),
    operation(SftpFstat, async ({ handles }, { handle }) => {
      const { file, order } = handles.file(handle);
      return attributesAnswer(await order.exclusive(() => file.stat()));
    }),
    operation(SftpSetstat, async (context, { path, attrs }) => {
      const { files, settings } = context;
      const changes = permittedChanges(attrs, settings.policy);
      await supported(files.setstat, 'setstat').call(files, pathOf(context, path), changes);
      return OK_ANSWER;
    }),
    operation(SftpFsetstat, async ({ handles, settings }, { handle, attrs }) => {
      const { file, order } = handles.file(handle);
      const changes = permittedChanges(attrs, settings.policy);
      await order.exclusive(() => file.setstat(changes));
      return OK_ANSWER;
    }),
    operation(SftpMkdir, async (context, { path, attrs }) => {
      const { files, settings } = context;
      await supported(files.mkdir, 'mkdir').call(files, pathOf(context, path), newFileAttributes(attrs, settings));
      return OK_ANSWER;
    }),
    operation(SftpRmdir, async (context, { path }) => {
      await supported(context.files.rmdir, 'rmdir').call(context.files, pathOf(context, path));
      return OK_ANSWER;
    }),
    operation(SftpRemove, async (context, { path }) => {
      await supported(context.files.remove, 'unlink').call(context.files, pathOf(context, path));
      return OK_ANSWER;
    }),
    operation(SftpRename, (context, { oldPath, newPath }) => rename(context, oldPath, newPath, false)),
    operation(SftpRealpath, async (context, { path }) => {
      const normal = path.length === 0 ? context.settings.home : pathOf(context, path);
      return nameAnswer((await context.files.realpath?.(normal)) ?? normal);
    }),
    operation(SftpReadlink, async (context, { path }) => {
      const { files } = context;
      return nameAnswer(await supported(files.readlink, 'readlink').call(files, pathOf(context, path)));
    }),
    operation(SftpSymlink, async (context, paths) => {
      const { files, settings } = context;
      const { targetPath, linkPath } = inOrder(settings.symlinkOrder, paths);
      const target = pathText(targetPath, settings.limits.maxPath);
      await supported(files.symlink, 'symlink').call(files, target, pathOf(context, linkPath));
      return OK_ANSWER;
    }),
  ].map(entry => [entry.message.number, entry]),
);

export async function rename(
  context: OperationContext,
  oldPath: Uint8Array,
  newPath: Uint8Array,
  overwrite: boolean,
): Promise<Answer> {
  const { files } = context;
  const paths = [pathOf(context, oldPath), pathOf(context, newPath)] as const;
  await supported(files.rename, 'rename').call(files, ...paths, { overwrite });
  return OK_ANSWER;
}

/** The absolute path that the client means. '' is nowhere, as in POSIX. */
export function pathOf(context: OperationContext, bytes: Uint8Array): string {
  const text = pathText(bytes, context.settings.limits.maxPath);
  if (text === '') throw fileError('ENOENT', 'path');
  return normalizePath(text, context.settings.home);
}

function pathText(bytes: Uint8Array, maximum: number): string {
  if (bytes.length > maximum) throw fileError('ENAMETOOLONG', 'path');
  const text = decodeUtf8(bytes);
  if (text === undefined || text.includes('\0')) throw fileError('ENOENT', 'path');
  return text;
}

function supported<F>(method: F | undefined, syscall: string): F {
  if (method === undefined) throw fileError('ENOSYS', syscall);
  return method;
}

async function open(context: OperationContext, request: SftpOpen): Promise<Answer> {
  const { files, handles, settings } = context;
  const { flags = 0 } = request;
  const how: OpenRequest = {
    read: (flags & SftpOpenFlags.READ) !== 0,
    write: (flags & SftpOpenFlags.WRITE) !== 0,
    append: (flags & SftpOpenFlags.APPEND) !== 0,
    create: (flags & SftpOpenFlags.CREAT) !== 0,
    truncate: (flags & SftpOpenFlags.TRUNC) !== 0,
    exclusive: (flags & SftpOpenFlags.EXCL) !== 0,
    attributes: newFileAttributes(request.attrs, settings),
  };
  const path = pathOf(context, request.path);
  handles.reserve();
  try {
    return handleAnswer(handles.addFile(await files.open(path, how), path));
  } catch (error) {
    handles.release();
    throw error;
  }
}

async function opendir(context: OperationContext, request: SftpOpendir): Promise<Answer> {
  const { files, handles } = context;
  const path = pathOf(context, request.path);
  handles.reserve();
  try {
    return handleAnswer(handles.addDirectory(await files.opendir(path), path));
  } catch (error) {
    handles.release();
    throw error;
  }
}

/** Of the attributes in OPEN and MKDIR only the permissions are used, as OpenSSH does. */
function newFileAttributes(attrs: SftpAttrs, settings: ServerSettings): AttributeChanges {
  return attrs.permissions === undefined ? {} : permittedChanges({ permissions: attrs.permissions }, settings.policy);
}
