"""Passes a Unix socket on to another one, with its file descriptors, and prints what went through as JSON lines."""

import json
import os
import select
import socket
import sys
import time

listen_path, target_path = sys.argv[1:3]
server = socket.socket(socket.AF_UNIX)
server.bind(listen_path)
server.listen()
print(json.dumps({"ready": True}), flush=True)

peers = {}  # socket -> (other socket, name of its side, number of the connection)
count = 0


def drop(end):
    other = peers[end][0]
    for each in (end, other):
        peers.pop(each, None)
        each.close()


while True:
    ready, _, _ = select.select([server, *peers], [], [])
    for end in ready:
        if end is server:
            client, _ = server.accept()
            upstream = socket.socket(socket.AF_UNIX)
            upstream.connect(target_path)
            count += 1
            peers[client] = (upstream, "client", count)
            peers[upstream] = (client, "server", count)
            continue
        if end not in peers:
            continue
        other, side, number = peers[end]
        try:
            data, descriptors, _, _ = socket.recv_fds(end, 65536, 16)
        except OSError:
            data, descriptors = b"", []
        if not data:
            drop(end)
            continue
        # The byte that carries descriptors is not a part of the stream of packets; others may have come with it.
        plain = data[:-1] if descriptors else data
        try:
            if plain:
                print(json.dumps({"connection": number, "from": side, "hex": plain.hex()}), flush=True)
                other.sendall(plain)
            if descriptors:
                time.sleep(0.02)  # so that the receiver has read the packet when they arrive
                socket.send_fds(other, [data[-1:]], descriptors)
        except OSError:
            drop(end)
        for descriptor in descriptors:
            os.close(descriptor)
