package io.firstspike.engine.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.layer.FeatureLayer;
import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.spike.Pooling;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.VolleyBuffer;
import io.firstspike.engine.spike.Window;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GradedEvidenceTest {

  private static final Shape INPUT = new Shape(2, 9, 9);
  private static final int STEPS = 15;
  private static final float[] THRESHOLDS = {2, 4, 5, 7};
  private static final Pooling POOLING = new Pooling(Window.square(3, 2, 0));
  private static final LayerWeights WEIGHTS = weights(new Random(1));

  private static LayerWeights weights(Random random) {
    LayerWeights weights = new LayerWeights(new Convolution(INPUT, 6, Window.square(3, 1, 1)));
    for (int map = 0; map < weights.maps(); map++) {
      float[] row = new float[weights.layout().fan()];
      for (int i = 0; i < row.length; i++) {
        row[i] = random.nextInt(3) == 0 ? 0 : 1;
      }
      weights.setRow(map, row);
    }
    return weights;
  }

  private static Volley input(Random random) {
    byte[] latencies = new byte[INPUT.size()];
    for (int i = 0; i < latencies.length; i++) {
      latencies[i] = (byte) Math.min(STEPS, random.nextInt(2 * STEPS));
    }
    return Volley.ofLatencies(INPUT, STEPS, latencies);
  }

  private static Volley evidence(Volley input, float[] thresholds) {
    FeatureLayer layer = new FeatureLayer(WEIGHTS, thresholds, POOLING);
    return layer.forwardAtAll(input, new VolleyBuffer(layer.output())).copy();
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "0, 4", "1, 2", "2, 1", "3, 1", "1, 3"})
  void some_thresholds_of_all_are_those_thresholds_alone(int first, int count) {
    int examples = 20;
    Shape level = POOLING.output(WEIGHTS.layout().output());
    GradedEvidence kept = new GradedEvidence(level, STEPS, examples);
    Random random = new Random(2);
    Volley[] inputs = new Volley[examples];
    for (int i = 0; i < examples; i++) {
      inputs[i] = input(random);
      kept.keep(i, evidence(inputs[i], THRESHOLDS));
    }
    float[] some = Arrays.copyOfRange(THRESHOLDS, first, first + count);
    GradedEvidence.Reader reader = kept.reader(first, count);
    int spikes = 0;
    for (int i = 0; i < examples; i++) {
      Volley read = reader.read(i);
      assertThat(read).isEqualTo(evidence(inputs[i], some));
      spikes += read.count();
    }
    assertThat(spikes).isPositive();
  }
}
