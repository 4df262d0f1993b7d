#!/usr/bin/env bash
# usage: Benchmarks/peers/compare.sh [rounds]
# Times a training step of ours and of PyTorch in turn, process by process, and prints the ratios.
# PYTHON: a Python that has torch. PEER_LIBRARY_PATH: a folder whose libblas.so.3 PyTorch is to use instead of the system's.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
rounds=${1:-6}
python=
for candidate in "${PYTHON:-}" python3 /usr/bin/python3; do
    if [ -n "$candidate" ] && "$candidate" -c 'import torch' 2> /dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "No Python with PyTorch was found; install it (Debian: apt-get install python3-torch) or name one in PYTHON." >&2
    exit 2
fi

dotnet build "$here/.." -c Release -v q --nologo > /dev/null
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for ((i = 0; i < rounds; i++)); do
    dotnet "$here/../bin/Release/net10.0/Marginalia.Benchmarks.dll" peer --rounds 3 --json > "$folder/own.$i.json"
    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_THREADING_LAYER=SEQUENTIAL MKL_INTERFACE_LAYER=LP64 \
        LD_LIBRARY_PATH="${PEER_LIBRARY_PATH:-}${PEER_LIBRARY_PATH:+:}${LD_LIBRARY_PATH:-}" \
        "$python" "$here/torch_steps.py" --rounds 3 > "$folder/peer.$i.json"
done
"$python" "$here/ratios.py" "$folder" "$rounds"
