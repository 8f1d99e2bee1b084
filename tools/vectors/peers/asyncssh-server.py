"""An asyncssh server for recorders. It prints its port, then messages as in asyncssh_hooks.py, until it is killed.

Usage: asyncssh-server.py JSON, with the member folder, and as wanted kex, gss (what its stand-in does), openssh (more
extensions), version, cipher, mac, banner, kbdint (false for none).
"""

import asyncio
import json
import os
import sys

import asyncssh_hooks as hooks
import asyncssh

options = json.loads(sys.argv[1])


class Server(asyncssh.SSHServer):
    def connection_made(self, conn):
        self.conn = conn

    def begin_auth(self, username):
        if options.get("banner"):
            self.conn.send_auth_banner("A banner\r\n")
            self.conn.send_debug("A message", "en", True)
        if username == "hostkeys":
            keys = [key.public_data for key in host_keys]
            asyncio.get_event_loop().call_later(0.2, lambda: hooks.send_by_hand(
                self.conn, 80, hooks.String(b"hostkeys-00@openssh.com"), b"\0", *map(hooks.String, keys)))
        return username != "anyone"

    def password_auth_supported(self):
        return True

    def validate_password(self, username, password):
        if username == "change" and password == "secret":
            raise asyncssh.PasswordChangeRequired("Choose another password: ", "en")
        return username in ("password", "change") and password in ("secret", "changed")

    def change_password(self, username, old_password, new_password):
        return True

    def kbdint_auth_supported(self):
        return options.get("kbdint", True)

    def get_kbdint_challenge(self, username, lang, submethods):
        return ("Title", "Instruction", "en", [("Password: ", False), ("Name: ", True)])

    def validate_kbdint_response(self, username, responses):
        return username == "kbdint"

    def public_key_auth_supported(self):
        return True

    def validate_public_key(self, username, key):
        return username not in ("change", "password", "kbdint")

    def host_based_auth_supported(self):
        return True

    def validate_host_public_key(self, client_host, client_addr, client_port, key):
        return True

    def validate_host_based_user(self, username, client_host, client_username):
        return True

    def validate_gss_principal(self, username, user_principal, host_principal):
        return username == "alice"

    def connection_requested(self, dest_host, dest_port, orig_host, orig_port):
        if dest_port == 1:
            raise asyncssh.ChannelOpenError(asyncssh.OPEN_ADMINISTRATIVELY_PROHIBITED, "Not allowed", "en")
        return True

    def server_requested(self, listen_host, listen_port):
        return True

    def unix_connection_requested(self, dest_path):
        return True

    def unix_server_requested(self, listen_path):
        return True


async def open_display(process):
    number = int((process.channel.get_x11_display() or ":10").rpartition(":")[2].split(".")[0])
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", 6000 + number)
        writer.write(b"l\0\x0b\0\0\0\0\0\0\0\0\0")
        await asyncio.sleep(0.2)
        writer.close()
    except OSError as error:
        process.stderr.write(str(error))


async def handle(process):
    command = process.command
    if command == "signal":
        process.channel.exit_with_signal("TERM", True, "A reason", "en")
        return
    if command == "xon":
        process.channel.set_xon_xoff(True)
        await asyncio.sleep(0.1)
    elif command == "errors":
        process.stderr.write("an error\n")
    elif command == "display":
        await open_display(process)
    elif command == "agent":
        async with asyncssh.connect_agent(process.channel.get_agent_path()) as agent:
            await agent.get_keys()
    elif command == "wait":
        await asyncio.sleep(1)
    elif command == "many":
        for _ in range(200):
            process.stdout.write("x" * 999 + "\n")
            await process.stdout.drain()
    else:
        process.stdout.write("output\n")
        for _ in range(20):
            try:
                if not await asyncio.wait_for(process.stdin.read(100), 0.7):
                    break
            except (asyncssh.BreakReceived, asyncssh.TerminalSizeChanged, asyncssh.SignalReceived):
                pass
            except asyncio.TimeoutError:
                break
    process.exit(3 if command == "errors" else 0)


host_keys = [asyncssh.generate_private_key(name) for name in ("ssh-ed25519", "ecdsa-sha2-nistp256", "ssh-rsa")]


async def main():
    more = {}
    if "kex" in options:
        more["kex_algs"] = [options["kex"]]
    if "cipher" in options:
        more["encryption_algs"] = [options["cipher"]]
    if "mac" in options:
        more["mac_algs"] = [options["mac"]]
    if "version" in options:
        more["server_version"] = options["version"]
    if "gss" in options:
        hooks.use_gss(options["gss"])
    if "openssh" in options:
        hooks.use_openssh_extensions()
    gss = {"gss_host": "server.example", "gss_kex": True, "gss_auth": True} if "gss" in options else {"gss_host": None}
    server = await asyncssh.listen(
        "127.0.0.1", 0, server_factory=Server, server_host_keys=host_keys, process_factory=handle, sftp_factory=True,
        x11_forwarding=True, x11_auth_path=os.path.join(options["folder"], "xauthority"), agent_forwarding=True,
        line_editor=False, **gss, **more)
    hooks.say(port=server.sockets[0].getsockname()[1],
              hostKeys=[key.export_public_key().decode().strip() for key in host_keys],
              fingerprints=[key.get_fingerprint() for key in host_keys])
    await asyncio.Event().wait()


asyncio.run(main())
