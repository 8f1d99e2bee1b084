"""Lets paramiko's SFTP client and server talk to each other and prints their packets as JSON lines."""

import json
import os
import socket
import sys
import tempfile
import threading

import paramiko
from paramiko import sftp

FOLDER = tempfile.mkdtemp()


def place(path):
    return os.path.join(FOLDER, path.lstrip("/"))


class Account(paramiko.ServerInterface):
    def check_auth_none(self, username):
        return paramiko.AUTH_SUCCESSFUL

    def get_allowed_auths(self, username):
        return "none"

    def check_channel_request(self, kind, number):
        return paramiko.OPEN_SUCCEEDED


class OpenFile(paramiko.SFTPHandle):
    def __init__(self, path, flags):
        super().__init__(flags)
        descriptor = os.open(path, flags, 0o600)
        self.readfile = self.writefile = os.fdopen(descriptor, "r+b", 0)

    def stat(self):
        return paramiko.SFTPAttributes.from_stat(os.fstat(self.readfile.fileno()))

    def chattr(self, attributes):
        return paramiko.SFTP_OP_UNSUPPORTED


class Folder(paramiko.SFTPServerInterface):
    def open(self, path, flags, attributes):
        return OpenFile(place(path), flags)

    def stat(self, path):
        try:
            return paramiko.SFTPAttributes.from_stat(os.stat(place(path)))
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)

    lstat = stat

    def list_folder(self, path):
        return [paramiko.SFTPAttributes.from_stat(os.stat(place(name)), name)
                for name in os.listdir(place(path))]


send_packet = sftp.BaseSFTP._send_packet


def send(self, number, packet):
    print(json.dumps({"from": "server" if isinstance(self, paramiko.SFTPServer) else "client",
                      "hex": (bytes([number]) + sftp.asbytes(packet)).hex()}), flush=True)
    send_packet(self, number, packet)


sftp.BaseSFTP._send_packet = send


def serve(end):
    transport = paramiko.Transport(end)
    transport.add_server_key(paramiko.RSAKey.generate(2048))
    transport.set_subsystem_handler("sftp", paramiko.SFTPServer, Folder)
    transport.start_server(server=Account())


if sys.argv[1:] == ["version"]:
    print(paramiko.__version__)
    sys.exit()
near, far = socket.socketpair()
threading.Thread(target=serve, args=(far,), daemon=True).start()
client = paramiko.Transport(near)
client.start_client()
client.auth_none("alice")
files = paramiko.SFTPClient.from_transport(client)
with files.open("file", "w+") as file:
    file.write(b"content\n" * 64)
    file.flush()
    file.check("sha1", 0, 512, 256)
    file.check("md5")
files.listdir_attr(".")
try:
    files.symlink("file", "soft")
except OSError:
    pass
files.close()
client.close()
os.remove(FOLDER + "/file")
os.rmdir(FOLDER)
