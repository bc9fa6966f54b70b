package io.firstspike.pipeline.app.cli;

import static io.firstspike.pipeline.app.cli.Cli.succeed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.local.EmbeddedBroker;
import io.firstspike.testkit.TrainedModels;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labels that trade places, as the page of a job with a memory shows it. */
@Tag("slow")
class DriftInBrowserTest {

  private static final Path PICTURES = Path.of("target", "page");
  private static final Pattern PAGE = Pattern.compile("page at (http://\\S+);");
  private static final int FEATURE_FRAMES = 1000;

  /** Each label has come 100 times and is known well before its meaning changes. */
  private static final int DRIFT_AT = 1600;

  private static final int FRAMES = 1950;

  /** How many pixels of the first chart have the colour of drift. */
  private static final String MARKED =
      """
      (() => {
        const colour = getComputedStyle(document.documentElement).getPropertyValue('--wrong').trim();
        const wanted = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
        const canvas = document.querySelector('.charts canvas');
        const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        let marked = 0;
        for (let at = 0; at < pixels.length; at += 4) {
          marked += wanted.every((value, i) => Math.abs(pixels[at + i] - value) < 8) ? 1 : 0;
        }
        return marked;
      })()\
      """;

  @TempDir private Path folder;

  @Test
  void aMarkStandsWhereTheLearnerHasSeenDrift() throws Exception {
    NetworkSpec spec =
        NetworkSpec.load("firstspike-2026-continual")
            .withSchedule(Map.of("S1", (long) FEATURE_FRAMES));
    Path model = folder.resolve("known.fspk");
    ModelFile.write(model, TrainedModels.trained(spec, FEATURE_FRAMES, 600));
    try (EmbeddedBroker broker =
            EmbeddedBroker.start(
                new EmbeddedBroker.Options(0, Optional.of(folder.resolve("broker"))));
        CommandInBackground job =
            new CommandInBackground(
                "run",
                "--bootstrap-servers",
                broker.bootstrapServers(),
                "--create-topics",
                "--model-in",
                model.toString(),
                "--metrics-every",
                "50",
                "--no-progress");
        CommandInBackground ui =
            new CommandInBackground(
                "ui", "--bootstrap-servers", broker.bootstrapServers(), "--ui-port", "0")) {
      job.awaitOutput("Ctrl-C stops it");
      ui.awaitOutput("Ctrl-C stops it");
      Matcher address = PAGE.matcher(ui.output());
      assertThat(address.find()).isTrue();
      succeed(
          "replay",
          "--bootstrap-servers",
          broker.bootstrapServers(),
          "--drift",
          "permuted-labels",
          "--drift-every",
          "" + DRIFT_AT,
          "--limit",
          "" + FRAMES);
      try (Browser browser = Browser.open(address.group(1))) {
        browser.go("view=course");
        browser.awaitText("[data-figure=learned]", String.format("%,d", FRAMES)::equals);
        browser.awaitText("[data-figure=drift]", "1"::equals);
        JsonNode marks =
            new ObjectMapper()
                .readTree(URI.create(address.group(1) + "/api/board").toURL())
                .at("/shown/course/marks");
        assertThat(marks)
            .filteredOn(mark -> mark.get("kind").asText().equals("drift"))
            .singleElement()
            .satisfies(
                mark -> {
                  assertThat(mark.get("text").asText()).isEqualTo("drift 1");
                  assertThat(mark.get("frames").asInt()).isBetween(DRIFT_AT, FRAMES);
                });
        assertThat((Long) browser.value(MARKED)).isGreaterThan(50);
        browser.draw(PICTURES.resolve("drift.png"), 1280, false);
        assertThat(browser.complaints()).isEmpty();
      }
    }
  }
}
