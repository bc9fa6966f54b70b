package io.firstspike.pipeline.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firstspike.connectors.dataset.LabelledRecordings;
import io.firstspike.connectors.dataset.RecordingFolder;
import io.firstspike.connectors.dataset.WindowDataset;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.EventWindow;
import io.firstspike.engine.view.WindowSheet;
import io.firstspike.pipeline.app.console.Png;
import io.firstspike.testkit.SmallMnist;
import io.firstspike.testkit.SmallNmnist;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recordings of event cameras on the command line: training, tests, single files, pictures. */
class RecordingCommandsTest {

  private static final String NETWORK = "firstspike-2026-events";
  private static final NetworkSpec SPEC = NetworkSpec.load(NETWORK);

  @TempDir private static Path folder;

  private static Path zip;
  private static Path recordings;
  private static Path model;

  @BeforeAll
  static void train_from_a_zip_file() throws IOException {
    zip = SmallNmnist.zip(folder.resolve("zip"));
    recordings = SmallNmnist.folder(folder.resolve("recordings"));
    model = folder.resolve("events.fspk");
    Cli trained = train(zip, model, "--seed", "1");
    assertThat(trained.out()).contains("labels learned", "test accuracy");
  }

  private static Cli train(Path data, Path to, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("train", "--network", NETWORK, "--schedule", "S1=200", "--passes", "5"));
    arguments.addAll(List.of("--data", data.toString(), "--model-out", to.toString()));
    arguments.addAll(List.of(more));
    Cli trained = Cli.run(arguments.toArray(String[]::new));
    assertThat(trained.code()).as(trained.err()).isZero();
    return trained;
  }

  private static Cli refused(String... arguments) {
    Cli refused = Cli.run(arguments);
    assertThat(refused.code()).as(refused.err()).isEqualTo(2);
    return refused;
  }

  private static List<Path> tested() throws IOException {
    try (Stream<Path> files = Files.walk(recordings.resolve("Test"))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Test
  void a_folder_teaches_what_the_zip_file_of_it_teaches_in_any_number_of_threads() {
    Path again = folder.resolve("again.fspk");
    train(recordings, again, "--seed", "1", "--threads", "3");
    Model first = ModelFile.read(model);
    Model second = ModelFile.read(again);

    assertThat(second.fingerprint()).isEqualTo(first.fingerprint());
    assertThat(second.provenance().runs().get(0).dataSha256())
        .isEqualTo(first.provenance().runs().get(0).dataSha256());
    assertThat(first.provenance().toString()).contains("18 windows in order");
  }

  @Test
  void evaluate_and_classify_decide_alike() throws IOException {
    Path report = folder.resolve("report.json");
    Cli evaluated =
        Cli.run(
            "evaluate",
            "--model",
            model.toString(),
            "--data",
            zip.toString(),
            "--report",
            report.toString());
    assertThat(evaluated.code()).as(evaluated.err()).isZero();
    assertThat(evaluated.out()).contains("test windows", "spikes a window");
    double accuracy = new ObjectMapper().readTree(report.toFile()).get("testAccuracy").asDouble();
    assertThat(accuracy).isGreaterThan(0.6);

    List<Path> files = tested();
    Cli classified = classify(files, "--json");
    assertThat(classified.code()).as(classified.err()).isZero();
    List<String> lines = classified.out().lines().toList();
    assertThat(lines).hasSameSizeAs(files);
    int right = 0;
    for (int i = 0; i < lines.size(); i++) {
      JsonNode line = new ObjectMapper().readTree(lines.get(i));
      assertThat(line.get("file").asText()).isEqualTo(files.get(i).toString());
      assertThat(line.get("end").asLong() - line.get("begin").asLong()).isBetween(1L, 325_000L);
      String label = files.get(i).getParent().getFileName().toString();
      right += line.get("label").asText().equals(label) ? 1 : 0;
    }
    assertThat((double) right / files.size()).isEqualTo(accuracy);
  }

  private static Cli classify(List<Path> files, String... more) {
    return Cli.run(
        Stream.concat(
                Stream.of("classify", "--model", model.toString()),
                Stream.concat(Stream.of(more), files.stream().map(Path::toString)))
            .toArray(String[]::new));
  }

  @Test
  void a_long_recording_has_a_decision_for_each_window() throws IOException {
    Path text = folder.resolve("long.csv");
    Files.write(text, List.of("1000000,3,3,1", "1000001,3,4,1", "1400000,3,5,0", "2000000,3,6,0"));
    Cli classified = classify(List.of(text));

    assertThat(classified.code()).as(classified.err()).isZero();
    assertThat(classified.out().lines().map(line -> line.replaceAll("(.* s)  .*", "$1")))
        .containsExactly(
            text + "  1.000-1.325 s", text + "  1.325-1.650 s", text + "  1.975-2.000 s");
  }

  @Test
  void what_does_not_fit_is_told_and_the_others_go_on() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.csv"), "");
    Path wide = Files.writeString(folder.resolve("wide.csv"), "5,200,7,1\n");
    Path note = Files.writeString(folder.resolve("note.png"), "none");
    Cli classified =
        classify(List.of(empty, wide, note, folder.resolve("none.bin"), tested().get(0)));

    assertThat(classified.code()).isEqualTo(2);
    assertThat(classified.out().lines()).hasSize(1);
    assertThat(classified.errorLines())
        .containsExactly(
            "firstspike: "
                + empty
                + ": it has no event that network firstspike-2026-events sees; check input.crop",
            "firstspike: "
                + wide
                + ": nothing says the size of the sensor, and the event at row 7, column 200 lies beyond"
                + " the 34x34 that the network takes; set input.crop to the sensor's size, and"
                + " input.misfit: resize",
            "firstspike: "
                + note
                + ": neither its beginning nor its name says a format of recordings, and network"
                + " firstspike-2026-events takes recordings of an event camera alone",
            "firstspike: " + folder.resolve("none.bin") + ": there is no such file");
  }

  @Test
  void images_and_recordings_are_not_mixed_up() throws IOException {
    Path images = SmallMnist.images(folder.resolve("images"), 20, 10);
    Path digits = SmallMnist.idx(Files.createDirectories(folder.resolve("idx")), 20, 10);
    for (String data : List.of(images.toString(), digits.toString(), "sample")) {
      assertThat(refused("train", "--network", NETWORK, "--data", data).errorLines())
          .containsExactly(
              "firstspike: --data "
                  + data
                  + " holds images, but network firstspike-2026-events takes recordings of an event"
                  + " camera: give a folder or a zip file of recordings, or a network without"
                  + " input.events");
    }
    for (Path data : List.of(zip, recordings)) {
      assertThat(
              refused("train", "--network", "firstspike-2026", "--data", data.toString())
                  .errorLines())
          .containsExactly(
              "firstspike: --data "
                  + data
                  + " holds recordings of an event camera, not images; networks with input.events"
                  + " take them, such as firstspike-2026-events");
    }
    Path ofImages = folder.resolve("images.fspk");
    Cli.run(
        ("train --network firstspike-2026-quick --schedule S1=5 --images 5 --model-out " + ofImages)
            .split(" "));
    String digit = tested().get(0).toString();
    assertThat(refused("classify", "--model", ofImages.toString(), digit).errorLines())
        .containsExactly(
            "firstspike: "
                + digit
                + ": the network takes images, not events: take one with input.events, such as"
                + " firstspike-2026-events");
    assertThat(
            refused(
                    "view",
                    "windows",
                    ofImages.toString(),
                    "--recording",
                    digit,
                    "--out",
                    folder.resolve("none.png").toString())
                .errorLines())
        .singleElement()
        .asString()
        .contains("--recording " + digit, "the network takes images, not events");
  }

  @Test
  void a_place_without_halves_and_a_damaged_recording_are_named() throws IOException {
    Path train = recordings.resolve("Train");
    assertThat(refused("train", "--network", NETWORK, "--data", train.toString()).errorLines())
        .singleElement()
        .asString()
        .contains("no folder train and no train.zip in " + train, "it needs train/CLASS/");

    Path damaged = SmallNmnist.folder(folder.resolve("damaged"));
    Path recording = damaged.resolve("Train/1/wide.csv");
    Files.writeString(recording, "5,200,7,1\n");
    Cli refused =
        refused(
            "train", "--network", NETWORK, "--schedule", "S1=200", "--data", damaged.toString());
    assertThat(refused.errorLines().get(refused.errorLines().size() - 1))
        .startsWith("firstspike: " + recording + " cannot be cut into windows of " + NETWORK);
  }

  @Test
  void a_picture_shows_what_the_network_sees() throws IOException {
    Path out = folder.resolve("windows.svg");
    try (LabelledRecordings all = RecordingFolder.read(recordings, "test")) {
      EventWindow window = WindowDataset.of(all, SPEC).stimulus(0);
      Cli drawn =
          Cli.run(
              "view",
              "windows",
              model.toString(),
              "--recording",
              tested().get(0).toString(),
              "--out",
              out.toString());
      assertThat(drawn.code()).as(drawn.err()).isZero();
      byte[] png = Png.bytes(WindowSheet.of(window, SPEC.input().events()));
      assertThat(Files.readString(out)).contains(Base64.getEncoder().encodeToString(png), " s<");
    }
  }
}
