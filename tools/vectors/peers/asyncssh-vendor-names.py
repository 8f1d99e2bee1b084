"""Signatures and certificates under names that only asyncssh knows, as one JSON object of names and octets."""

import json
import warnings

warnings.filterwarnings("ignore")
import asyncssh  # noqa: E402
from asyncssh.packet import String  # noqa: E402

DATA = b"signed by asyncssh"
made = {}


def add(name, octets):
    made[name] = bytes(octets).hex()


key = asyncssh.generate_private_key("ssh-rsa", key_size=2048)
add("ssh-com-rsa-public", key.public_data)
for name in ("sha224", "sha256", "sha384", "sha512"):
    add(f"ssh-com-{name}-signature", key.sign(DATA, f"ssh-rsa-{name}@ssh.com".encode()))

key = asyncssh.generate_private_key("ecdsa-sha2-1.3.132.0.10")
certificate = key.generate_user_certificate(key, "id", principals=["alice"])
add("secp256k1-certificate", certificate.public_data)
pair = asyncssh.load_keypairs([(key, certificate)])[0]
add("secp256k1-certified-private", pair.get_agent_private_key() + String("vector secp256k1"))

print(json.dumps(made))
