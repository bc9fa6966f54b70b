package io.firstspike.engine.nd4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.backend.BackendException;
import io.firstspike.engine.backend.BackendFailure;
import io.firstspike.engine.backend.Backends;
import io.firstspike.engine.nd4j.Nd4jBackend;
import io.firstspike.engine.spec.NetworkSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is missing is told in one line, with the remedy, before anything is loaded. */
class MachineCodeTest {

  private static final ClassLoader LOADER = MachineCode.class.getClassLoader();

  @TempDir private Path folder;

  @Test
  void aPlatformWithoutMachineCodeIsNamed() {
    MachineCode none = new MachineCode(LOADER, "linux-riscv64", folder);
    assertThat(none.obstacle().orElseThrow())
        .startsWith("there is no machine code of ND4J for linux-riscv64 on the class path: add ")
        .doesNotContain("\n");
    assertThatThrownBy(() -> none.load(line -> {}))
        .isInstanceOf(BackendFailure.class)
        .hasMessageStartingWith("backend nd4j cannot be used: there is no machine code");
  }

  @Test
  void aClassPathWithoutNd4jIsTold() {
    ClassLoader bare = ClassLoader.getPlatformClassLoader();
    assertThat(new MachineCode(bare, "linux-x86_64", folder).obstacle().orElseThrow())
        .startsWith("ND4J is not on the class path: start with FIRSTSPIKE_MODULES=nd4j");
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    MachineCode code =
        new MachineCode(LOADER, MachineCode.ofThisJvm().platform(), file.resolve("cache"));
    assertThat(code.obstacle().orElseThrow())
        .startsWith("ND4J unpacks its machine code to " + file.resolve("cache"))
        .endsWith("=-Dorg.bytedeco.javacpp.cachedir=FOLDER")
        .doesNotContain("\n");
  }

  @Test
  void thisMachineHasNone() {
    assertThat(new MachineCode(LOADER, MachineCode.ofThisJvm().platform(), folder).obstacle())
        .isEmpty();
    assertThat(new Nd4jBackend().devices()).singleElement().asString().startsWith("ND4J for ");
  }

  @Test
  void platformsHaveJavaCppsNames() {
    assertThat(MachineCode.platformOf("Linux", "amd64")).isEqualTo("linux-x86_64");
    assertThat(MachineCode.platformOf("Mac OS X", "aarch64")).isEqualTo("macosx-arm64");
    assertThat(MachineCode.platformOf("Windows 11", "amd64")).isEqualTo("windows-x86_64");
  }

  @Test
  void autoNeverTakesIt() {
    NetworkSpec spec = NetworkSpec.load("firstspike-2026");
    assertThat(Backends.choose("nd4j", spec)).isInstanceOf(Nd4jBackend.class);
    assertThat(Backends.choose(Backends.AUTO, spec).name()).isEqualTo("cpu");
    assertThat(Backends.usable(Backends.AUTO).name()).isEqualTo("cpu");
  }

  @Test
  void settingsAreRead() {
    assertThat(Backends.usable("nd4j:batch=8").batchSize()).isEqualTo(8);
    assertThatThrownBy(() -> Backends.requireKnown("nd4j:batch=0"))
        .isInstanceOf(BackendException.class)
        .hasMessage("backend nd4j does not know the setting \"batch=0\": write batch=NUMBER");
  }

  @Test
  void memoryOffTheHeapThatIsFullIsTold() {
    assertThatThrownBy(
            () ->
                Memory.within(
                    () -> {
                      throw new OutOfMemoryError("Physical memory usage is too high");
                    }))
        .isInstanceOfSatisfying(BackendFailure.class, e -> assertThat(e.full()).isTrue())
        .hasMessageContaining("--backend nd4j:batch=4")
        .hasMessageContaining("-Dorg.bytedeco.javacpp.maxphysicalbytes=8g");
    assertThatThrownBy(
            () ->
                Memory.within(
                    () -> {
                      throw new OutOfMemoryError("Java heap space");
                    }))
        .isInstanceOf(OutOfMemoryError.class);
  }
}
