"""Has a key-encryption key, as docs/formats/keys.md says; for tests, with what the standard library has.

The first argument is the file with the key. A second one makes it refuse, keep silent, end or talk nonsense.
"""
import base64
import hashlib
import hmac
import sys
import time

with open(sys.argv[1], "rb") as file:
    KEY = file.read()
MANNER = sys.argv[2] if len(sys.argv) > 2 else ""


def mac(what, *parts):
    return hmac.new(KEY, what + b"".join(parts), hashlib.sha256).digest()


def mixed(secret, bound_to):
    stream = b"".join(mac(b"stream", bound_to, bytes([number])) for number in range(4))
    return bytes(one ^ other for one, other in zip(secret, stream))


def answer(what, bound_to, data):
    if what == "wrap":
        hidden = mixed(data, bound_to)
        return mac(b"mac", bound_to, hidden) + hidden
    tag, hidden = data[:32], data[32:]
    return mixed(hidden, bound_to) if hmac.compare_digest(tag, mac(b"mac", bound_to, hidden)) else None


for line in sys.stdin:
    what, bound_to, data = line.split()
    answered = answer(what, base64.b64decode(bound_to), base64.b64decode(data))
    if MANNER == "ends":
        break
    if MANNER == "silent":
        time.sleep(60)
    elif MANNER == "nonsense":
        print("hello", flush=True)
    elif MANNER == "refuses" or answered is None:
        print("not allowed", file=sys.stderr)
        print("refused", flush=True)
    else:
        print("ok", base64.b64encode(answered).decode(), flush=True)
