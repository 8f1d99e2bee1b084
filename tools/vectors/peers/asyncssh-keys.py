"""Keys, certificates and signatures of types that only asyncssh makes, as one JSON object of names and octets."""

import json
import warnings

warnings.filterwarnings("ignore")
import asyncssh  # noqa: E402
from asyncssh.packet import String  # noqa: E402

DATA = b"signed by asyncssh"
made = {}


def add(name, octets):
    made[name] = bytes(octets).hex()


for name, algorithm in (("ed448", "ssh-ed448"), ("secp256k1", "ecdsa-sha2-1.3.132.0.10")):
    key = asyncssh.generate_private_key(algorithm, comment=f"vector {name}")
    add(f"{name}-public", key.public_data)
    made[f"{name}-file"] = key.export_private_key("openssh").decode()
    add(f"{name}-signature", key.sign(DATA, algorithm.encode()))

key = asyncssh.generate_private_key("ssh-ed448")
certificate = key.generate_user_certificate(key, "id", principals=["alice"])
add("ed448-certificate", certificate.public_data)
pair = asyncssh.load_keypairs([(key, certificate)])[0]
add("ed448-certified-private", pair.get_agent_private_key() + String("vector ed448"))

for name, algorithm in (("rsa", "ssh-rsa"), ("nistp256", "ecdsa-sha2-nistp256"), ("nistp384", "ecdsa-sha2-nistp384"),
                        ("nistp521", "ecdsa-sha2-nistp521")):
    key = asyncssh.generate_private_key(algorithm)
    x509 = key.generate_x509_user_certificate(key, "CN=vector", "CN=vector")
    add(f"x509-{name}", asyncssh.public_key.SSHX509CertificateChain.construct_from_certs([x509]).public_data)
    if name == "rsa":
        add("rsa2048-sha256-signature", key.sign(DATA, b"rsa2048-sha256"))

print(json.dumps(made))
