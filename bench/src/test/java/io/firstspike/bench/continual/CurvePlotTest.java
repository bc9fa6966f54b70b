package io.firstspike.bench.continual;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class CurvePlotTest {

  @Test
  void aCurveRunsFromLowerLeftToUpperRightWithItsNameInTheLegend() throws Exception {
    CurvePlot plot =
        new CurvePlot(
            "A & B",
            "labels",
            2000,
            List.of(0.5),
            List.of(
                new CurvePlot.Line(
                    "rises", new double[] {0, 1}, new double[] {0, 1}, false, true, 1)));

    Document svg =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(plot.svg().getBytes(StandardCharsets.UTF_8)));

    assertThat(svg.getDocumentElement().getAttribute("aria-label")).isEqualTo("A & B");
    NodeList paths = svg.getElementsByTagName("path");
    // The axes, the curve, its sample in the legend.
    assertThat(paths.getLength()).isEqualTo(3);
    assertThat(((Element) paths.item(1)).getAttribute("d")).isEqualTo("M64.0 408.0L664.0 48.0");
    assertThat(plot.svg())
        .contains(">rises<", ">0 %<", ">100 %<", ">2,000<", ">1,000<")
        .contains("class=\"mark\" x1=\"364.0\"");
  }
}
