package io.firstspike.pipeline.app.cli;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.testkit.SmallMnist;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher with a stub in place of Java that prints its arguments; without a build. */
@Tag("slow")
class LauncherTest {

  @TempDir private Path home;

  private Path launcher;

  @BeforeEach
  void install() throws IOException {
    launcher = Files.copy(Path.of("..", "..", "firstspike"), home.resolve("firstspike"));
  }

  @Test
  void says_so_when_there_is_no_java() throws Exception {
    Cli ended = launch("--version");

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.errorLines()).singleElement().asString().contains("install a JDK 17");
  }

  @Test
  void says_so_when_java_is_too_old() throws Exception {
    java("11.0.2");

    Cli ended = launch("--version");

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.errorLines()).singleElement().asString().contains("is Java 11", "JDK 17");
  }

  @Test
  void is_content_with_the_version_that_lies_beside_java() throws Exception {
    java("11.0.2");
    Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"17.0.1\"\n");
    Cli recent = launch("train");

    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
    Cli old = launch("train");

    assertThat(recent.code()).isZero();
    assertThat(old.errorLines()).singleElement().asString().contains("is Java 11", "JDK 17");
  }

  @Test
  void what_only_prints_a_text_does_without_the_second_compiler() throws Exception {
    java("17.0.1");

    assertThat(launch("train", "--help").out()).contains("-XX:TieredStopAtLevel=1");
    assertThat(launch("train").out()).doesNotContain("TieredStopAtLevel");
  }

  @Test
  void hands_arguments_on_as_they_are_and_stays_in_the_caller_s_folder() throws Exception {
    java("17.0.1");

    Cli ended = launch("train", "--data", "my digits");

    assertThat(ended.out().lines())
        .contains(
            home.resolve("pipeline/app/target/firstspike.jar")
                + ":"
                + home.resolve("pipeline/app/target/lib/*"))
        .endsWith("io.firstspike.pipeline.app.cli.FirstSpike", "train", "--data", "my digits");
  }

  @Test
  void bench_is_a_program_of_its_own() throws Exception {
    java("21");

    assertThat(launch("bench", "speed").out().lines())
        .endsWith("io.firstspike.bench.Bench", "bench", "speed");
  }

  @Test
  void modules_come_onto_the_class_path_when_they_are_asked_for() throws Exception {
    java("17.0.1");
    Path module = home.resolve("engine/nd4j/target");

    assertThat(launchWith("nd4j", "--version").out().lines())
        .anyMatch(
            line ->
                line.endsWith(":" + module + "/firstspike-engine-nd4j.jar:" + module + "/lib/*"));
    assertThat(launchWith("", "--version").out()).doesNotContain("nd4j");

    Cli mistake = launchWith("nd5j", "--version");
    assertThat(mistake.code()).isEqualTo(2);
    assertThat(mistake.errorLines())
        .singleElement()
        .asString()
        .contains("there is no module \"nd5j\"", "write nd4j");
  }

  @Test
  void in_the_C_locale_file_names_are_UTF_8() throws Exception {
    java("17.0.1");
    Files.writeString(
        home.resolve("bin/java"), "[ \"$1\" = -version ] || echo \"locale: $LC_ALL\"\n", APPEND);

    assertThat(launchIn("C", "--version").out()).contains("locale: C.UTF-8");
    assertThat(launchIn("C.UTF-8", "--version").out()).contains("locale: C.UTF-8");
    assertThat(launchIn("POSIX", "--version").out()).contains("locale: C.UTF-8");
  }

  @Test
  void a_data_set_may_have_any_name_in_any_locale() throws Exception {
    SmallMnist.images(home.resolve("plain"), 20, 10);
    realJava();
    // Uses a script: the JVM of this test may not support such names itself.
    Path script = home.resolve("train.sh");
    Files.writeString(
        script,
        "cd \"$(dirname \"$0\")\"\n"
            + "[ ! -d plain ] || mv plain 'B\u00fccher \u00df'\n"
            + "exec sh ./firstspike train --data 'B\u00fccher \u00df'"
            + " --network firstspike-2026-quick\n");

    for (String locale : List.of("C", "POSIX", "C.UTF-8")) {
      Cli ended = run(locale, List.of("sh", script.toString()));
      assertThat(ended.code()).as(ended.err()).isZero();
      assertThat(ended.out()).contains("test accuracy");
    }
  }

  @Test
  void the_error_output_holds_what_the_program_says_and_nothing_else() throws Exception {
    realJava();

    Cli version = launch("--version");
    Cli mistake = launch("train", "--threads", "0");

    assertThat(version.code()).isZero();
    assertThat(version.err()).isEmpty();
    assertThat(mistake.code()).isEqualTo(2);
    assertThat(mistake.errorLines()).singleElement().asString().startsWith("firstspike: --threads");
  }

  @Test
  void starts_from_class_data_that_it_has_prepared_once() throws Exception {
    java("17.0.1");
    Files.writeString(
        home.resolve("bin/java"),
        "for word; do\n"
            + "  case $word in -XX:ArchiveClassesAtExit=*) echo data >\"${word#*=}\" ;; esac\n"
            + "done\n",
        APPEND);
    built();

    Cli first = launch("--version");
    Cli second = launch("--version");

    assertThat(first.errorLines()).singleElement().asString().startsWith("Preparing");
    assertThat(second.err()).isEmpty();
    assertThat(List.of(first.out(), second.out()))
        .allMatch(out -> out.contains("-XX:SharedArchiveFile=" + home + "/pipeline/app/target/"));
    assertThat(launch("bench", "engine").out()).doesNotContain("SharedArchiveFile");
  }

  @Test
  void starts_without_class_data_if_they_cannot_be_prepared() throws Exception {
    java("17.0.1");
    built();

    assertThat(launch("--version").errorLines()).singleElement().asString().startsWith("Preparing");

    Cli second = launch("--version");
    assertThat(second.code()).isZero();
    assertThat(second.err()).isEmpty();
    assertThat(second.out()).doesNotContain("SharedArchiveFile");
  }

  /** As after a build. */
  private void built() throws IOException {
    Files.createDirectories(home.resolve("pipeline/app/target"));
    Files.createFile(home.resolve("pipeline/app/target/firstspike.jar"));
    Files.createFile(
        home.resolve("mvnw"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
  }

  /** This JVM's own, on this JVM's class path. */
  private void realJava() throws IOException {
    java("17.0.1");
    Files.writeString(
        home.resolve("bin/java"),
        "#!/bin/sh\n"
            + "[ \"$1\" != -version ] || exec '"
            + ProcessHandle.current().info().command().orElseThrow()
            + "' -version\n"
            + "n=$#\n"
            + "while [ $n -gt 0 ]; do\n"
            + "  word=$1; shift; n=$((n - 1))\n"
            + "  if [ \"$word\" = -cp ]; then\n"
            + "    shift; n=$((n - 1)); set -- \"$@\" -cp '"
            + System.getProperty("java.class.path")
            + "'\n"
            + "  else\n"
            + "    set -- \"$@\" \"$word\"\n"
            + "  fi\n"
            + "done\n"
            + "exec '"
            + ProcessHandle.current().info().command().orElseThrow()
            + "' \"$@\"\n");
  }

  private void java(String version) throws IOException {
    Path bin = Files.createDirectories(home.resolve("bin"));
    String script =
        "#!/bin/sh\n"
            + "if [ \"$1\" = -version ]; then echo 'openjdk version \""
            + version
            + "\"' >&2; else printf '%s\\n' \"$@\"; fi\n";
    Files.createFile(
        bin.resolve("java"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    Files.writeString(bin.resolve("java"), script);
  }

  private Cli launch(String... arguments) throws Exception {
    return launchIn("C.UTF-8", arguments);
  }

  private Cli launchWith(String modules, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("env", "FIRSTSPIKE_MODULES=" + modules, "sh", launcher.toString()));
    command.addAll(List.of(arguments));
    return run("C.UTF-8", command);
  }

  private Cli launchIn(String locale, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("sh", launcher.toString()));
    command.addAll(List.of(arguments));
    return run(locale, command);
  }

  private Cli run(String locale, List<String> command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", home.toString());
    builder.environment().put("LC_ALL", locale);
    builder.environment().remove("FIRSTSPIKE_JAVA_OPTS");
    builder.environment().remove("FIRSTSPIKE_MODULES");
    builder.redirectOutput(home.resolve("out").toFile());
    builder.redirectError(home.resolve("err").toFile());
    int code = builder.start().waitFor();
    return new Cli(
        code, Files.readString(home.resolve("out")), Files.readString(home.resolve("err")));
  }
}
