package io.firstspike.pipeline.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.firstspike.pipeline.app.console.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTest {

  @TempDir private Path state;

  @Test
  void is_in_a_folder_of_the_user_alone() throws IOException {
    Path folder = Log.privateFolder(environment());

    assertThat(folder).isEqualTo(state.resolve("firstspike")).isEmptyDirectory();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    assertThat(Log.privateFolder(environment())).isEqualTo(folder);
  }

  @Test
  void a_folder_that_others_can_enter_or_have_planted_is_refused() throws IOException {
    Path folder = state.resolve("firstspike");
    Files.createSymbolicLink(folder, Files.createDirectory(state.resolve("elsewhere")));
    assertThatIOException().isThrownBy(() -> Log.privateFolder(environment()));
    Files.delete(folder);

    Files.createDirectory(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatIOException()
        .isThrownBy(() -> Log.privateFolder(environment()))
        .withMessageContaining("of this user alone");
  }

  @Test
  void a_home_that_cannot_be_used_is_named() throws IOException {
    Path file = Files.createFile(state.resolve("file"));

    assertThatIOException()
        .isThrownBy(() -> Log.privateFolder(Map.of("XDG_STATE_HOME", file.toString())))
        .withMessageContaining(file + "/firstspike cannot be made");
  }

  @Test
  void old_logs_go_but_not_those_of_commands_that_run() throws IOException {
    Path running = log("run-20200101-000000-" + ProcessHandle.current().pid() + ".log", 1);
    Path oldest = log("train-20200102-000000-99999999.log", 2);
    Path old = log("cluster-start-20200103-000000-99999999.log.1", 3);
    Path newest = log("demo-20200104-000000-99999999.log", 4);
    Path other = log("notes.txt", 0);

    Log.prune(state, 1);

    assertThat(running).exists();
    assertThat(oldest).doesNotExist();
    assertThat(old).doesNotExist();
    assertThat(newest).exists();
    assertThat(other).exists();
  }

  private Path log(String name, long day) throws IOException {
    Path file = Files.createFile(state.resolve(name));
    Files.setLastModifiedTime(file, FileTime.fromMillis(day * 86_400_000));
    return file;
  }

  private Map<String, String> environment() {
    return Map.of("XDG_STATE_HOME", state.toString());
  }
}
