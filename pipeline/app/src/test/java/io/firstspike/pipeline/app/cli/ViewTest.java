package io.firstspike.pipeline.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.spec.NetworkSpec;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ViewTest {

  @TempDir private Path folder;

  @Test
  void each_map_of_a_layer_has_a_picture_with_its_number() throws IOException {
    String all = svg("features", model(), "--layer", "S2");
    assertThat(all)
        .contains(">Features of mozafari-2019, S2<", ">Patterns of 22 x 22 pixels", ">249<")
        .doesNotContain(">250<");
    assertThat(all.split("<image ")).hasSize(251);

    assertThat(svg("features", model(), "--layer", "S1", "--maps", "7,3", "--title", "Two of S1"))
        .contains(">Two of S1<", ">7<", ">3<")
        .doesNotContain(">0<");
    assertThat(svg("features", model(), "--layer", "filters").split("<image ")).hasSize(7);
    // Twenty neurons a label: each has its label's name.
    assertThat(svg("features", model(), "--layer", "S3")).contains(">0<", ">9<");
  }

  @Test
  void the_spikes_of_a_digit_are_marks_at_their_time_steps() throws IOException {
    String raster = svg("raster", model(), "--example", "3");

    assertThat(raster)
        .contains("example 3 of mnist-sample-test", ">label 0<", "neurons fire", ">time step<");
    // The digit itself, and as many marks as spikes, on paper.
    int spikes = spikes(raster);
    assertThat(spikes).isGreaterThan(1000);
    assertThat(raster.split("<rect ")).hasSize(1 + 1 + spikes);
  }

  private static int spikes(String raster) {
    int all = 0;
    for (String text : raster.split("<text ")) {
      int of = text.indexOf(" neurons fire");
      if (of >= 0) {
        String words = text.substring(text.indexOf(": ") + 2, text.indexOf(" of "));
        all += Integer.parseInt(words.replace(",", ""));
      }
    }
    return all;
  }

  @Test
  void pictures_of_activity_are_drawn_from_test_images() throws IOException {
    assertThat(svg("activity", model(), "--images", "20"))
        .contains("Activity of mozafari-2019 on 20 images", ">maps, the busiest first<", ">S2: ");
  }

  @Test
  void a_report_has_a_confusion_matrix_and_a_curve() throws IOException {
    Cli trained =
        Cli.run(
            "train",
            "--network",
            "firstspike-2026-quick",
            "--schedule",
            "S1=50",
            "--images",
            "60",
            "--report",
            file("r.json"));
    assertThat(trained.code()).as(trained.err()).isZero();

    assertThat(svg("confusion", file("r.json")))
        .contains(">Confusion of firstspike-2026-quick<", " of 500 right", ">silent<");
    assertThat(svg("curve", file("r.json")))
        .contains("Accuracy of firstspike-2026-quick on mnist-sample-train[0..60)", ">so far<");
    assertThat(svg("curve", file("r.csv"), "--curves", "prequential")).contains("of r.csv");
    Cli drawn = Cli.run("view", "confusion", file("r.json"), "--out", file("c.png"));
    assertThat(drawn.out()).contains("picture written to " + file("c.png"));
    BufferedImage picture = ImageIO.read(Path.of(file("c.png")).toFile());
    assertThat(picture.getWidth()).isGreaterThan(1000);
  }

  @Test
  void bad_input_ends_with_one_line_and_code_2() throws IOException {
    Path notes = Files.writeString(folder.resolve("notes.txt"), "to whom it may concern");
    Path other = Files.writeString(folder.resolve("other.json"), "{\"command\": \"demo\"}");
    refused("must end with .png or .svg", "features", model(), "--out", file("a.gif"));
    refused("is no layer of mozafari-2019", "features", model(), "--layer", "S9");
    refused("--maps 30 must be 0 to 29", "features", model(), "--layer", "S1", "--maps", "30");
    refused("--example is 500, must be 0 to 499", "raster", model(), "--example", "500");
    refused("as it is not JSON", "confusion", notes.toString());
    refused("has no confusion matrix", "confusion", other.toString());
    refused("there is no", "curve", other.toString());
    Files.writeString(folder.resolve("other.csv"), "a,b\n1,2\n");
    refused("its first line must be curve,labels", "curve", other.toString());
    refused("takes images", "windows", model(), "--recording", notes.toString());
  }

  private void refused(String why, String... arguments) {
    Cli ended = run("refused.svg", arguments);
    assertThat(ended.code()).as(why).isEqualTo(2);
    assertThat(ended.errorLines()).singleElement().asString().contains(why);
  }

  private String svg(String... arguments) throws IOException {
    Cli ended = run("a.svg", arguments);
    assertThat(ended.code()).as(ended.err()).isZero();
    return Files.readString(folder.resolve("a.svg"));
  }

  private Cli run(String out, String... arguments) {
    List<String> all = new ArrayList<>(List.of("view"));
    all.addAll(List.of(arguments));
    if (!all.contains("--out")) {
      all.addAll(List.of("--out", file(out)));
    }
    return Cli.run(all.toArray(String[]::new));
  }

  private String model() {
    Path model = folder.resolve("m.fspk");
    if (!Files.exists(model)) {
      ModelFile.write(
          model, Learner.fresh(NetworkSpec.load("mozafari-2019"), 1).snapshot("nothing"));
    }
    return model.toString();
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }
}
