package io.firstspike.pipeline.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.view.ContactSheet;
import io.firstspike.engine.view.NetworkView;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PicturesTest {

  private static final Learner LEARNER = Learner.fresh(NetworkSpec.load("mozafari-2019"), 1);

  @TempDir private Path folder;

  private Path model;

  @BeforeEach
  void writeModel() {
    model = folder.resolve("m.fspk");
    ModelFile.write(model, LEARNER.snapshot("nothing"));
  }

  @Test
  void every_layer_and_the_filters_have_a_sheet_the_same_every_time() throws IOException {
    Cli first = draw("a");
    draw("b");

    assertThat(first.out()).contains("1-S1.png", "17x17", "pictures written to");
    assertThat(files("a")).containsExactly("0-filters.png", "1-S1.png", "2-S2.png", "3-S3.png");
    for (String file : files("a")) {
      assertThat(folder.resolve("a").resolve(file))
          .hasSameBinaryContentAs(folder.resolve("b").resolve(file));
    }
  }

  @Test
  void a_sheet_shows_what_the_engine_says() throws IOException {
    draw("a", "--layer", "S1", "--each");

    assertThat(files("a")).containsExactly("1-S1", "1-S1.png");
    assertThat(files("a/1-S1")).hasSize(30).startsWith("0000.png").endsWith("0029.png");
    var pictures = NetworkView.layer(LEARNER.network(), 0);
    requireEqual(folder.resolve("a/1-S1.png"), ContactSheet.of(pictures));
    requireEqual(folder.resolve("a/1-S1/0007.png"), ContactSheet.of(pictures, 7));
  }

  @Test
  void a_layer_that_is_none_is_named() {
    Cli ended =
        Cli.run(
            "pictures", "--model", model.toString(), "--out", folder.toString(), "--layer", "S9");

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.errorLines())
        .containsExactly(
            "firstspike: --layer S9 is no layer of mozafari-2019; the layers are [S1, S2, S3]");
  }

  private Cli draw(String out, String... more) {
    List<String> arguments =
        Stream.concat(
                Stream.of("pictures", "--model", model.toString(), "--out", file(out)),
                Stream.of(more))
            .toList();
    Cli ended = Cli.run(arguments.toArray(String[]::new));
    assertThat(ended.code()).as(ended.err()).isZero();
    return ended;
  }

  private static void requireEqual(Path file, Image expected) throws IOException {
    BufferedImage read = ImageIO.read(file.toFile());
    byte[] samples =
        (byte[]) read.getRaster().getDataElements(0, 0, read.getWidth(), read.getHeight(), null);
    assertThat(read.getWidth()).isEqualTo(expected.width());
    assertThat(read.getHeight()).isEqualTo(expected.height());
    assertThat(samples).containsExactly(expected.samples());
  }

  private List<String> files(String directory) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(directory))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }
}
