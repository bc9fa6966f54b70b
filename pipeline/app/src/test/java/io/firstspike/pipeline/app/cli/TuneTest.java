package io.firstspike.pipeline.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.engine.spec.InputSpec.Channels;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.testkit.SmallMnist;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TuneTest {

  @TempDir private Path folder;
  private Path spec;

  @BeforeEach
  void nameTheSpec() {
    spec = folder.resolve("found.yaml");
  }

  @Test
  void writes_a_spec_that_says_why_and_trains() throws IOException {
    String data = SmallMnist.idx(folder, 200, 50).toString();
    Cli tuned = tune(data, "--trials", "2", "--maps", "10");

    assertThat(tuned.code()).as(tuned.err()).isZero();
    assertThat(tuned.err()).contains("trial 1, round 1, rung 1 of 1", "trial 2, ");
    assertThat(tuned.out())
        .contains("found: ", "features.readThreshold: ", "Spec written to " + spec);
    String yaml = Files.readString(spec);
    assertThat(yaml)
        .contains("# Command: firstspike tune --data " + data, "# features.kernel: ", "SHA-256");
    NetworkSpec found = NetworkSpec.load(spec.toString());
    assertThat(found.name()).isEqualTo("found");
    assertThat(found.decision().labels()).hasSize(10);

    Cli trained = Cli.run("train", "--data", data, "--network", spec.toString(), "--passes", "5");
    assertThat(trained.code()).as(trained.err()).isZero();
    Cli doctor = Cli.run("doctor", "--data", data, "--network", spec.toString(), "--frames", "50");
    assertThat(doctor.code()).as(doctor.err()).isZero();

    Cli again = tune(data, "--trials", "2", "--maps", "10", "--overwrite", "--threads", "1");
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(NetworkSpec.load(spec.toString())).isEqualTo(found);
  }

  @Test
  void colours_groups_and_sizes_come_from_the_files() throws IOException {
    Cli tuned =
        tune(
            pictures("01", 12, 28).toString(),
            "--trials=1",
            "--maps=10",
            "--size=16x20",
            "--group=(object\\d)");

    assertThat(tuned.code()).as(tuned.err()).isZero();
    assertThat(tuned.out()).contains("by object", "16x20 pixels");
    NetworkSpec found = NetworkSpec.load(spec.toString());
    assertThat(found.input().height()).isEqualTo(16);
    assertThat(found.input().width()).isEqualTo(20);
    assertThat(found.input().channels()).isIn(Channels.GREY, Channels.COLOUR);
    assertThat(tuned.out()).contains("grey", "input.channels");
    assertThat(tuned.out()).doesNotContain("the only option");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 12 | has the label [0] alone",
        "01 | 9 | has 9 images of label 0; at least 10 of each are needed",
      })
  void too_little_data_is_refused(String labels, int each, String why) throws IOException {
    refused(tune(pictures(labels, each, 28).toString(), "--trials=1"), why);
  }

  @Test
  void images_of_different_sizes_need_a_size() throws IOException {
    Path data = pictures("01", 12, 28);
    Path one = data.resolve("train/0/object0-view0.png");
    ImageIO.write(new BufferedImage(30, 28, BufferedImage.TYPE_INT_RGB), "png", one.toFile());
    refused(tune(data.toString(), "--trials=1"), "--size HEIGHTxWIDTH brings them to one size");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--group=(car) | finds nothing in",
        "--group=train | one group by --group alone",
        "--size=4x4 | the height of --size is 4, must be 8 to 256",
        "--minutes=0 | --minutes is 0.0, must be 0.05 to 10,000",
        "--maps=5 | --maps is 5, must be 10 to 4,096",
        "--trials=0 | --trials is 0, must be 1 to 1,000,000",
      })
  void bad_options_are_refused(String option, String why) throws IOException {
    refused(tune(pictures("01", 12, 28).toString(), option), why);
  }

  @Test
  void digits_of_one_file_have_no_groups() {
    refused(tune("sample", "--group=x"), "are no files of their own: leave it out");
  }

  @Test
  void a_file_is_not_replaced_and_a_folder_must_exist() throws IOException {
    Files.writeString(spec, "mine");
    refused(tune("sample", "--trials=1"), "exists: name another file, or --overwrite");
    assertThat(Files.readString(spec)).isEqualTo("mine");
    spec = folder.resolve("none/found.yaml");
    refused(tune("sample", "--trials=1"), "there is no folder");
  }

  private Cli tune(String data, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("tune", "--data", data, "--out", spec.toString()));
    arguments.addAll(List.of(more));
    return Cli.run(arguments.toArray(String[]::new));
  }

  private static void refused(Cli command, String why) {
    assertThat(command.code()).as(command.err()).isEqualTo(2);
    assertThat(command.errorLines()).singleElement().asString().contains(why);
  }

  /** Digits in colours, two views of each object; a test half is there, too. */
  private Path pictures(String labels, int each, int side) throws IOException {
    Dataset digits = MnistSample.train();
    for (char label : labels.toCharArray()) {
      Path train = Files.createDirectories(folder.resolve("train/" + label));
      Files.createDirectories(folder.resolve("test/" + label));
      int drawn = 0;
      for (int i = 0; drawn < each; i++) {
        if (digits.label(i).equals(String.valueOf(label))) {
          String name = "object" + drawn / 2 + "-view" + drawn % 2 + ".png";
          ImageIO.write(picture(digits.image(i), side), "png", train.resolve(name).toFile());
          drawn++;
        }
      }
    }
    return folder;
  }

  private static BufferedImage picture(Image digit, int side) {
    BufferedImage picture = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int pixel = 0; pixel < side * side; pixel++) {
      int grey = digit.samples()[pixel] & 0xff;
      picture.setRGB(pixel % side, pixel / side, grey << 16 | grey / 2 << 8 | 40);
    }
    return picture;
  }
}
