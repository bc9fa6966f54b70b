package io.firstspike.engine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.WeightTable;
import io.firstspike.engine.spec.WeightTable.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class WeightsTest {

  /** One feature layer of 3 maps, 4 decision neurons of which 2 are free, and 3 tables of them. */
  private static final NetworkSpec SPEC =
      NetworkSpec.parse(
          "tables",
          """
          name: tables
          input: {height: 6, width: 6}
          encoding:
            filters:
              - dog: {window: 3, sigma1: 0.4, sigma2: 0.8}
            padding: 1
            threshold: 10
            steps: 8
          features:
            - name: S1
              maps: 3
              kernel: 3
              threshold: 4
              weights: {mean: 0.5, deviation: 0.1}
              stdp:
                rates: {potentiation: 0.05, depression: -0.04}
                winners: 1
                inhibitionRadius: 0
                frames: 0
          decision:
            name: out
            labels: [a, b]
            capacity: 4
            averaged: true
            weights: {mean: 0.5, deviation: 0.1}
            rule: {delta: {gain: 2, measureOver: 1, adaptive: true}}
          """);

  private static final int S1 = 0;
  private static final int OUT = 1;

  private final Network network = Network.fresh(SPEC, 3);
  private final Weights weights = network.weights();

  @Test
  void theTablesAreThoseOfTheSpec() {
    assertThat(weights.tables()).isEqualTo(SPEC.tables());
    assertThat(weights.tables())
        .extracting(WeightTable::name)
        .containsExactly("S1", "out", "out-average", "out-errors");
    assertThat(weights.decisions()).isSameAs(weights.table(OUT));
    assertThat(weights.beside(Kind.ERRORS)).containsSame(weights.table(3));
    assertThat(weights.beside(Kind.THRESHOLDS)).isEmpty();
    assertThat(weights.bytes(S1)).isEqualTo(weights.table(S1).bytes());
  }

  @Test
  void allRowsHaveChangedSinceBeforeEverything() {
    RowSet all = weights.changedSince(Weights.Version.NONE);

    assertThat(all.tables()).isEqualTo(4);
    assertThat(all.maps(S1)).containsExactly(0, 1, 2);
    for (int table = OUT; table < 4; table++) {
      assertThat(all.maps(table)).containsExactly(0, 1, 2, 3);
    }
    assertThat(all.size()).isEqualTo(15);
    assertThat(weights.changedSince(weights.version()).size()).isZero();
  }

  /** Each consumer sees every change once, whenever it and the others ask. */
  @Test
  void eachConsumerSeesWhatHasChangedSinceItLastAsked() {
    Random random = new Random(5);
    Weights.Version[] seen = new Weights.Version[3];
    Arrays.fill(seen, weights.version());
    List<Set<Integer>> expected = List.of(new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
    for (int i = 0; i < 2_000; i++) {
      int table = random.nextInt(4);
      LayerWeights rows = weights.table(table);
      int map = random.nextInt(rows.maps());
      switch (random.nextInt(3)) {
        case 0 -> weights.setRow(table, map, new float[rows.layout().fan()]);
        case 1 -> rows.setWeight(random.nextInt(rows.layout().fan()), map, random.nextFloat());
        default -> rows.markChanged(map);
      }
      expected.forEach(consumer -> consumer.add(100 * table + map));
      int consumer = random.nextInt(8);
      if (consumer < 3) {
        assertThat(rows(weights.changedSince(seen[consumer]))).isEqualTo(expected.get(consumer));
        seen[consumer] = weights.version();
        expected.get(consumer).clear();
      }
    }
  }

  private static Set<Integer> rows(RowSet set) {
    Set<Integer> rows = new TreeSet<>();
    for (int table = 0; table < set.tables(); table++) {
      for (int map : set.maps(table)) {
        rows.add(100 * table + map);
      }
    }
    return rows;
  }

  @Test
  void aVersionOfOtherWeightsIsRefused() {
    for (Weights other :
        List.of(Network.fresh(SPEC, 3).weights(), network.withOwnDecisions().weights())) {
      assertThatThrownBy(() -> weights.changedSince(other.version()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a version of other weights");
    }
  }

  @Test
  void aNewLabelLeavesTheWeightsAndTheirVersions() {
    Weights.Version before = weights.version();

    Network larger = network.withLabel("c");

    assertThat(larger.weights()).isSameAs(weights);
    assertThat(larger.weights().changedSince(before).size()).isZero();
    larger.weights().setRow(OUT, 2, new float[larger.decisions().fan()]);
    assertThat(network.weights().changedSince(before)).isEqualTo(set(OUT, 2));
  }

  private static RowSet set(int table, int map) {
    long[][] numbers = new long[4][0];
    numbers[table] = new long[] {1L << map};
    return RowSet.of(List.of(numbers));
  }

  @Test
  void ownDecisionsAreChangedAloneAndFeaturesTogether() {
    Weights own = network.withOwnDecisions().weights();
    Weights.Version before = weights.version();
    Weights.Version ownBefore = own.version();

    own.setRow(OUT, 1, new float[network.decisions().fan()]);
    assertThat(own.changedSince(ownBefore)).isEqualTo(set(OUT, 1));
    assertThat(weights.changedSince(before).size()).isZero();
    assertThat(weights.row(OUT, 1)).isNotEqualTo(own.row(OUT, 1));

    weights.setRow(S1, 2, new float[network.convolution(S1).fan()]);
    assertThat(own.table(S1)).isSameAs(weights.table(S1));
    assertThat(own.changedSince(ownBefore)).isEqualTo(set(OUT, 1).union(set(S1, 2)));
  }

  @Test
  void copiedDecisionsHaveChangedAndNoFeatures() {
    Network own = network.withOwnDecisions();
    own.weights().setRow(OUT, 1, new float[network.decisions().fan()]);
    Weights.Version before = own.weights().version();
    Weights.Version original = weights.version();

    own.copyDecisions(network);

    RowSet changed = own.weights().changedSince(before);
    assertThat(changed.maps(S1)).isEmpty();
    assertThat(changed.size()).isEqualTo(12);
    assertThat(weights.changedSince(original).size()).isZero();
    assertThat(Model.fingerprint(own.weights())).isEqualTo(Model.fingerprint(weights));
  }

  @Test
  void toServeChangesNothing() {
    weights.setRow(2, 1, filled(network.decisions().fan(), 3));
    Weights.Version before = weights.version();

    Network serving = network.serving(progress(6));

    assertThat(weights.changedSince(before).size()).isZero();
    assertThat(serving.weights().row(OUT, 1)[0]).isEqualTo(weights.row(OUT, 1)[0] - 0.5f);
  }

  private static float[] filled(int length, float value) {
    float[] row = new float[length];
    Arrays.fill(row, value);
    return row;
  }

  private static Progress progress(long labels) {
    Progress start = Progress.start(SPEC, 3);
    return new Progress(
        start.seed(),
        start.stage(),
        start.frames(),
        start.frozenAfter(),
        new Verdicts(labels, 0, 0),
        start.adaptation(),
        start.activity());
  }

  @Test
  void aCopyAndItsArraysAreTheSameWeights() {
    assertThat(Model.fingerprint(weights))
        .isEqualTo(Model.fingerprint(weights.toArrays()))
        .isEqualTo(Model.fingerprint(weights.copy()))
        .isEqualTo(Model.fingerprint(Network.of(SPEC, weights.toArrays()).weights()));

    Weights.Version before = weights.version();
    weights.copy().setRow(S1, 0, new float[network.convolution(S1).fan()]);
    weights.toArrays()[S1][0][0] = 7;
    assertThat(weights.changedSince(before).size()).isZero();
    assertThat(Model.fingerprint(weights))
        .isEqualTo(Model.fingerprint(Network.fresh(SPEC, 3).weights()));
  }

  @Test
  void aSetOfRowsComesBackFromItsNumbers() {
    RowSet rows = set(OUT, 3).union(set(3, 0)).union(RowSet.NONE);

    assertThat(RowSet.of(rows.numbers())).isEqualTo(rows).hasSameHashCodeAs(rows);
    assertThat(rows).hasToString("[{}, {3}, {}, {0}]").isNotEqualTo(set(OUT, 3));
    assertThat(rows.size()).isEqualTo(2);
    assertThat(RowSet.NONE.size()).isZero();
  }
}
