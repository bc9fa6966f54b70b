package io.firstspike.pipeline.app.drawing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.firstspike.engine.activity.LayerActivity;
import io.firstspike.engine.learning.ConfusionMatrix;
import io.firstspike.engine.spike.Shape;
import io.firstspike.pipeline.stream.options.InputException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class DrawingTest {

  private static final CurvePlot CURVE =
      new CurvePlot(
          "A & <B>",
          "labels",
          "right decisions",
          2000,
          List.of(1000.0),
          List.of(
              new CurvePlot.Line(
                  "rises", new double[] {0, 2000}, new double[] {0, 1}, false, true, 1)));

  @TempDir private Path folder;

  @Test
  void aCurveRunsFromLowerLeftToUpperRightWithItsNameInTheLegend() throws Exception {
    Document svg = parsed(CURVE.drawing());

    assertThat(texts(svg)).contains("A & <B>", "rises", "0", "100", "2,000", "right decisions (%)");
    assertThat(paths(svg)).contains("M76 392L636 52", "M356 52L356 392");
  }

  @Test
  void bothKindsOfFilesHaveTheSameProportionsAndAreTheSameEveryTime() throws Exception {
    Path png = folder.resolve("a.png");
    CURVE.drawing().write(png);
    CURVE.drawing().write(folder.resolve("b.PNG"));
    CURVE.drawing().write(folder.resolve("a.svg"));

    BufferedImage read = ImageIO.read(png.toFile());
    Element svg = parsed(CURVE.drawing()).getDocumentElement();
    assertThat((double) read.getWidth())
        .isCloseTo(3 * Double.parseDouble(svg.getAttribute("width")), within(1.0));
    assertThat((double) read.getHeight())
        .isCloseTo(3 * Double.parseDouble(svg.getAttribute("height")), within(1.0));
    assertThat(png).hasSameBinaryContentAs(folder.resolve("b.PNG"));
    assertThat(Files.readString(folder.resolve("a.svg"))).isEqualTo(CURVE.drawing().svg());
    // Paper up to the last pixel, the curve's own colour where it runs.
    assertThat(read.getRGB(read.getWidth() - 1, read.getHeight() - 1)).isEqualTo(0xffffffff);
    assertThat(read.getRGB(3 * 76, 3 * 392 - 3)).isEqualTo(0xffd55e00);
  }

  @Test
  void anotherEndingIsRefused() {
    assertThatThrownBy(() -> Drawing.requireWritable("--out", folder.resolve("a.jpg")))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith("must end with .png or .svg");
  }

  @Test
  void aConfusionMatrixHasItsCountsInCellsColouredByTheirShareOfTheRow() throws Exception {
    ConfusionMatrix matrix = ConfusionMatrix.empty(List.of("cat", "dog"));
    for (int i = 0; i < 37; i++) {
      matrix.count(0, 0);
    }
    matrix.count(1, -1);

    Document svg = parsed(new ConfusionPlot("t", matrix).drawing());
    assertThat(texts(svg)).contains("37", "1", "cat", "dog", "silent").doesNotContain("38");
    assertThat(fills(svg)).contains("#08306b");
  }

  @Test
  void aRoundStepLiesBetweenTicks() {
    assertThat(Axis.counts("c", 0, 37).ticks()).containsExactly(0.0, 10.0, 20.0, 30.0, 40.0);
    assertThat(Axis.counts("c", 0, 0.037).to()).isEqualTo(0.04);
    Axis shares = Axis.shares("right", 0.9);
    assertThat(shares.ticks()).hasSize(6);
    assertThat(shares.label().apply(0.92)).isEqualTo("92");
    assertThat(shares.title()).isEqualTo("right (%)");
    assertThat(Axis.steps(25, 8).ticks()).startsWith(0.5, 4.5).hasSize(7);
  }

  @Test
  void theBusiestMapComesFirst() throws Exception {
    LayerActivity layer =
        new LayerActivity(
            "S1",
            new Shape(3, 2, 2),
            10,
            new long[] {0, 40, 20},
            new int[] {0, 10, 9},
            new long[] {60, 0});

    Document svg = parsed(new ActivityPlot("t", "image", List.of(layer)).drawing());
    assertThat(texts(svg))
        .contains("S1: 6 spikes an image (50.0 % of its cells), 1 of 3 maps silent");
    List<Double> heights = new ArrayList<>();
    NodeList marks = svg.getElementsByTagName("rect");
    // After the paper.
    for (int i = 1; i <= 3; i++) {
      heights.add(Double.parseDouble(((Element) marks.item(i)).getAttribute("height")));
    }
    assertThat(heights).containsExactly(150.0, 75.0, 0.0);
  }

  private static Document parsed(Drawing drawing) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(drawing.svg().getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> texts(Document svg) {
    NodeList nodes = svg.getElementsByTagName("text");
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent());
    }
    return texts;
  }

  private static List<String> paths(Document svg) {
    return attributes(svg, "path", "d");
  }

  private static List<String> fills(Document svg) {
    return attributes(svg, "rect", "fill");
  }

  private static List<String> attributes(Document svg, String element, String attribute) {
    NodeList nodes = svg.getElementsByTagName(element);
    List<String> values = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      values.add(((Element) nodes.item(i)).getAttribute(attribute));
    }
    return values;
  }
}
