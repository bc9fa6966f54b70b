package io.firstspike.engine.cuda.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.cuda.DeviceForms;
import io.firstspike.engine.cuda.Devices;
import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.driver.DeviceMemory;
import io.firstspike.engine.cuda.driver.Stream;
import io.firstspike.engine.cuda.form.DeviceSpikes;
import io.firstspike.engine.cuda.form.DeviceSpikes.Form;
import io.firstspike.engine.cuda.form.DeviceTable;
import io.firstspike.engine.layer.Winner;
import io.firstspike.engine.network.Decider;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.testkit.Shim;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Decisions from bits have the bits of a {@link Decider}'s. */
class BitDecisionsTest {

  private static final int WORDS = 6;

  @BeforeEach
  void install() {
    Shim.install();
  }

  @ParameterizedTest
  @CsvSource({
    // labels, capacity, neurons of a label, images, share of inputs that fire
    "2, 2, 1, 23, 0.1",
    "10, 10, 1, 31, 0.12",
    "10, 10, 1, 11, 1",
    "3, 5, 1, 12, 0.3",
    "10, 12, 2, 21, 0.2",
    "10, 10, 12, 5, 0.1",
    "4, 32, 4, 3, 0.5",
    "33, 33, 1, 9, 0.02",
    "10, 10, 1, 1, 0.12",
    "10, 10, 1, 2, 0.12",
    "10, 10, 1, 16, 0.12",
    "10, 10, 1, 33, 0.12",
    "10, 10, 1, 100, 0.12",
  })
  void decisionsHaveTheSameBits(int labels, int capacity, int neurons, int images, double firing) {
    check(spec("mozafari-2019-connected", labels, capacity, neurons), images, firing);
    if (neurons == 1) {
      // Its potentials may be below 0.
      check(spec("firstspike-2026-quick", labels, capacity, neurons), images, firing);
    }
  }

  @Test
  void theShippedLayerDecidesAlike() {
    check(NetworkSpec.load("firstspike-2026"), 11, 0.115);
  }

  @ParameterizedTest
  @CsvSource({
    // labels, capacity, images, share of inputs that fire: by tiles, the last one not
    "2, 3, 200, 0.1, fs_decide_tiles_4",
    "7, 7, 192, 0.3, fs_decide_tiles_8",
    "10, 10, 211, 0.12, fs_decide_tiles_10",
    "10, 11, 257, 0.02, fs_decide_tiles_12",
    "16, 16, 193, 0.5, fs_decide_tiles_16",
    "17, 17, 193, 0.1, fs_decide_bits",
    "10, 10, 25, 0.1, fs_decide_tiles_10",
  })
  void largeBatchesAreDecidedByTiles(
      int labels, int capacity, int images, double firing, String kernel) {
    NetworkSpec spec = spec("firstspike-2026-quick", labels, capacity, 1);
    Network network = Network.fresh(spec, 5);
    try (Device device = Devices.shim();
        DeviceTable weights = new DeviceTable(device, network.weights().decisions())) {
      assertThat(BitDecisions.of(device, spec, network.decisions(), weights).orElseThrow())
          .returns(kernel, decisions -> decisions.kernel(images));
    }
    check(spec, images, firing);
  }

  @Test
  void theShippedLayerDecidesLargeBatchesAlike() {
    // Its weights take several tiles.
    check(NetworkSpec.load("firstspike-2026"), 224, 0.115);
  }

  private static NetworkSpec spec(String name, int labels, int capacity, int neurons) {
    NetworkSpec shipped = NetworkSpec.load(name);
    DecisionSpec decision =
        shipped.decision().toBuilder()
            .labels(IntStream.range(0, labels).mapToObj(Integer::toString).toList())
            .capacity(capacity)
            .neuronsPerLabel(neurons)
            .build();
    return shipped.toBuilder().decision(decision).build();
  }

  private static void check(NetworkSpec spec, int count, double firing) {
    Network network = Network.fresh(spec, 5);
    Random draws = new Random(count);
    int table = spec.features().size();
    for (int map = 0; map < spec.decision().maps(); map++) {
      float[] row = network.weights().row(table, map);
      for (int tap = 0; tap < row.length; tap++) {
        row[tap] = (draws.nextFloat() - 0.5f) * 1.7f;
      }
      network.weights().setRow(table, map, row);
    }
    List<Volley> volleys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      // One image of silence, one in which a single input fires.
      volleys.add(
          volley(
              network.evidence(),
              spec.encoding().steps(),
              i == 1 ? 0 : firing * (i % 3 + 1) / 3,
              i == 2,
              draws));
    }
    Decider decider = new Decider(network);
    int[] expected =
        volleys.stream()
            .map(volley -> decider.decide(volley))
            .flatMapToInt(decision -> Arrays.stream(words(decision, spec)))
            .toArray();
    for (int few : new int[] {0, count}) {
      assertThat(decided(network, spec, volleys, few))
          .as("%s, a block each up to %d", spec.decision(), few)
          .isEqualTo(expected);
    }
  }

  private static Volley volley(
      Shape shape, int steps, double firing, boolean single, Random draws) {
    byte[] times = new byte[shape.size()];
    for (int i = 0; i < times.length; i++) {
      times[i] = (byte) (!single && draws.nextDouble() < firing ? steps - 1 : steps);
    }
    if (single) {
      times[times.length - 1] = (byte) (steps - 1);
    }
    return Volley.ofLatencies(shape, steps, times);
  }

  /** Label, time step and potential of the winner; label and potential of the runner-up. */
  private static int[] words(Decision decision, NetworkSpec spec) {
    Winner winner = decision.winner().orElse(new Winner(-1, 0, 0, spec.encoding().steps() - 1, 0));
    return new int[] {
      winner.map(),
      winner.row(),
      winner.step(),
      Float.floatToRawIntBits(winner.potential()),
      decision.runnerUp(),
      Float.floatToRawIntBits(decision.runnerUpPotential())
    };
  }

  /** Labels and potentials; {@code few}: the number of images up to which each has a block. */
  private static int[] decided(Network network, NetworkSpec spec, List<Volley> volleys, int few) {
    int count = volleys.size();
    int steps = spec.encoding().steps();
    try (Device device = Devices.shim();
        DeviceTable weights = new DeviceTable(device, network.weights().decisions());
        DeviceSpikes evidence =
            DeviceSpikes.allocate(device, network.evidence(), steps, Form.BITS, count);
        DeviceMemory decisions = device.allocate((long) count * WORDS * Integer.BYTES);
        Stream stream = device.stream()) {
      evidence.memory().write(DeviceForms.pack(volleys, Form.BITS));
      BitDecisions.of(device, spec, network.decisions(), weights, few)
          .orElseThrow()
          .decide(stream, evidence, count, decisions);
      stream.await();
      int[] words = new int[count * WORDS];
      decisions.read(words);
      for (int i = 4; i < words.length; i += WORDS) {
        words[i] = words[i] < 0 ? -1 : words[i] / spec.decision().neuronsPerLabel();
      }
      return words;
    }
  }
}
