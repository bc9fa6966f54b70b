package io.firstspike.pipeline.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.testkit.SmallMnist;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of the commands about the folder of training data. */
class DataFoldersTest {

  private static final String QUICK =
      "train --network firstspike-2026-quick --schedule S1=5 --data ";

  @TempDir private Path folder;

  @Test
  void what_is_left_out_is_said_on_the_console() throws IOException {
    SmallMnist.images(folder, 20, 10);
    Files.writeString(folder.resolve("train/3/notes.txt"), "three");
    Files.createDirectories(folder.resolve("test/none"));
    Cli trained = run(QUICK + folder);

    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(trained.errorLines())
        .contains(
            "note: "
                + folder.resolve("train")
                + " leaves out 1 that is no image by its name (3/notes.txt)",
            "note: "
                + folder.resolve("test")
                + " leaves out 1 that is a folder without images (none)");
    // The folder is checked before the broker is asked.
    assertThat(run(replay(folder.toString())).errorLines())
        .anyMatch(line -> line.contains("(3/notes.txt)"));
  }

  @ParameterizedTest
  @ValueSource(strings = {QUICK, "replay --bootstrap-servers localhost:1 --data "})
  void a_set_of_no_images_is_bad_input(String command) throws IOException {
    for (String set : new String[] {"train", "t10k"}) {
      Files.write(
          folder.resolve(set + "-images-idx3-ubyte"),
          ByteBuffer.allocate(16).putInt(0x803).putInt(0).putInt(28).putInt(28).array());
      Files.write(
          folder.resolve(set + "-labels-idx1-ubyte"),
          ByteBuffer.allocate(8).putInt(0x801).putInt(0).array());
    }
    Cli refused = run(command + folder);

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.errorLines())
        .singleElement()
        .asString()
        .contains("train-images-idx3-ubyte holds no images");
  }

  @Test
  void half_a_set_is_named() throws IOException {
    SmallMnist.images(folder, 5, 5);
    Files.move(folder.resolve("test"), folder.resolve("tests"));
    Cli refused = run(QUICK + folder);

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.errorLines())
        .singleElement()
        .asString()
        .contains("has train/ but no test/; it needs both");
  }

  /** As an archive leaves them: in a folder of the archive's name, with a list for each half. */
  @Test
  void images_may_be_listed_and_lie_one_folder_deeper() throws IOException {
    Path inside = Files.createDirectories(folder.resolve("digits-1.0"));
    SmallMnist.images(inside, 20, 10);
    for (String half : List.of("train", "test")) {
      Files.move(inside.resolve(half), inside.resolve(half + "-images"));
      try (Stream<Path> images = Files.walk(inside.resolve(half + "-images"))) {
        Files.write(
            inside.resolve(half + ".csv"),
            images
                .filter(Files::isRegularFile)
                .map(image -> inside.relativize(image) + "," + image.getParent().getFileName())
                .sorted()
                .toList());
      }
    }
    Cli trained = run(QUICK + folder);

    assertThat(trained.code()).as(trained.err()).isZero();
    Files.delete(inside.resolve("test.csv"));
    assertThat(run(QUICK + folder).errorLines())
        .singleElement()
        .asString()
        .contains("has train.csv but no test.csv; it needs both, each with lines path,label");
  }

  private static String replay(String data) {
    return "replay --bootstrap-servers localhost:1 --broker-timeout 1s --data " + data;
  }

  private static Cli run(String arguments) {
    return Cli.run(arguments.split(" "));
  }
}
