"""Runs a program and passes standard input and output on, writing both as JSON lines to a file.

Usage: pipe-tap.py FILE PROGRAM [ARGUMENT...]
"""

import json
import os
import subprocess
import sys
import threading

log = open(sys.argv[1], "a", buffering=1)
lock = threading.Lock()
child = subprocess.Popen(sys.argv[2:], stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def pump(source, sink, side):
    while True:
        data = os.read(source, 65536)
        with lock:
            log.write(json.dumps({"from": side, "hex": data.hex(), "process": os.getpid()}) + "\n")
        if not data:
            os.close(sink)
            return
        try:
            os.write(sink, data)
        except OSError:
            return


threading.Thread(target=pump, args=(0, child.stdin.fileno(), "client"), daemon=True).start()
pump(child.stdout.fileno(), 1, "server")
sys.exit(child.wait())
