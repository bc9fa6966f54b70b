package io.firstspike.pipeline.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/**
 * Compares the reference of the command line with what the commands say of themselves. With the
 * property {@code firstspike.regenerate} it writes the page instead.
 */
class CommandLineReferenceTest {

  private static final Path PAGE = Path.of("..", "..", "docs", "reference", "command-line.md");
  private static final int COLUMNS = 100;

  private static final String HEAD =
      """
      # The command line

      What each command says with `--help`, written by a test from the program itself:

      ```sh
      ./mvnw -B -q test -pl pipeline/app -am -Dtest=CommandLineReferenceTest \\
          -Dsurefire.failIfNoSpecifiedTests=false -Dfirstspike.regenerate=true
      ```

      The commands of `firstspike bench`, which are for measurements, explain themselves in the \
      same way: `./firstspike bench --help`. Exit codes: 0; 2 after bad input (a wrong option, a \
      file or topic that cannot be used), with one line that names it; 1 after a failure.
      """;

  @Test
  void thePageSaysWhatTheCommandsSay() throws IOException {
    StringBuilder page = new StringBuilder(HEAD);
    append(page, FirstSpike.commandLine());
    if (Boolean.getBoolean("firstspike.regenerate")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(page.toString());
  }

  private static void append(StringBuilder page, CommandLine command) {
    command.setUsageHelpAutoWidth(false).setUsageHelpWidth(COLUMNS);
    page.append("\n## ").append(command.getCommandSpec().qualifiedName()).append("\n\n```\n");
    command
        .getUsageMessage(Ansi.OFF)
        .lines()
        .map(String::stripTrailing)
        .forEach(
            line -> {
              page.append(line).append('\n');
            });
    page.append("```\n");
    Set<CommandLine> subcommands = new LinkedHashSet<>(command.getSubcommands().values());
    subcommands.forEach(subcommand -> append(page, subcommand));
  }
}
