package io.firstspike.engine.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {

  @TempDir private Path folder;

  @Test
  void replaces_what_was_there() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "before");

    WholeFile.write(file, "after".getBytes());

    assertThat(file).hasContent("after");
    assertThat(files()).containsExactly(file);
  }

  @Test
  void leaves_the_old_file_and_nothing_else_when_it_fails() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "before");

    assertThatIOException()
        .isThrownBy(
            () ->
                WholeFile.write(
                    file,
                    out -> {
                      out.write(new byte[1 << 16]);
                      throw new IOException("No space left on device");
                    }));

    assertThat(file).hasContent("before");
    assertThat(files()).containsExactly(file);
  }

  @Test
  void follows_a_link_and_keeps_it() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "before");
    Path link = Files.createSymbolicLink(folder.resolve("latest"), file);

    WholeFile.write(link, "after".getBytes());

    assertThat(link).isSymbolicLink();
    assertThat(file).hasContent("after");
  }

  @Test
  void makes_the_file_that_a_link_points_to() throws IOException {
    Path file = folder.resolve("f");
    Path link = Files.createSymbolicLink(folder.resolve("latest"), file);

    WholeFile.write(link, "first".getBytes());

    assertThat(link).isSymbolicLink();
    assertThat(file).hasContent("first");
  }

  @Test
  void takes_no_file_of_another_writer() throws IOException {
    Path others = Files.writeString(folder.resolve("f.0.partial"), "another writer's");

    WholeFile.write(folder.resolve("f"), "mine".getBytes());

    assertThat(others).hasContent("another writer's");
    assertThat(folder.resolve("f")).hasContent("mine");
  }

  @Test
  void writes_to_a_device_and_leaves_it_there() throws IOException {
    Path device = Path.of("/dev/null");

    WholeFile.write(device, "gone".getBytes());

    assertThat(Files.isRegularFile(device)).isFalse();
    assertThatIOException()
        .isThrownBy(() -> WholeFile.write(Path.of("/dev/full"), new byte[1]))
        .withMessageContaining("No space left");
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    }
  }
}
