package io.firstspike.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import io.firstspike.engine.spec.NetworkLimit;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The trained network that tests and figures use; {@link DigitsTraining} has made it. */
class DigitsTest {

  @Test
  void aTrainedNetworkGivesWhatOnnxRuntimeGives() throws OrtException, URISyntaxException {
    Path file =
        Path.of(Objects.requireNonNull(DigitsTest.class.getResource("digits-cnn.onnx")).toURI());
    OnnxNetwork network = OnnxFile.read(file, Normalisation.NONE, NetworkLimit.DEFAULT);
    assertThat(network.remarks()).hasSize(1);
    Random random = new Random(4);
    for (int picture = 0; picture < 20; picture++) {
      float[] pixels = new float[28 * 28];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = Math.max(0, 2 * random.nextFloat() - 1);
      }
      float[] shares = Forward.byRuntime(file, pixels, Forward.batch(1, 28, 28));
      float[] numbers = Forward.byEngine(network.graph(), pixels);
      double sum = 0;
      for (float number : numbers) {
        sum += Math.exp(number);
      }
      for (int i = 0; i < numbers.length; i++) {
        // The file has a softmax at its end, which is left out.
        assertThat(Math.exp(numbers[i]) / sum).isCloseTo(shares[i], within(1e-5));
      }
    }
  }
}
