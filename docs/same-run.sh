#!/usr/bin/env bash
# Compares runs bit for bit, apart from what tells time: same-run.sh RUN_DIR RUN_DIR…
set -euo pipefail
[ $# -ge 2 ] || { echo "usage: same-run.sh RUN_DIR RUN_DIR…" >&2; exit 2; }
exec python3 - "$@" <<'PYTHON'
import csv, glob, hashlib, json, os, struct, sys

CLOCKS = {"fps", "seconds", "frames_per_second"}
TIMES = {"state/session", "checksum"}  # seconds, and a checksum over them

def table(run):
    return [line.rsplit(" ", 1)[0] for line in open(f"{run}/table.txt")]

def progress(run):
    return [{k: v for k, v in row.items() if k not in CLOCKS and not k.endswith("_ms")} for row in csv.DictReader(open(f"{run}/progress.csv"))]

def tensors(run):
    file = sorted(glob.glob(f"{run}/checkpoints/step-*.safetensors"))[-1]
    data = open(file, "rb").read()
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + length])
    header.pop("__metadata__", None)
    found = {"file": os.path.basename(file)}
    for name, tensor in header.items():
        if name not in TIMES:
            begin, end = tensor["data_offsets"]
            found[name] = hashlib.sha256(data[8 + length + begin:8 + length + end]).hexdigest()
    return found

first, *others = sys.argv[1:]
differ = False
for other in others:
    for what, read in (("table.txt", table), ("progress.csv", progress), ("last checkpoint", tensors)):
        a, b = read(first), read(other)
        if a == b:
            print(f"{other}: {what}: same ({len(a)} {'tensors' if what == 'last checkpoint' else 'rows'})")
            continue
        differ = True
        if isinstance(a, dict):
            where = ", ".join(k for k in sorted(a.keys() | b.keys()) if a.get(k) != b.get(k))
        else:
            where = f"row {next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))}"
        print(f"{other}: {what}: DIFFERENT from {first}: {where}")
sys.exit(1 if differ else 0)
PYTHON
