"""AsyncSSH as a peer for the tests of algorithms that OpenSSH does not have.

server HOST_KEY... : listens with every algorithm that AsyncSSH has, prints its port; lets everybody in; echoes what a command is sent.
client PORT        : reads lines of JSON {kex, cipher, mac, hostKey, compression}, connects with exactly these, sends data to a command
                     and compares what comes back; prints one line of JSON for each: {} or {error}.
"""

import asyncio
import json
import os
import sys
import warnings

warnings.simplefilter("ignore")

import asyncssh  # noqa: E402
from asyncssh import compression, encryption, kex, mac, public_key  # noqa: E402


def names(algorithms):
    return [name.decode() for name in algorithms]


EVERYTHING = {
    "kex_algs": [name for name in names(kex.get_kex_algs()) if not name.startswith("gss-")],
    "encryption_algs": names(encryption.get_encryption_algs()),
    "mac_algs": names(mac.get_mac_algs()),
    "compression_algs": names(compression.get_compression_algs()),
    "signature_algs": names(public_key.get_public_key_algs()),
}


class LetsEverybodyIn(asyncssh.SSHServer):
    def begin_auth(self, username):
        return False


async def echo(process):
    while data := await process.stdin.read(65536):
        process.stdout.write(data)
    process.exit(0)


async def serve(host_keys):
    server = await asyncssh.listen(
        "127.0.0.1", 0, server_factory=LetsEverybodyIn, process_factory=echo, encoding=None,
        server_host_keys=host_keys, **EVERYTHING)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


async def attempt(port, wanted):
    options = dict(EVERYTHING)
    for option, name in (("kex_algs", "kex"), ("encryption_algs", "cipher"), ("mac_algs", "mac"), ("compression_algs", "compression")):
        if wanted.get(name):
            options[option] = [wanted[name]]
    if wanted.get("hostKey"):
        options["server_host_key_algs"] = [wanted["hostKey"]]
    data = os.urandom(200_000) + bytes(200_000)
    async with asyncssh.connect(
            "127.0.0.1", port, username="alice", password="secret", known_hosts=None, config=None, client_keys=None,
            agent_path=None, **options) as connection:
        result = await connection.run("cat", input=data, encoding=None)
        if result.stdout != data:
            raise ValueError(f"{len(result.stdout)} other bytes came back")


async def connect(port):
    for line in sys.stdin:
        try:
            await asyncio.wait_for(attempt(port, json.loads(line)), 30)
            print("{}", flush=True)
        except Exception as error:
            print(json.dumps({"error": f"{type(error).__name__}: {error}"}), flush=True)


if sys.argv[1] == "server":
    asyncio.run(serve(sys.argv[2:]))
else:
    asyncio.run(connect(int(sys.argv[2])))
