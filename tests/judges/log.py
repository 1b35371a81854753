"""Reads an export with its log by the programs of others: the tree by pymerkle, the signatures by cryptography, the note by hand."""

import base64
import hashlib
import json
import os
import subprocess
import tempfile
import uuid
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pymerkle import InmemoryTree

PROGRAM = os.environ["BIHUAN_PROGRAM"]
COUNTY = os.environ["BIHUAN_COUNTY"]


def bihuan(*arguments: object) -> str:
    command = [PROGRAM, "--lang", "en", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def leaf_bytes(leaf: dict) -> bytes:
    kind, name = leaf["chain"].split(":", 1)
    name = uuid.UUID(name).bytes if kind == "case" else name.encode()
    return kind.encode() + name + leaf["seq"].to_bytes(8, "big") + bytes.fromhex(leaf["hash"])


def verified(note: str, vkey: str) -> tuple[int, bytes]:
    """A checkpoint whose one signature is by this key, read by the words of C2SP."""
    name, key_id, key = vkey.split("+", 2)
    key = base64.b64decode(key)
    assert key[0] == 1 and len(key) == 33, "an Ed25519 key"
    assert hashlib.sha256(name.encode() + b"\n" + key).digest()[:4].hex() == key_id
    text, signature = note.rsplit("\n\n", 1)
    text += "\n"
    dash, signer, packed = signature.rstrip("\n").split(" ")
    packed = base64.b64decode(packed)
    assert (dash, signer, packed[:4].hex()) == ("—", name, key_id)
    Ed25519PublicKey.from_public_bytes(key[1:]).verify(packed[4:], text.encode())
    origin, size, root = text.splitlines()
    assert origin == name
    return int(size), base64.b64decode(root)


def chains(lines: list[dict]) -> dict[str, list[str]]:
    """The hashes of each chain, computed from its bodies."""
    found: dict[str, list[str]] = {}
    for line in lines:
        if "case" in line:
            name, events = f"case:{line['case']}", line["events"]
        elif "entry" in line:
            name, events = f"audit:{line['entry']['stream']}", [line["entry"]]
        else:
            continue
        hashes = found.setdefault(name, [])
        for event in events:
            before = bytes.fromhex(hashes[-1]) if hashes else bytes(32)
            hashes.append(hashlib.sha256(before + event["body"].encode()).hexdigest())
            assert hashes[-1] == event["hash"], name
    return found


def main() -> None:
    bihuan("audit", "note", "--folder", COUNTY)
    vkey = bihuan("audit", "note", "--key", "--folder", COUNTY).strip()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "county.jsonl")
        bihuan("audit", "export", "--with-log", "--folder", COUNTY, "--output", path)
        lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert lines[0]["log"]["key"] == vkey
    notes = dict(verified(line["note"]["note"], vkey) for line in lines if "note" in line)
    leaves = [line["leaf"] for line in lines if "leaf" in line]
    hashes = chains(lines)
    tree, compared = InmemoryTree(algorithm="sha256"), 0
    for place, leaf in enumerate(leaves):
        assert leaf["index"] == place
        assert hashes[leaf["chain"]][leaf["seq"] - 1] == leaf["hash"], leaf
        tree.append_entry(leaf_bytes(leaf))
        if place + 1 in notes:
            assert tree.get_root() == notes[place + 1], place + 1
            compared += 1
    assert compared == len(notes) > 0 and place + 1 in notes
    print(f"verdict: {len(leaves)} leaves over {len(hashes)} chains come to the roots of {compared} signed notes")


if __name__ == "__main__":
    main()
