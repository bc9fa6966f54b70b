package io.firstspike.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.firstspike.deploy.Image.Entry;
import io.firstspike.engine.model.Provenance;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The images that the build has made before the slow tests. */
@Tag("slow")
class ImageTest {

  private static final String FLINK = EnvironmentInformation.getVersion();
  private static final String FLINK_USER = "9999:9999";

  @TempDir private static Path folder;

  private static Image image;
  private static Image kubernetes;

  @BeforeAll
  static void unpack() throws IOException {
    image = Image.unpack("firstspike-image", folder.resolve("image"));
    kubernetes = Image.unpack("firstspike-flink-image", folder.resolve("kubernetes"));
  }

  @Test
  void imagesRunAsFlinksUserAndSayWhatTheyAre() {
    for (Image one : List.of(image, kubernetes)) {
      assertThat(one.config().get("User").asText()).isEqualTo(FLINK_USER);
      JsonNode labels = one.config().get("Labels");
      assertThat(Provenance.SOFTWARE)
          .isEqualTo("FirstSpike " + labels.get("org.opencontainers.image.version").asText());
      assertThat(labels.get("org.opencontainers.image.licenses").asText()).isEqualTo("Apache-2.0");
    }
  }

  /** The root file system can be read-only: there are folders for volumes, and nothing else. */
  @Test
  void nothingButFoldersForVolumesCanBeWritten() {
    assertThat(image.entries())
        .filteredOn(entry -> (entry.mode() & 0022) != 0)
        .extracting(Entry::path)
        .containsExactlyInAnyOrder("state/", "scratch/");
    assertThat(kubernetes.entries()).noneMatch(entry -> (entry.mode() & 0022) != 0);
    assertThat(image.entries()).allMatch(entry -> (entry.mode() & 0004) != 0);
  }

  @Test
  void theJobIsNotOnFlinksClassPath() throws IOException {
    assertThat(names("lib"))
        .anyMatch(name -> name.equals("flink-runtime-" + FLINK + ".jar"))
        .anyMatch(name -> name.startsWith("flink-metrics-prometheus-"))
        .anyMatch(name -> name.startsWith("flink-statebackend-rocksdb-"))
        .noneMatch(name -> name.contains("firstspike"))
        .noneMatch(name -> name.contains("kafka"));
    assertThat(names("usrlib"))
        .containsExactlyInAnyOrder("firstspike-job.jar", "firstspike-engine-cuda.jar", "jna.jar");
    assertThat(names("page")).containsExactlyInAnyOrder("firstspike-pipeline-app.jar", "uplot.jar");
  }

  private static List<String> names(String part) throws IOException {
    try (Stream<Path> files = Files.list(image.path("/opt/flink/" + part))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  /** Flink's own image brings its class path, entry point and settings. */
  @Test
  void theImageForKubernetesAddsTheJobAlone() {
    assertThat(kubernetes.entries())
        .filteredOn(entry -> !entry.folder() && !entry.path().startsWith("app/jib-"))
        .extracting(Entry::path)
        .containsExactlyInAnyOrder(
            "opt/flink/usrlib/firstspike-job.jar",
            "opt/flink/usrlib/firstspike-engine-cuda.jar",
            "opt/flink/usrlib/jna.jar");
    assertThat(kubernetes.config().has("Entrypoint")).isFalse();
  }

  @Test
  void aContainerWithoutArgumentsSaysFlinksVersion() throws Exception {
    List<String> arguments = new ArrayList<>();
    image.config().get("Cmd").forEach(word -> arguments.add(word.asText()));
    ProcessBuilder builder = new ProcessBuilder(image.command(arguments));
    builder.environment().put("FLINK_CONF_DIR", image.path("/opt/flink/conf").toString());
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).contains("Version: " + FLINK);
  }
}
