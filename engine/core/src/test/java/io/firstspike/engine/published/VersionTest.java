package io.firstspike.engine.published;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.model.Provenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The version is stated in the root pom, once, and all else follows. */
class VersionTest {

  private static final Path ROOT = Path.of("..", "..");

  @Test
  void poms_take_the_version_from_the_root() throws IOException {
    assertThat(poms()).hasSizeGreaterThan(10).allSatisfy(VersionTest::takesTheVersion);
  }

  @Test
  void the_changelog_begins_with_the_version_that_is_being_made() throws IOException {
    String version = Provenance.SOFTWARE.replace("FirstSpike ", "");

    assertThat(
            Files.readAllLines(ROOT.resolve("CHANGELOG.md")).stream()
                .filter(line -> line.startsWith("## "))
                .findFirst())
        .hasValueSatisfying(heading -> assertThat(heading).contains(version));
  }

  private static void takesTheVersion(Path pom) throws IOException {
    String text = Files.readString(pom);
    int parent = text.indexOf("<parent>");
    assertThat(text.substring(parent, text.indexOf("</parent>")))
        .contains("<version>${revision}</version>");
  }

  private static List<Path> poms() throws IOException {
    try (Stream<Path> files = Files.find(ROOT, 3, (file, is) -> file.endsWith("pom.xml"))) {
      return files.filter(file -> !file.equals(ROOT.resolve("pom.xml"))).toList();
    }
  }
}
