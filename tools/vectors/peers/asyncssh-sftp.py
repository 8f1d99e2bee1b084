"""An asyncssh SFTP server or client that prints every SFTP packet it sends or gets as JSON lines.

Usage: asyncssh-sftp.py server FOLDER           prints its port first, serves until it is killed
       asyncssh-sftp.py client FOLDER PORT USER KEY ACTION VERSION

ACTION is `files` (one request of each kind that asyncssh knows) or `extended` (requests of the drafts that it does not).
"""

import asyncio
import json
import sys
import warnings

warnings.filterwarnings("ignore")
import asyncssh  # noqa: E402
from asyncssh.packet import Boolean, SSHPacket, SSHPacketLogger, String, UInt32, UInt64  # noqa: E402

MADE = []  # not empty while this program and not asyncssh puts the requests together


def say(**line):
    print(json.dumps(line), flush=True)


def tap(direction):
    def log(self, kind, number, packet, note=""):
        payload = packet.get_full_payload() if isinstance(packet, SSHPacket) else packet
        if "SFTP" in type(self).__name__:
            say(direction=direction, type=kind, hex=bytes(payload).hex(), made=bool(MADE) and direction == "sent")

    return log


SSHPacketLogger.log_sent_packet = tap("sent")
SSHPacketLogger.log_received_packet = tap("received")


class Server(asyncssh.SSHServer):
    def begin_auth(self, username):
        return True

    def public_key_auth_supported(self):
        return True

    def validate_public_key(self, username, key):
        return True


async def serve():
    key = asyncssh.generate_private_key("ssh-ed25519")
    server = await asyncssh.listen("127.0.0.1", 0, server_factory=Server, server_host_keys=[key], sftp_factory=True,
                                   sftp_version=6)
    say(port=server.sockets[0].getsockname()[1])
    await asyncio.Event().wait()


async def attempt(step):
    """What a server refuses is recorded as well."""
    try:
        return await step
    except (asyncssh.SFTPError, OSError) as error:
        say(note=f"{type(error).__name__}: {error}")


async def use_open_file(file, version):
    await attempt(file.write(b"content" * 100))
    await attempt(file.stat())
    await attempt(file.setstat(asyncssh.SFTPAttrs(size=100)))
    await attempt(file.fsync())
    await attempt(file.statvfs())
    if version >= 6:
        await attempt(file.lock(0, 10, asyncssh.FXF_BLOCK_WRITE))
        await attempt(file.unlock(0, 10))


async def change_attributes(sftp, path, version):
    await attempt(sftp.utime(path, (1000000000, 1100000000)))
    await attempt(sftp.utime(path, ns=(1000000000000000001, 1100000000000000002)))
    if version >= 4:
        await attempt(sftp.setstat(path, asyncssh.SFTPAttrs(owner="root", group="root")))
    if version >= 5:
        await attempt(sftp.setstat(path, asyncssh.SFTPAttrs(attrib_bits=0x4, attrib_valid=0x7)))
    if version >= 6:
        await attempt(sftp.setstat(path, asyncssh.SFTPAttrs(mime_type="text/plain", text_hint=0, nlink=1)))
    await attempt(sftp.setstat(path, asyncssh.SFTPAttrs(permissions=0o600)))
    await attempt(sftp.chown(path, 0, 0))


async def move_files(sftp, version):
    base = f"v{version}"
    await attempt(sftp.realpath("."))
    if version >= 6:
        await attempt(sftp.realpath("/", "etc", "missing", check=asyncssh.FXRP_STAT_IF_EXISTS))
    await attempt(sftp.mkdir(base))
    await attempt(sftp.mkdir(base + "/inner", asyncssh.SFTPAttrs(permissions=0o750)))
    async with sftp.open(base + "/file", "wb", asyncssh.SFTPAttrs(permissions=0o640)) as file:
        await use_open_file(file, version)
    async with sftp.open(base + "/file", "rb") as file:
        await attempt(file.read())
    await attempt(sftp.stat(base + "/file"))
    await attempt(sftp.lstat(base))
    await attempt(sftp.stat("/dev/null"))
    await change_attributes(sftp, base + "/file", version)
    await attempt(sftp.symlink("file", base + "/soft"))
    await attempt(sftp.readlink(base + "/soft"))
    await attempt(sftp.link(base + "/file", base + "/hard"))
    await attempt(sftp.readdir(base))
    await attempt(sftp.rename(base + "/hard", base + "/renamed"))
    await attempt(sftp.posix_rename(base + "/renamed", base + "/moved"))
    await attempt(sftp.statvfs("."))
    await attempt(sftp.rmdir(base))
    await attempt(sftp.stat("missing"))
    for name in ("moved", "soft", "file"):
        await attempt(sftp.remove(f"{base}/{name}"))
    await attempt(sftp.rmdir(base + "/inner"))
    await attempt(sftp.rmdir(base))


async def extended_requests(sftp):
    handler = sftp._handler
    path = "/etc/hostname"
    handle = await handler.open(path.encode(), 1, asyncssh.SFTPAttrs())
    MADE.append(True)
    identity = String("Example") + String("Vectors") + String("1.0") + UInt64(1 << 40)
    for request, *parts in (
        ("vendor-id", identity),
        ("check-file-name", String(path), String("md5,sha1"), UInt64(0), UInt64(0), UInt32(0)),
        ("check-file-name", String("/etc/services"), String("sha256"), UInt64(0), UInt64(1024), UInt32(256)),
        ("check-file-handle", String(handle), String("sha1"), UInt64(0), UInt64(0), UInt32(0)),
        ("copy-file", String(path), String("copied"), Boolean(True)),
        ("space-available", String("/")),
        ("statvfs@openssh.com", String("/")),
        ("home-directory", String("root")),
        ("version-select", String("3")),
    ):
        await attempt(handler._make_request(request.encode(), *parts))


async def use(_folder, port, user, key, action, version):
    async with asyncssh.connect("127.0.0.1", int(port), username=user, known_hosts=None, agent_path=None, config=None,
                                client_keys=[key]) as conn:
        async with conn.start_sftp_client(sftp_version=int(version)) as sftp:
            await (move_files(sftp, int(version)) if action == "files" else extended_requests(sftp))


if sys.argv[1] == "server":
    asyncio.run(serve())
else:
    try:
        asyncio.run(use(*sys.argv[2:8]))
    except (asyncssh.Error, OSError) as fault:  # what was recorded until then is still of use
        say(error=f"{type(fault).__name__}: {fault}")
