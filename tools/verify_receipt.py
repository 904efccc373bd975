#!/usr/bin/env python3
"""Verifies receipts of a baobei ledger: python3 tools/verify_receipt.py PUBLIC-KEY RECEIPT...

PUBLIC-KEY is the line that `baobei init` printed, or a file that holds it. Prints one line for each receipt: what
it proves, or why it is refused. Exit code 0: all are valid; 1: some are refused; 2: there is no key to verify with.

Written from docs/formats/{receipt,entry,checkpoint,keys}.md, with Python's standard library alone, so that whoever
holds a receipt need not trust the program that issued it.
"""

import base64
import binascii
import hashlib
import os
import pathlib
import sys
from datetime import datetime, timedelta, timezone

RECEIPT_BYTES_MAX = 256 * 1024
NOTE_BYTES_MAX = 16 * 1024
SHANGHAI = timezone(timedelta(hours=8))
KINDS = {1: "registered", 2: "visited", 3: "contacted", 4: "followed_up"}


class Refused(Exception):
    """The receipt proves nothing; the message says why."""


def demand(holds, why):
    if not holds:
        raise Refused(why)


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


# ---- Ed25519 verification (RFC 8032, 5.1.7), with points of small order refused

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)  # x, y, z, x * y / z


def add(one, other):
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def multiply(number, point):
    result = NEUTRAL
    while number > 0:
        if number & 1:
            result = add(result, point)
        point = add(point, point)
        number >>= 1
    return result


def is_equal(one, other):
    return (one[0] * other[2] - other[0] * one[2]) % P == 0 and (one[1] * other[2] - other[1] * one[2]) % P == 0


def point_from(encoded):
    """The point that 32 bytes stand for, or None."""
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P != 0:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P != 0 or (x == 0 and sign == 1):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


BASE = point_from((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def is_signed(public, message, signature):
    key, r = point_from(public), point_from(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if key is None or r is None or s >= ORDER:
        return False
    if any(is_equal(multiply(8, point), NEUTRAL) for point in (key, r)):
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    challenge = int.from_bytes(digest, "little") % ORDER
    return is_equal(multiply(s, BASE), add(r, multiply(challenge, key)))


# ---- texts

def as_text(data, why):
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise Refused(why) from None


def from_base64(text, why):
    """Standard base64 in its one spelling: padded, nothing between, no stray bits."""
    try:
        decoded = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Refused(why) from None
    demand(base64.b64encode(decoded).decode() == text, why)
    return decoded


def number_from(text, why):
    """A decimal below 2^64 in its one spelling."""
    demand(text.isascii() and text.isdigit() and len(text) <= 20, why)
    number = int(text)
    demand(str(number) == text and number < 2**64, why)
    return number


def hash_from(text, why):
    decoded = from_base64(text, why)
    demand(len(decoded) == 32, why)
    return decoded


class LogKey:
    """A public key `origin+id+key`."""

    def __init__(self, text):
        parts = text.strip().split("+", 2)
        demand(len(parts) == 3, "not a public key: it looks like baobei/…+…+…")
        self.origin = parts[0]
        key = from_base64(parts[2], "the public key is not base64")
        demand(len(key) == 33 and key[0] == 1, "not an Ed25519 key")
        self.public = key[1:]
        self.id = sha256(self.origin.encode(), b"\n\x01", self.public)[:4]
        demand(self.id.hex() == parts[1], "the public key does not have the id it names")

    def open(self, note):
        """Size, root and previous size of a signed checkpoint."""
        form = "not the form of a signed checkpoint"
        demand(len(note.encode()) <= NOTE_BYTES_MAX, form)
        demand(not any(letter != "\n" and (letter < " " or letter == "\x7f") for letter in note), form)
        text, blank, signatures = note.partition("\n\n")
        demand(blank and signatures.endswith("\n"), form)
        lines = text.split("\n")
        demand(len(lines) == 4 and lines[0] != "" and lines[3].startswith("previous "), form)
        size, root = number_from(lines[1], form), hash_from(lines[2], form)
        previous = number_from(lines[3][len("previous "):], form)
        demand(lines[0] == self.origin, "a checkpoint of another log")
        for line in signatures[:-1].split("\n"):
            demand(line.startswith("— ") and " " in line[2:], form)
            name, _, encoded = line[2:].rpartition(" ")
            signature = from_base64(encoded, form)
            demand(len(signature) >= 4, form)
            if name == self.origin and signature[:4] == self.id:
                demand(len(signature) == 68, form)
                signed = is_signed(self.public, (text + "\n").encode(), signature[4:])
                demand(signed, "the signature does not fit the text")
                return size, root, previous
        raise Refused("not signed by the log's key")


# ---- the entry: canonical CBOR

class Cbor:
    """Reads the few shapes that entries are made of, each in its shortest spelling."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        demand(count <= len(self.data) - self.at, "the entry ends too early")
        self.at += count
        return self.data[self.at - count:self.at]

    def head(self):
        major, short = divmod(self.take(1)[0], 32)
        if short < 24:
            return major, short
        demand(short <= 27, "the entry is not canonical")
        width = 1 << (short - 24)
        value = int.from_bytes(self.take(width), "big")
        demand(major != 7 and value >= (24 if width == 1 else 1 << (4 * width)), "the entry is not canonical")
        return major, value

    def optional(self, read):
        return None if self.data[self.at:self.at + 1] == b"\xf6" and self.take(1) else read()

    def value(self, wanted):
        major, value = self.head()
        demand(major == wanted, "the entry is not made as entries are")
        return value

    def integer(self):
        major, value = self.head()
        demand(major in (0, 1) and value < 2**63, "the entry is not made as entries are")
        return value if major == 0 else -1 - value

    def octets(self):
        return self.take(self.value(2))

    def text(self):
        return as_text(self.take(self.value(3)), "a text of the entry is not UTF-8")

    def kind(self):
        is_name = self.data[self.at:self.at + 1] >= b"\x60"
        kind = self.text() if is_name else KINDS.get(self.integer())
        demand(kind is not None and is_name != (kind in KINDS.values()), "the entry is not made as entries are")
        return kind


def read_leaf(leaf):
    """What a leaf says: number, time, case, kind."""
    form, cbor = "the entry is not made as entries are", Cbor(leaf)
    demand(cbor.value(4) == 9 and cbor.integer() == 1, form)
    demand(len(cbor.octets()) == 16, form)
    seq, recorded, case = cbor.integer(), cbor.integer(), cbor.optional(lambda: cbor.value(0))
    demand(0 <= seq < 2**32, form)
    cbor.optional(lambda: cbor.value(0))
    entry = Cbor(cbor.octets())
    commitment = cbor.optional(cbor.octets)
    demand(commitment is None or len(commitment) == 32, form)
    cbor.optional(cbor.octets)
    demand(cbor.at == len(leaf), form)
    entry.value(4)
    return seq, recorded, case, entry.kind()


# ---- the receipt

def root_of(leaf_hash, index, size, proof):
    """The root that a leaf and its proof lead to (RFC 9162, 2.1.3.2), or None."""
    if index >= size:
        return None
    place, last, result = index, size - 1, leaf_hash
    for other in proof:
        if last == 0:
            return None
        if place & 1 or place == last:
            result = sha256(b"\x01", other, result)
            while place & 1 == 0 and place != 0:
                place, last = place >> 1, last >> 1
        else:
            result = sha256(b"\x01", result, other)
        place, last = place >> 1, last >> 1
    return result if last == 0 else None


def verify(key, data):
    """Tells what a receipt proves."""
    form = "not the form of a receipt"
    demand(len(data) <= RECEIPT_BYTES_MAX, form)
    head, blank, note = as_text(data, form).partition("\n\n")
    lines = head.split("\n")
    demand(blank and len(lines) >= 3 and lines[0] == "c2sp.org/tlog-proof@v1", form)
    demand(lines[1].startswith("extra ") and lines[2].startswith("index "), form)
    leaf = from_base64(lines[1][len("extra "):], form)
    index = number_from(lines[2][len("index "):], form)
    proof = [hash_from(line, form) for line in lines[3:]]
    size, root, _ = key.open(note)
    proved = root_of(sha256(b"\x00", leaf), index, size, proof)
    demand(proved == root, "the entry is not in the tree of the checkpoint")
    seq, recorded, case, kind = read_leaf(leaf)
    demand(seq == index + 1, "the entry is not the one of its place")
    when = datetime.fromtimestamp(recorded, SHANGHAI).isoformat() if 0 <= recorded < 2**36 else f"second {recorded}"
    of_case = "" if case is None else f" of case {case}"
    return f"entry {seq} ({kind}{of_case}), recorded {when}, is among the {size} signed by {key.origin}"


def main(words):
    if len(words) < 2:
        print(__doc__.split("\n")[0], file=sys.stderr)
        return 2
    try:
        key = LogKey(pathlib.Path(words[0]).read_text(encoding="utf-8") if os.path.exists(words[0]) else words[0])
    except (Refused, OSError, UnicodeDecodeError) as problem:
        print(f"no key: {problem}", file=sys.stderr)
        return 2
    refused = 0
    for path in words[1:]:
        try:
            print(f"{path}: valid: {verify(key, pathlib.Path(path).read_bytes())}")
        except (Refused, OSError) as problem:
            refused += 1
            print(f"{path}: refused: {problem}")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
