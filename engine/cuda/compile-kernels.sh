#!/usr/bin/env bash
# Compiles the kernels with nvcc (CUDA 13.0 or newer) into what the jar carries: PTX, which the
# driver compiles for any GPU of compute capability 8.0 or higher, machine code for some, and the
# hash of the sources that they were made from, which a test compares.
# Run by: ./mvnw -pl engine/cuda -am -Pkernels process-classes
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
out=src/main/resources/io/firstspike/engine/cuda
mkdir -p "$out"
options=(-std=c++17 -O3 -fmad=false -I src/main/cuda src/main/cuda/kernels.cu)
nvcc -ptx -arch=sm_80 "${options[@]}" -o "$out/kernels.ptx"
for arch in 90; do
  nvcc -cubin -arch=sm_$arch "${options[@]}" -o "$out/kernels.sm_$arch.cubin"
done
cat $(ls src/main/cuda/* | LC_ALL=C sort) | sha256sum | cut -d' ' -f1 > "$out/kernels.sha256"
