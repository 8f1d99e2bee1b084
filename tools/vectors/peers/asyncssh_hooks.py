"""Hooks for asyncssh that print every message in clear, and what it hashes, signs and uses as nonces, as JSON lines."""

import hashlib
import json
import sys
import warnings

warnings.filterwarnings("ignore")
from asyncssh import auth, connection, encryption, gss, kex, kex_dh, mac, packet, public_key  # noqa: E402
from asyncssh.crypto import cipher  # noqa: E402
from asyncssh.packet import Byte, String, UInt32  # noqa: E402

# What recorders send by hand through asyncssh is not made by it and must not be recorded as such.
by_hand = []
counts = {}


def say(**line):
    print(json.dumps(line), flush=True)


def few(kind, most=2):
    counts[kind] = counts.get(kind, 0) + 1
    return counts[kind] <= most


def log_packet(sender):
    def log(self, number, _sequence, payload, note=""):
        if "SFTP" in type(self).__name__:
            return
        made = sender == "own" and bool(by_hand) and by_hand[-1] == number
        octets = payload.get_full_payload() if isinstance(payload, packet.SSHPacket) else payload
        algorithm = getattr(self, "algorithm", b"")
        say(sender=sender, made=made, handler=type(self).__name__, hex=bytes(octets).hex(),
            kex=algorithm.decode() if isinstance(algorithm, bytes) else "")
    return log


packet.SSHPacketLogger.log_sent_packet = log_packet("own")
packet.SSHPacketLogger.log_received_packet = log_packet("peer")


class RecordingHash:
    """A hash that prints what went into it."""

    def __init__(self, inner, algorithm):
        self.inner, self.algorithm, self.octets = inner, algorithm, b""

    def update(self, octets):
        self.octets += octets
        self.inner.update(octets)

    def digest(self):
        caller = sys._getframe(1)
        name = caller.f_code.co_name
        result = self.inner.digest()
        use = "exchange"
        if name == "compute_key":
            use = "extension" if caller.f_locals["key"] else "key"
        if use == "exchange" or few(f"{use} {self.algorithm}"):
            say(digest=use, kex=self.algorithm, length=len(result), hex=self.octets.hex(),
                keylen=caller.f_locals.get("keylen"))
        return result


start_kex = kex.Kex.__init__


def init_kex(self, algorithm, conn, hash_algorithm):
    start_kex(self, algorithm, conn, lambda: RecordingHash(hash_algorithm(), algorithm.decode()))


kex.Kex.__init__ = init_kex

verify_signature = public_key.SSHKey.verify


def verify(self, data, signature):
    valid = verify_signature(self, data, signature)
    say(digest="verified", valid=valid, key=self.algorithm.decode(), hex=bytes(data).hex())
    return valid


public_key.SSHKey.verify = verify

sign_mac = mac._HMAC.sign
encrypt_basic = encryption.BasicEncryption.encrypt_packet


def hmac_sign(self, sequence, octets):
    if few("mac"):
        say(digest="mac", hex=(UInt32(sequence) + octets).hex())
    return sign_mac(self, sequence, octets)


def basic_encrypt(self, sequence, header, octets):
    sealed, tag = encrypt_basic(self, sequence, header, octets)
    if few("packet"):
        say(digest="packet", hex=(header + octets + tag).hex())
    return sealed, tag


mac._HMAC.sign = hmac_sign
encryption.BasicEncryption.encrypt_packet = basic_encrypt

seal_gcm = cipher.GCMCipher.encrypt_and_sign
seal_chacha = encryption.ChachaEncryption.encrypt_packet


def gcm_seal(self, header, octets):
    if few("gcm"):
        say(digest="gcm-nonce", hex=self._iv.hex())
    return seal_gcm(self, header, octets)


def chacha_seal(self, sequence, header, octets):
    if few("chacha"):
        say(digest="chacha-nonce", hex=encryption.UInt64(sequence).hex())
    return seal_chacha(self, sequence, header, octets)


cipher.GCMCipher.encrypt_and_sign = gcm_seal
encryption.ChachaEncryption.encrypt_packet = chacha_seal


class GssFault(gss.GSSError):
    """What the stand-in below fails with."""

    def __init__(self):
        Exception.__init__(self, "The ticket has expired")
        self.maj_code, self.min_code, self.token = 0x000D0000, 100001, b"error token"


class StandInGss:
    """Stands in for the GSS-API library: made-up tokens, and MICs that are hashes. GSS_MODE chooses what happens."""

    mode = ""

    def __init__(self, host, *_):
        self.host, self.user = host, "alice@EXAMPLE.COM"
        self.mechs = [bytes.fromhex("06092a864886f712010202")]
        self.provides_mutual_auth = True
        self.provides_integrity = self.mode != "no-integrity"
        self.reset()

    def reset(self):
        self.complete, self.count = False, 0

    def step(self, token=None):
        client = isinstance(self, StandInGssClient)
        self.count += 1
        if client:
            self.complete = self.count > 1
            if self.count == 1:
                return b"first token of the client"
            if self.mode == "client-error":
                raise GssFault()
            return b"second token of the client" if self.mode == "long" and self.count == 2 else None
        if self.mode == "error":
            raise GssFault()
        if self.mode == "long" and self.count == 1:
            return b"first token of the server"
        self.complete = True
        return None if self.mode == "long" else b"token of the server"

    def sign(self, data):
        say(digest="mic", hex=bytes(data).hex())
        return hashlib.sha256(b"MIC" + data).digest()[:20]

    def verify(self, data, mic):
        return mic == hashlib.sha256(b"MIC" + data).digest()[:20]


class StandInGssClient(StandInGss):
    pass


def use_gss(mode):
    StandInGss.mode = mode
    connection.GSSClient, connection.GSSServer = StandInGssClient, StandInGss
    for module in (auth, connection, kex_dh):
        module.GSSError = gss.GSSError


def use_old_group_request(algorithm):
    handler, hash_algorithm, _ = kex._kex_handlers[algorithm]
    kex._kex_handlers[algorithm] = (handler, hash_algorithm, (2048,))


class HostboundAuth(auth._ServerPublicKeyAuth):
    """publickey-hostbound-v00@openssh.com for the server: takes the host key out before the signature."""

    async def _start(self, payload):
        signed, algorithm, key, host_key = (
            payload.get_boolean(), payload.get_string(), payload.get_string(), payload.get_string())
        message = payload.get_consumed_payload() if signed else b""
        signature = payload.get_string() if signed else b""
        if not await self._conn.validate_public_key(self._username, key, message, signature):
            self.send_failure()
        elif signed:
            self.send_success()
        else:
            self.send_packet(60, String(algorithm), String(key))


def use_openssh_extensions():
    auth.register_auth_method(b"publickey-hostbound-v00@openssh.com", auth._ClientPublicKeyAuth, HostboundAuth)
    send = connection.SSHConnection._send_ext_info

    def send_with_more(self):
        self._extensions_to_send[b"publickey-hostbound@openssh.com"] = b"0"
        self._extensions_to_send[b"ping@openssh.com"] = b"0"
        by_hand.append(7)
        send(self)
        by_hand.pop()

    connection.SSHServerConnection._send_ext_info = send_with_more


def send_by_hand(conn, number, *fields):
    by_hand.append(number)
    conn.send_packet(number, *fields)
    by_hand.pop()


__all__ = ["Byte", "String", "UInt32", "few", "say", "send_by_hand", "use_gss", "use_old_group_request",
           "use_openssh_extensions"]
