package io.firstspike.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The compiled kernels in the jar are those of the sources, and compile for every GPU. */
class KernelsTest {

  private static final Path SOURCES = Path.of("src", "main", "cuda");

  @Test
  void theCompiledKernelsWereMadeFromTheseSources() throws Exception {
    try (InputStream in = getClass().getResourceAsStream("kernels.sha256")) {
      assertThat(in).as("run ./mvnw -pl engine/cuda -am -Pkernels process-classes").isNotNull();
      assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip())
          .as("the kernels were changed: run ./mvnw -pl engine/cuda -am -Pkernels process-classes")
          .isEqualTo(hash());
    }
    assertThat(getClass().getResource("kernels.ptx")).isNotNull();
    assertThat(getClass().getResource("kernels.sm_90.cubin")).isNotNull();
  }

  private static String hash() throws IOException, GeneralSecurityException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    try (Stream<Path> files = Files.list(SOURCES)) {
      for (Path file : files.sorted().toList()) {
        digest.update(Files.readAllBytes(file));
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** As the driver compiles it for the GPU that it finds. */
  @Tag("slow")
  @ParameterizedTest
  @ValueSource(ints = {80, 90, 100, 120})
  void theCompiledKernelsBecomeMachineCodeWhereThereIsAnAssembler(int architecture)
      throws Exception {
    Path ptx = Path.of("src/main/resources/io/firstspike/engine/cuda/kernels.ptx");
    compile(architecture, "ptxas", ptx.toString());
  }

  /** Compute capability 7.5 has other branches in the sources than those of the PTX. */
  @Tag("slow")
  @Test
  void everyKernelCompilesForTheOldestArchitecture() throws Exception {
    compile(
        75,
        "nvcc",
        "-std=c++17",
        "-cubin",
        "-fmad=false",
        "-I",
        SOURCES.toString(),
        SOURCES.resolve("kernels.cu").toString());
  }

  private static void compile(int architecture, String... command) throws Exception {
    Path out = Path.of("target", "kernels.sm_" + architecture + ".cubin").toAbsolutePath();
    Path log = out.resolveSibling(out.getFileName() + ".log");
    List<String> line = new ArrayList<>(List.of(command));
    line.addAll(List.of("-arch=sm_" + architecture, "-o", out.toString()));
    Process compiler;
    try {
      compiler =
          new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    } catch (IOException e) {
      Assumptions.abort("no " + command[0] + " here");
      return;
    }
    assertThat(compiler.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(compiler.exitValue()).as(Files.readString(log)).isZero();
    assertThat(Files.readString(log)).isEmpty();
  }
}
