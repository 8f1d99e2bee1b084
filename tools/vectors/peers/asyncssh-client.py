"""An asyncssh client for recorders. It does one action and prints messages as in asyncssh_hooks.py.

Usage: asyncssh-client.py JSON, with the members folder, port, user, action, and as wanted key, method, kex, gss, version,
cipher, mac, agent, keepalive, command, hostKeys, oldGroup, after.
"""

import asyncio
import json
import os
import sys

import asyncssh_hooks as hooks
import asyncssh
from asyncssh.packet import SSHPacketHandler

options = json.loads(sys.argv[1])
folder, port, action = options["folder"], int(options["port"]), options["action"]


class Client(asyncssh.SSHClient):
    def password_change_requested(self, prompt, lang):
        return "secret", "changed"

    def kbdint_auth_requested(self):
        return "device"

    def kbdint_challenge_received(self, name, instructions, lang, prompts):
        return ["secret" for _ in prompts]


class Listener(SSHPacketHandler):
    """Takes what comes on a channel that asyncssh does not know."""

    @property
    def logger(self):
        return None

    def process_packet(self, number, sequence, payload):
        return True

    def ignore(self, *_):
        pass

    close = process_connection_close = process_open_confirmation = process_open_failure = ignore


class PacketListener(Listener):
    pass


class EthernetListener(Listener):
    pass


async def tunnel(conn):
    for number, mode, listener in ((77, 1, PacketListener), (78, 2, EthernetListener)):
        conn._channels[number] = listener()
        hooks.send_by_hand(conn, 90, hooks.String(b"tun@openssh.com"), hooks.UInt32(number), hooks.UInt32(65536),
                           hooks.UInt32(32768), hooks.UInt32(mode), hooks.UInt32(0x7FFFFFFF))
    await asyncio.sleep(0.3)
    script = "for d in $(ls /sys/class/net | grep -E '^(tun|tap)[0-9]+$'); do ip link set $d up; done"
    await (await asyncio.create_subprocess_shell(script)).wait()
    await asyncio.sleep(2)


async def session(conn):
    await conn.run("echo output; echo error >&2; exit 3", env={"NACRE_ONE": "1"}, input="in")
    await conn.run("kill -TERM $$", check=False)
    process = await conn.create_process("sleep 5", term_type="xterm", term_size=(80, 24, 640, 480),
                                        term_modes={asyncssh.PTY_ECHO: 0, asyncssh.PTY_VINTR: 3})
    process.change_terminal_size(100, 40)
    process.send_break(500)
    process.channel.send_signal("INT")
    await asyncio.sleep(0.2)
    process.terminate()
    await asyncio.wait_for(process.wait(), 2)


async def forward(conn):
    listener = await conn.forward_remote_port("127.0.0.1", 0, "127.0.0.1", port)
    _, writer = await asyncio.open_connection("127.0.0.1", listener.get_port())
    await asyncio.sleep(0.2)
    writer.close()
    listener.close()
    await listener.wait_closed()
    path = os.path.join(folder, f"remote-{os.getpid()}")
    listener = await conn.forward_remote_path(path, os.path.join(folder, "nothing"))
    _, writer = await asyncio.open_unix_connection(path)
    await asyncio.sleep(0.2)
    writer.close()
    listener.close()
    await listener.wait_closed()
    await conn.open_connection("127.0.0.1", port, orig_host="10.0.0.1", orig_port=4321)
    for attempt in (conn.open_connection("127.0.0.1", 1), conn.open_unix_connection(os.path.join(folder, "none"))):
        try:
            await attempt
        except asyncssh.ChannelOpenError:
            pass


async def special(conn):
    hooks.send_by_hand(conn, 192, hooks.String(b"ping"))
    hooks.send_by_hand(conn, 191)
    await asyncio.sleep(0.2)
    keys = options["hostKeys"]
    hooks.by_hand.append(80)
    result, payload = await conn._make_global_request(
        b"hostkeys-prove-00@openssh.com", *(hooks.String(bytes.fromhex(key)) for key in keys))
    hooks.by_hand.pop()
    if result == 81:
        for text in keys:
            key = asyncssh.public_key.decode_ssh_public_key(bytes.fromhex(text))
            signed = (hooks.String(b"hostkeys-prove-00@openssh.com") + hooks.String(conn._session_id) +
                      hooks.String(bytes.fromhex(text)))
            key.verify(signed, payload.get_string())


async def x11(conn):
    display = "from os import environ; import socket; n = int(environ['DISPLAY'].split(':')[1].split('.')[0]); " \
        "s = socket.create_connection(('127.0.0.1', 6000 + n)); s.sendall(b'l\\0\\x0b' + bytes(9)); s.close()"
    process = await conn.create_process(f'/usr/bin/python3 -c "{display}"', x11_forwarding=True,
                                        x11_display="127.0.0.1:99", x11_auth_path=os.path.join(folder, "xauthority"))
    await asyncio.wait_for(process.wait(), 3)


async def main():
    more = {name: [options[key]] for name, key in
            (("kex_algs", "kex"), ("encryption_algs", "cipher"), ("mac_algs", "mac")) if key in options}
    if "version" in options:
        more["client_version"] = options["version"]
    keys = options.get("key")
    if options.get("oldGroup"):
        hooks.use_old_group_request(options["kex"].encode())
    if "gss" in options:
        hooks.use_gss(options["gss"])
        more |= {"gss_host": "server.example", "gss_kex": True, "gss_auth": True}
    if action == "hostbased":
        more |= {"client_host_keys": [keys], "client_host": "client.example", "client_username": "bob",
                 "preferred_auth": ["hostbased"]}
        keys = None
    elif "method" in options:
        more |= {"preferred_auth": options["method"].split(","), "password": "secret"}
    async with asyncssh.connect(
            "127.0.0.1", port, username=options["user"], known_hosts=None, config=None, client_factory=Client,
            client_keys=[keys] if keys else None, agent_path=options.get("agent"),
            agent_forwarding="agent" in options, keepalive_interval=options.get("keepalive", 0), **more) as conn:
        if action == "agent":
            await conn.run("ssh-add -l", check=False)
        elif action == "run":
            await conn.run(options["command"], check=False, input="in")
        elif action in ("session", "forward", "special", "tunnel", "x11"):
            await globals()[action](conn)
        elif action == "renew":
            conn._send_kexinit()
        await asyncio.sleep(float(options.get("after", 0.2)))


try:
    asyncio.run(main())
except Exception as error:  # what was recorded until then is still of use
    hooks.say(note=f"{type(error).__name__}: {error}")
