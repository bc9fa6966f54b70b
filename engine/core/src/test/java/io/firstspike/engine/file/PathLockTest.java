package io.firstspike.engine.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathLockTest {

  @TempDir private Path folder;

  @Test
  void a_folder_has_one_user_at_a_time_whatever_its_name() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
    try (PathLock lock = PathLock.ofFolder(folder).orElseThrow()) {
      assertThat(lock).isNotNull();
      assertThat(PathLock.ofFolder(folder)).isEmpty();
      assertThat(PathLock.ofFolder(link)).isEmpty();
    }
    try (PathLock again = PathLock.ofFolder(link).orElseThrow()) {
      assertThat(again).isNotNull();
    }
  }

  @Test
  void files_of_one_folder_have_locks_of_their_own() throws IOException {
    try (PathLock a = PathLock.ofFile(folder.resolve("a")).orElseThrow();
        PathLock b = PathLock.ofFile(folder.resolve("b")).orElseThrow()) {
      assertThat(a).isNotSameAs(b);
      assertThat(PathLock.ofFile(folder.resolve("a"))).isEmpty();
      assertThat(folder.resolve("a")).doesNotExist();
    }
  }

  @Test
  void a_link_is_locked_as_the_file_it_points_to_even_before_there_is_one() throws IOException {
    Path file = folder.resolve("model");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("model"));
    Path linked = Files.createSymbolicLink(folder.resolve("linked"), link);
    try (PathLock lock = PathLock.ofFile(linked).orElseThrow()) {
      assertThat(lock).isNotNull();
      assertThat(PathLock.ofFile(file)).isEmpty();
      assertThat(PathLock.ofFile(link)).isEmpty();
      WholeFile.write(link, new byte[1]);
      assertThat(PathLock.ofFile(linked)).isEmpty();
      assertThat(PathLock.ofFile(file)).isEmpty();
    }
    Path circle = Files.createSymbolicLink(folder.resolve("circle"), folder.resolve("circle"));
    assertThatIOException()
        .isThrownBy(() -> PathLock.ofFile(circle))
        .withMessageContaining("circle");
  }

  @Test
  void another_process_is_refused_and_the_lock_stays_with_its_owner() throws Exception {
    try (PathLock lock = PathLock.ofFolder(folder).orElseThrow()) {
      assertThat(lock).isNotNull();
      assertThat(inAnotherProcess()).isEqualTo("taken");
      assertThat(PathLock.ofFolder(folder)).isEmpty();
      assertThat(inAnotherProcess()).isEqualTo("taken");
    }
    assertThat(inAnotherProcess()).isEqualTo("free");
  }

  private String inAnotherProcess() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Other.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return new String(process.getInputStream().readAllBytes()).strip();
  }

  /** Program that tries to lock a folder, to be run in another process. */
  static final class Other {

    private Other() {}

    public static void main(String[] args) throws IOException {
      System.out.println(PathLock.ofFolder(Path.of(args[0])).isPresent() ? "free" : "taken");
    }
  }
}
