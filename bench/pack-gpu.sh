#!/usr/bin/env bash
# Packs what `bench gpu` needs for a machine with an NVIDIA driver that has neither Java nor Maven:
# a Java runtime of this machine's kind, the program, and MNIST.
#   bench/pack-gpu.sh FOLDER-OF-MNIST [FILE]      (default FILE: bench/target/gpu.tar.xz, some 45 MB)
# There: unpack FILE (python3 -c "import tarfile; tarfile.open('gpu.tar.xz').extractall()"), then
#   gpu/bench-gpu [options of bench gpu but for --data]
set -euo pipefail
data=${1:?the folder of the four MNIST files}
cd "$(dirname "${BASH_SOURCE[0]}")/.."
file=${2:-bench/target/gpu.tar.xz}
./mvnw -q -B -Dmaven.test.skip=true -Dspotless.check.skip=true -pl pipeline/app,bench -am package
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/gpu/lib" "$work/gpu/mnist" "$(dirname "$file")"
cp "$data"/*-ubyte* "$work/gpu/mnist"
cp -r bench/target/classes "$work/gpu/classes"
cp pipeline/app/target/firstspike.jar "$work/gpu/lib"
for name in firstspike- apiguardian-api- jackson- snakeyaml- jna- picocli- slf4j-api- log4j-; do
  cp pipeline/app/target/lib/"$name"*.jar "$work/gpu/lib"
done
jlink --strip-debug --output "$work/gpu/java" --add-modules \
  java.base,java.desktop,java.logging,java.management,java.naming,java.sql,java.xml,jdk.incubator.vector,jdk.unsupported
cat > "$work/gpu/bench-gpu" <<'RUN'
#!/bin/sh
here=$(cd "$(dirname "$0")" && pwd)
LD_LIBRARY_PATH=/usr/local/nvidia/lib64${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export LD_LIBRARY_PATH
exec "$here/java/bin/java" --add-modules=jdk.incubator.vector -Xmx8g -XX:+UseParallelGC \
  -cp "$here/classes:$here/lib/*" io.firstspike.bench.engine.GpuSpeed --data "$here/mnist" "$@"
RUN
chmod +x "$work/gpu/bench-gpu"
tar -C "$work" -cJf "$file" gpu
echo "$file: $(du -h "$file" | cut -f1)"
