package io.firstspike.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.stepped.conversion.Ceilings;
import io.firstspike.engine.stepped.conversion.RateConversion;
import io.firstspike.engine.stepped.conversion.Start;
import io.firstspike.engine.stepped.plan.Plan;
import io.firstspike.engine.stepped.plan.TimeStep;
import io.firstspike.engine.stepped.stimulus.Raster;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that {@code torch.onnx.export} has written; {@code exports.py} beside them says how. */
class PyTorchExportsTest {

  private static final int SIDE = 8;

  static List<Path> exports() throws IOException, URISyntaxException {
    Path folder = Path.of(PyTorchExportsTest.class.getResource("torch").toURI());
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".onnx")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("exports")
  void givesWhatOnnxRuntimeGivesAndBecomesNeurons(Path file) throws OrtException {
    float[] picture = new float[SIDE * SIDE];
    Random random = new Random(2);
    for (int i = 0; i < picture.length; i++) {
      picture[i] = random.nextFloat();
    }
    float[] expected = Forward.byRuntime(file, picture, 1, 1, SIDE, SIDE);
    OnnxNetwork read = OnnxFile.read(file, Normalisation.NONE, NetworkLimit.DEFAULT);
    float[] given = Forward.byEngine(read.graph(), picture);
    if (!read.remarks().isEmpty()) {
      assertThat(read.remarks()).singleElement().asString().contains("LogSoftmax");
      expected = shifted(expected, given[0] - expected[0]);
    }
    assertThat(given).hasSize(10).containsExactly(expected, within(2e-5f));

    Plan plan = Plan.of(read.graph(), new TimeStep(1), NetworkLimit.DEFAULT);
    Raster shown = Raster.of(List.of(1, SIDE, SIDE), new float[][] {picture});
    Ceilings ceilings = Ceilings.measured(plan, 1, i -> shown, 100);
    Plan spiking =
        Plan.of(
            RateConversion.of(plan, ceilings, Start.HALF), new TimeStep(1), NetworkLimit.DEFAULT);
    assertThat(spiking.nodes()).anyMatch(node -> node.node().type().startsWith("IF"));
  }

  /** A softmax's logarithm is its input less a number that is the same for all. */
  private static float[] shifted(float[] values, float by) {
    float[] shifted = values.clone();
    for (int i = 0; i < shifted.length; i++) {
      shifted[i] += by;
    }
    return shifted;
  }
}
