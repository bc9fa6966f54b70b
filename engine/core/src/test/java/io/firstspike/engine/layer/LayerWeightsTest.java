package io.firstspike.engine.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.compute.InnerLoops;
import io.firstspike.engine.compute.WeightLoops;
import io.firstspike.engine.oracle.RandomLayers;
import io.firstspike.engine.spike.Pooling;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.Window;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LayerWeightsTest {

  private static final Shape INPUT = new Shape(2, 3, 4);

  /** More maps than fill up one block of the memory layout. */
  private static final int MAPS = 11;

  /** Windows over {@link #INPUT} with each memory layout. */
  enum Layout {
    WHOLE(Window.whole(3, 4)),
    SIDE_BY_SIDE(Window.square(3, 1, 1)),
    STRIDED(Window.square(2, 2, 0));

    private final Window window;

    Layout(Window window) {
      this.window = window;
    }

    LayerWeights random(long seed) {
      Convolution convolution = new Convolution(INPUT, MAPS, window);
      float[][] rows = RandomLayers.rows(MAPS, convolution.fan(), new Random(seed));
      return RandomLayers.layer(INPUT, rows, window);
    }
  }

  private static final Pooling UNPOOLED = new Pooling(Window.square(1, 1, 0));

  private final WeightLoops loops = InnerLoops.plain().weights();
  private final Volley volley = RandomLayers.volley(INPUT, 4, 0.5, new Random(2));

  @Test
  void aRowComesBackAsItWasSet() {
    LayerWeights weights = zero();

    weights.setRow(1, new float[] {1, 2, 3, 4});

    assertThat(weights.row(1)).containsExactly(1, 2, 3, 4);
    assertThat(weights.row(0)).containsExactly(0, 0, 0, 0);
  }

  private static LayerWeights zero() {
    return new LayerWeights(new Convolution(new Shape(1, 4, 4), 2, Window.square(2, 1, 0)));
  }

  @Test
  void aRowOfTheWrongLengthIsRefused() {
    assertThatThrownBy(() -> zero().setRow(0, new float[3]))
        .hasMessage("a row of this layer has 4 weights, not 3");
  }

  @ParameterizedTest
  @EnumSource
  void allWaysToReadGiveTheSame(Layout layout) {
    LayerWeights weights = layout.random(1);
    float[] row = new float[weights.layout().fan()];
    for (int map = 0; map < MAPS; map++) {
      weights.readRow(map, row);
      assertThat(weights.row(map)).containsExactly(row);
      assertThat(weights.rows()[map]).containsExactly(row);
      for (int tap = 0; tap < row.length; tap++) {
        assertThat(weights.weight(tap, map)).isEqualTo(row[tap]);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRowThatIsSetHasChangedAndNoOther(Layout layout) {
    LayerWeights weights = layout.random(1);

    changes(weights, () -> weights.setRow(9, new float[weights.layout().fan()]), 9);
  }

  @ParameterizedTest
  @EnumSource
  void theRowOfAWeightThatIsSetHasChangedAndNoOther(Layout layout) {
    LayerWeights weights = layout.random(1);

    changes(weights, () -> weights.setWeight(5, 3, 0.125f), 3);
    assertThat(weights.weight(5, 3)).isEqualTo(0.125f);
  }

  @ParameterizedTest
  @EnumSource
  void allRowsHaveChangedWhenTheyAreThoseOfAnother(Layout layout) {
    LayerWeights weights = layout.random(1);
    LayerWeights other = layout.random(2);
    long before = other.version();

    changes(weights, () -> weights.copyFrom(other), IntStream.range(0, MAPS).toArray());
    assertThat(weights.rows()).isDeepEqualTo(other.rows());
    assertThat(other.version()).isEqualTo(before);
  }

  @Test
  void rowsThatAreAddedToHaveChangedAndNoOther() {
    LayerWeights weights = Layout.WHOLE.random(1);
    float[][] before = weights.rows();
    float[] added = {0.5f, 0.25f, 0};

    changes(weights, () -> weights.add(volley, 1, added, loops), 0, 1, 2);
    for (int map = 0; map < MAPS; map++) {
      for (int tap = 0; tap < before[map].length; tap++) {
        boolean fires = volley.latencies()[tap] == 1;
        float expected = before[map][tap] + (fires && map < 3 ? added[map] : 0);
        assertThat(weights.weight(tap, map)).isEqualTo(expected);
      }
    }
  }

  @Test
  void rowsThatAdaptHaveChangedInBothTablesAndNoOther() {
    LayerWeights weights = Layout.WHOLE.random(1);
    LayerWeights squares = new LayerWeights(weights.layout());
    float[] errors = {0.5f, -0.25f};

    changes(
        weights,
        () -> changes(squares, () -> weights.adapt(volley, 2, errors, 0.1f, squares, loops), 0, 1),
        0,
        1);
    for (int tap = 0; tap < INPUT.size(); tap++) {
      boolean fires = volley.latencies()[tap] == 2;
      assertThat(squares.weight(tap, 0)).isEqualTo(fires ? 0.25f : 0);
      assertThat(squares.weight(tap, 1)).isEqualTo(fires ? 0.0625f : 0);
      assertThat(squares.weight(tap, 2)).isZero();
    }
  }

  @Test
  void rowsThatApproachOthersHaveChangedAndNoOther() {
    LayerWeights goal = Layout.WHOLE.random(1);
    LayerWeights weights = goal.copy();
    float[] row = new float[goal.layout().fan()];
    Arrays.fill(row, 4);
    goal.setRow(0, row);
    Arrays.fill(row, 3);
    weights.setRow(0, row);

    changes(weights, () -> weights.approach(goal, 0.25f, 2), 0, 1);
    Arrays.fill(row, 3.25f);
    assertThat(weights.row(0)).containsExactly(row);
    assertThat(weights.row(1)).containsExactly(goal.row(1));
    weights.approach(goal, 1, 1);
    assertThat(weights.rows()).isDeepEqualTo(goal.rows());
  }

  /** Changes of the first maps are those of all maps with nothing for the others, bit for bit. */
  @Test
  void fewerChangesAreChangesFollowedByZeros() {
    LayerWeights few = Layout.WHOLE.random(1);
    LayerWeights all = Layout.WHOLE.random(1);
    LayerWeights fewSquares = Layout.WHOLE.random(2);
    LayerWeights allSquares = Layout.WHOLE.random(2);
    Random random = new Random(3);
    for (int i = 0; i < 20; i++) {
      float[] errors = new float[1 + random.nextInt(MAPS)];
      for (int map = 0; map < errors.length; map++) {
        errors[map] = random.nextFloat() - 0.5f;
      }
      float[] filled = Arrays.copyOf(errors, MAPS);
      few.add(volley, i % 4, errors, loops);
      all.add(volley, i % 4, filled, loops);
      few.adapt(volley, i % 4, errors, 0.1f, fewSquares, loops);
      all.adapt(volley, i % 4, filled, 0.1f, allSquares, loops);
    }

    assertThat(few.rows()).isDeepEqualTo(all.rows());
    assertThat(fewSquares.rows()).isDeepEqualTo(allSquares.rows());
  }

  @Test
  void aRowIsMarkedAsChangedThoughItStays() {
    LayerWeights weights = Layout.WHOLE.random(1);
    float[][] before = weights.rows();

    changes(weights, () -> weights.markChanged(7), 7);
    assertThat(weights.rows()).isDeepEqualTo(before);
  }

  /** Checks that {@code change} stamps these rows, and that no other row becomes different. */
  private static void changes(LayerWeights weights, Runnable change, int... maps) {
    float[][] before = weights.rows();
    long version = weights.version();

    change.run();

    assertThat(weights.version()).isGreaterThan(version);
    assertThat(changed(weights, version)).containsExactly(maps);
    assertThat(changed(weights, weights.version())).isEmpty();
    for (int map : IntStream.range(0, MAPS).filter(m -> !contains(maps, m)).toArray()) {
      assertThat(weights.row(map)).containsExactly(before[map]);
    }
  }

  private static int[] changed(LayerWeights weights, long since) {
    return IntStream.range(0, MAPS).filter(map -> weights.changedSince(map, since)).toArray();
  }

  private static boolean contains(int[] maps, int map) {
    return IntStream.of(maps).anyMatch(m -> m == map);
  }

  @Test
  void allRowsHaveChangedSinceBeforeTheFirstVersion() {
    LayerWeights fresh = new LayerWeights(new Convolution(INPUT, MAPS, Window.whole(3, 4)));

    assertThat(changed(fresh, LayerWeights.NO_VERSION)).hasSize(MAPS);
    assertThat(changed(fresh, fresh.version())).isEmpty();
  }

  @Test
  void aCopyHasWeightsAndVersionsOfItsOwn() {
    LayerWeights weights = Layout.STRIDED.random(1);
    LayerWeights copy = weights.copy();
    float[][] before = weights.rows();
    long version = weights.version();

    assertThat(copy.rows()).isDeepEqualTo(before);
    copy.setRow(0, new float[copy.layout().fan()]);
    assertThat(weights.rows()).isDeepEqualTo(before);
    assertThat(weights.version()).isEqualTo(version);
  }

  @Test
  void arraysThatAreHandedOutAreCopies() {
    LayerWeights weights = Layout.SIDE_BY_SIDE.random(1);
    float[][] before = weights.rows();

    Arrays.fill(weights.row(0), 7);
    for (float[] row : weights.rows()) {
      Arrays.fill(row, 7);
    }
    float[] set = before[2].clone();
    weights.setRow(2, set);
    Arrays.fill(set, 7);

    assertThat(weights.rows()).isDeepEqualTo(before);
  }

  /** Whoever adds a way to change weights adds it to the tests above, too. */
  @Test
  void noOtherMethodChangesWeights() {
    Set<String> silent = new TreeSet<>();
    for (Method method : LayerWeights.class.getDeclaredMethods()) {
      if (!Modifier.isPrivate(method.getModifiers()) && method.getReturnType() == void.class) {
        silent.add(method.getName());
      }
    }

    assertThat(silent)
        .containsExactlyInAnyOrder(
            "copyFrom",
            "readRow",
            "setRow",
            "setWeight",
            "add",
            "adapt",
            "approach",
            "markChanged");
  }

  @Test
  void aLayerReadsItsWeightsAgainAfterEachChange() {
    LayerWeights weights = new LayerWeights(new Convolution(INPUT, 2, Window.square(3, 1, 1)));
    FeatureLayer layer = new FeatureLayer(weights, new float[] {2}, UNPOOLED);
    byte[] inTime = new byte[INPUT.size()];
    Volley all = Volley.ofLatencies(INPUT, 4, inTime);
    assertThat(layer.forward(all).count()).isZero();

    for (int tap = 0; tap < 3; tap++) {
      weights.setWeight(3 + tap, 1, 1);
    }

    // Three synapses of weight 1 in the middle row: neurons at the left and right end have two.
    assertThat(layer.readsOrder()).isFalse();
    assertThat(layer.forward(all).count()).isEqualTo(3 * 2);
  }
}
