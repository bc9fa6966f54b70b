package io.firstspike.engine.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.firstspike.engine.filter.FilterBank;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.oracle.RandomLayers;
import io.firstspike.engine.spec.DecisionSpec.HiddenSpec;
import io.firstspike.engine.spec.EncodingSpec;
import io.firstspike.engine.spec.FilterSpec;
import io.firstspike.engine.spec.InputSpec.Channels;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.PoolSpec;
import io.firstspike.engine.spec.S4nnSpec;
import io.firstspike.engine.spec.WeightsSpec;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Window;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NetworkViewTest {

  private static final NetworkSpec MOZAFARI = NetworkSpec.load("mozafari-2019");

  private static final NetworkSpec POOLED_BY_TWO =
      NetworkSpec.load("firstspike-2026").toBuilder()
          .feature("S1", f -> f.pool(new PoolSpec(2, 2, 0)))
          .build();

  /** The decision layer sees the encoded image beside S1, which is not pooled. */
  private static final NetworkSpec SKIPPING =
      POOLED_BY_TWO.toBuilder()
          .feature("S1", f -> f.pool(PoolSpec.NONE))
          .decision(d -> d.inputs(List.of("encoding", "S1")))
          .build();

  @Test
  void filtersAreAsTheyAreWithSmallOnesInTheMiddle() {
    DeepFeature filters = NetworkView.filters(MOZAFARI);

    assertThat(filters.shape()).isEqualTo(new Shape(6, 13, 13));
    float[] small = MOZAFARI.encoding().filters().get(0).filter().weights();
    for (int y = 0; y < 13; y++) {
      for (int x = 0; x < 13; x++) {
        boolean inside = y >= 5 && y < 8 && x >= 5 && x < 8;
        assertThat(filters.values()[y * 13 + x]).isEqualTo(inside ? small[(y - 5) * 3 + x - 5] : 0);
      }
    }
    float[] large = MOZAFARI.encoding().filters().get(5).filter().weights();
    assertThat(Arrays.copyOfRange(filters.values(), 5 * 169, 6 * 169)).containsExactly(large);
  }

  /** With one hidden neuron for each label, linked to it alone, the pictures are those of these. */
  @Test
  void aDecisionNeuronIsSeenThroughHiddenNeurons() {
    NetworkSpec deep =
        SKIPPING.toBuilder()
            .decision(
                d ->
                    d.hidden(new HiddenSpec(10, 5, new WeightsSpec(0.5f, 0.2f)))
                        .threshold(1f)
                        .rule(new S4nnSpec(1, 0.1f, null)))
            .build();
    Network hidden = Network.fresh(deep, 3);
    Network plain = Network.fresh(SKIPPING, 3);
    for (int map = 0; map < 10; map++) {
      float[] own = new float[10];
      own[map] = 2;
      hidden.weights().setRow(1, map, own);
      float[] row = hidden.weights().row(2, map);
      for (int tap = 0; tap < row.length; tap++) {
        row[tap] *= 2;
      }
      plain.weights().setRow(1, map, row);
    }
    plain.weights().table(0).copyFrom(hidden.weights().table(0));

    DeepFeature through = NetworkView.layer(hidden, 1);
    DeepFeature direct = NetworkView.layer(plain, 1);

    assertThat(through.shape()).isEqualTo(direct.shape());
    for (int i = 0; i < direct.values().length; i++) {
      assertThat(through.values()[i]).isCloseTo(direct.values()[i], within(1e-3f));
    }
  }

  /**
   * Tests the meaning of a picture: the sum of pixels times picture is the potential, if filter
   * responses are the input.
   */
  @Test
  void aMapAnswersToAnImageAsItsPictureDoes() {
    Random random = new Random(1);
    EncodingSpec encoding = MOZAFARI.encoding();
    Window window = new Window(3, 4, 1, 1, 0, 0);
    float[][] rows = RandomLayers.rows(5, 6 * window.area(), random);
    DeepFeature pictures = NetworkView.filters(MOZAFARI).superposed(window, rows);
    float[] pixels = new float[pictures.shape().locations()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextInt(256);
    }

    float[] answers = answers(encoding, pixels, pictures.shape());

    assertThat(pictures.shape()).isEqualTo(new Shape(5, 15, 16));
    for (int map = 0; map < 5; map++) {
      float[] picture =
          Arrays.copyOfRange(pictures.values(), map * pixels.length, (map + 1) * pixels.length);
      assertThat(product(picture, pixels)).isCloseTo(product(rows[map], answers), within(0.05));
    }
  }

  /**
   * The filters' responses at each place of a window, on an image with room for a single neuron.
   */
  private static float[] answers(EncodingSpec encoding, float[] pixels, Shape image) {
    float[] none = new float[encoding.filters().size()];
    Arrays.fill(none, Float.NEGATIVE_INFINITY);
    FilterBank bank =
        new FilterBank(
            encoding.filters().stream().map(FilterSpec::filter).toList(),
            0,
            none,
            false,
            new Shape(1, image.height(), image.width()));
    float[] answers = new float[bank.output().size()];
    bank.apply(pixels, answers);
    return answers;
  }

  private static double product(float[] a, float[] b) {
    assertThat(a).hasSameSizeAs(b);
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  @Test
  void layersGrowAsTheirReceptiveFieldsDo() {
    Network network = Network.fresh(MOZAFARI, 1);

    assertThat(NetworkView.layer(network, 0).shape()).isEqualTo(new Shape(30, 17, 17));
    assertThat(NetworkView.layer(network, 1).shape()).isEqualTo(new Shape(250, 22, 22));
  }

  @Test
  void ofTheDecisionLayerOnlyDifferencesAreShown() {
    NetworkSpec spec = POOLED_BY_TWO;
    float[][][] weights = Network.fresh(spec, 1).weights().toArrays();
    for (float[] row : weights[1]) {
      Arrays.fill(row, 0.5f);
    }

    DeepFeature equal = NetworkView.layer(Network.of(spec, weights), 1);

    assertThat(equal.shape()).isEqualTo(new Shape(10, 38, 38));
    assertThat(equal.values()).containsOnly(0);
  }

  /**
   * The decision layer is connected to one cell of the encoding, and to the neuron of S1 whose
   * window is just that cell.
   */
  @Test
  void whatALayerSeesOverTwoWaysIsLaidOneUponTheOther() {
    NetworkSpec spec = SKIPPING;
    float[][][] weights = Network.fresh(spec, 1).weights().toArrays();
    Arrays.fill(weights[0][3], 0);
    weights[0][3][12] = 1;
    int encoded = new Shape(6, 28, 28).index(0, 9, 17);
    int beyond = 6 * 28 * 28 + new Shape(250, 28, 28).index(3, 9, 17);
    weights[1][0][encoded] = 1;

    float[] once = NetworkView.layer(Network.of(spec, weights), 1).values();
    weights[1][0][beyond] = 1;
    float[] twice = NetworkView.layer(Network.of(spec, weights), 1).values();

    float largest = 0;
    for (int i = 0; i < once.length; i++) {
      largest = Math.max(largest, once[i]);
      assertThat(twice[i]).isEqualTo(2 * once[i], within(1e-6f));
    }
    assertThat(largest).isGreaterThan(1);
  }

  /** The maps at both thresholds have the same weights, so their pictures are added. */
  @Test
  void aLayerReadAtTwoThresholdsIsSeenTwice() {
    NetworkSpec spec =
        POOLED_BY_TWO.toBuilder().feature("S1", f -> f.readThreshold(List.of(26f, 29f))).build();
    float[][][] weights = Network.fresh(spec, 1).weights().toArrays();
    for (float[] row : weights[1]) {
      Arrays.fill(row, 0);
    }
    int neurons = weights[1][0].length / 2;
    weights[1][0][7] = 1;
    weights[1][1][neurons + 7] = 1;

    DeepFeature seen = NetworkView.layer(Network.of(spec, weights), 1);

    int size = seen.shape().locations();
    assertThat(Arrays.copyOf(seen.values(), size))
        .isEqualTo(Arrays.copyOfRange(seen.values(), size, 2 * size))
        .isNotEqualTo(Arrays.copyOfRange(seen.values(), 2 * size, 3 * size));
  }

  /**
   * A decision layer with two inputs, where the encoding pools by threes, has a border and three
   * planes.
   */
  @Test
  void thePlaceOfAMapCountsPoolingAndBorder() {
    EncodingSpec pixels = new EncodingSpec(List.of(), 0, 0, 0, 15);
    NetworkSpec spec =
        SKIPPING.toBuilder()
            .input(i -> i.height(9).width(12).channels(Channels.COLOUR))
            .encoding(pixels.toBuilder().pool(new PoolSpec(3, 3, 0)).border(1).build())
            .build();
    float[][][] weights = Network.fresh(spec, 1).weights().toArrays();
    Arrays.fill(weights[0][3], 0);
    weights[0][3][12] = 1;
    weights[1][0][new Shape(3, 5, 6).index(0, 2, 4)] = 1;

    DeepFeature once = NetworkView.layer(Network.of(spec, weights), 1);
    weights[1][0][3 * 5 * 6 + new Shape(250, 5, 6).index(3, 2, 4)] = 1;
    float[] twice = NetworkView.layer(Network.of(spec, weights), 1).values();

    // Row 2, column 4 of the bordered cells pools pixels 3 to 5 and 9 to 11. The picture is in the
    // middle of these, and the whole area begins two cells of S1's padding and one of the border
    // outside.
    Shape shape = once.shape();
    assertThat(once.values()[shape.index(0, 9 + 4, 9 + 10)]).isGreaterThan(0.5f);
    for (int i = 0; i < twice.length; i++) {
      assertThat(twice[i]).isEqualTo(2 * once.values()[i], within(1e-6f));
    }
  }
}
