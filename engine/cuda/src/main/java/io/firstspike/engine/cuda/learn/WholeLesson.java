package io.firstspike.engine.cuda.learn;

import io.firstspike.engine.cuda.decide.DecisionStage;
import io.firstspike.engine.cuda.decide.SearchBlocks;
import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.driver.DeviceMemory;
import io.firstspike.engine.cuda.driver.Resources;
import io.firstspike.engine.cuda.driver.Stream;
import io.firstspike.engine.cuda.form.DeviceSpikes;
import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.learning.ProgressTracker;
import io.firstspike.engine.plasticity.DeltaRule;
import io.firstspike.engine.plasticity.Stdp;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.DeltaSpec;
import io.firstspike.engine.spec.MarginSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.S2StdpSpec;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Learning of decision neurons that see the whole input, by the delta rule, the margin rule or
 * S2-STDP: what {@code DeltaLearning}, {@code MarginLearning} and {@code TimingLearning} of the
 * engine do. Inputs that fire are listed for some hundred images at a time; then a block for each
 * map (the delta rule, where a map's synapses fit into shared memory) or one block learns from
 * their labels.
 */
final class WholeLesson implements DecisionLesson {

  private static final int THREADS = 256;
  private static final int LEARNERS = 512;
  private static final int LANES = 32;
  private static final int MAX_STEPS = 128;

  /** The most bytes of the lists of a launch. */
  private static final long MOST_LISTS = 64L << 20;

  /** What lists may take of the memory that is left: one part of as many. */
  private static final int SHARE = 8;

  /** Floats of a tile of rows of weights, as the kernel of the delta rule has it. */
  private static final int TILE = 4096;

  /** Threads of a block that learns the delta rule of one map. */
  private static final int MAP_LEARNERS = 1024;

  /** Floats that such a block has beside its synapses, as the kernel has them. */
  private static final int GATHERED = 4096 + 16 + 4;

  /** Words of {@code FsTeacher} before the bounds of its weights. */
  private static final int OTHERS = 9;

  /** The most images of a launch. */
  private static final int MOST_IMAGES = 1024;

  private final Device device;
  private final DecisionSpec spec;
  private final int steps;
  private final Convolution layout;
  private final DecisionTables tables;
  private final int[] structure;
  private final int[] teacher;
  private final int images;
  private final Resources held = new Resources();
  private final DeviceMemory lists;
  private final DeviceMemory ends;
  private final DeviceMemory right;
  private final DeviceMemory rates;
  private final DeviceMemory said;
  private final DeviceMemory potentials;

  WholeLesson(Device device, NetworkSpec network, Convolution layout, DecisionTables tables) {
    this.device = device;
    this.spec = network.decision();
    this.steps = network.encoding().steps();
    this.layout = layout;
    this.tables = tables;
    this.structure = SearchBlocks.structure(layout, tables.weights().stride(), steps);
    this.teacher = teacher(spec);
    long listBytes = (long) layout.fan() * Integer.BYTES;
    long most = Math.min(MOST_LISTS, device.available() / SHARE);
    this.images = (int) Math.max(1, Math.min(MOST_IMAGES, most / listBytes));
    try {
      this.lists = held.hold(device.allocate(images * listBytes));
      this.ends = held.hold(device.allocate((long) images * MAX_STEPS * Integer.BYTES));
      this.right = held.hold(device.allocate((long) images * Integer.BYTES));
      this.rates = held.hold(device.allocate((long) images * 4 * Float.BYTES));
      this.said = held.hold(device.allocate((long) images * Integer.BYTES));
      this.potentials = held.hold(device.allocate((long) images * spec.takenMaps() * Float.BYTES));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The words of the structure {@code FsTeacher}. */
  private static int[] teacher(DecisionSpec spec) {
    Stdp bounds = new Stdp(0, 0, 0, 0, false);
    float margin = 0;
    boolean adaptive = false;
    float right = 0;
    float other = 0;
    float[] timing = new float[4];
    if (spec.rule() instanceof MarginSpec rule) {
      margin = rule.margin();
      bounds = rule.reward(0);
    } else if (spec.rule() instanceof DeltaSpec rule) {
      adaptive = rule.adaptive();
      right = DeltaRule.rightTarget(rule.smoothing());
      other = DeltaRule.otherTarget(rule.smoothing(), spec.takenMaps());
    } else if (spec.rule() instanceof S2StdpSpec rule) {
      bounds = new Stdp(0, 0, rule.lower(), rule.upper(), false);
      timing = new float[] {rule.gap(), rule.potentiation(), rule.depression(), rule.competition()};
    }
    int[] words = new int[OTHERS + 2 * DeviceRules.WORDS + timing.length + 1];
    words[0] = spec.takenMaps();
    words[1] = spec.neuronsPerLabel();
    words[2] = Float.floatToRawIntBits(DecisionStage.floor(spec));
    words[3] = Float.floatToRawIntBits(spec.threshold() == null ? 0 : spec.threshold());
    words[4] = spec.latencies() ? 1 : 0;
    words[5] = adaptive ? 1 : 0;
    words[6] = Float.floatToRawIntBits(margin);
    words[7] = Float.floatToRawIntBits(right);
    words[8] = Float.floatToRawIntBits(other);
    System.arraycopy(DeviceRules.words(bounds, bounds), 0, words, OTHERS, 2 * DeviceRules.WORDS);
    for (int i = 0; i < timing.length; i++) {
      words[OTHERS + 2 * DeviceRules.WORDS + i] = Float.floatToRawIntBits(timing[i]);
    }
    words[words.length - 1] = spec.labels().size();
    return words;
  }

  @Override
  public int[] learn(
      Stream stream,
      DeviceSpikes evidence,
      int count,
      int[] labels,
      ProgressTracker progress,
      Runnable meanwhile) {
    int[] decided = new int[count];
    for (int first = 0; first < count; first += images) {
      int run = Math.min(images, count - first);
      int[] part =
          learnSome(
              stream,
              evidence,
              first,
              run,
              Arrays.copyOfRange(labels, first, first + run),
              progress,
              first == 0 ? meanwhile : () -> {});
      System.arraycopy(part, 0, decided, first, run);
    }
    return decided;
  }

  private int[] learnSome(
      Stream stream,
      DeviceSpikes evidence,
      int first,
      int count,
      int[] labels,
      ProgressTracker progress,
      Runnable meanwhile) {
    long size = evidence.shape().size();
    DeviceMemory seen = evidence.memory().part(first * size, count * size);
    list(stream, seen, count);
    right.write(labels);
    if (spec.rule() instanceof DeltaSpec rule) {
      delta(stream, count, rule, progress);
    } else if (spec.rule() instanceof MarginSpec rule) {
      margin(stream, seen, count, rule, progress);
    } else {
      timing(stream, seen, count, (S2StdpSpec) spec.rule(), progress);
    }
    meanwhile.run();
    stream.await();
    int[] decided = new int[count];
    said.part(0, (long) count * Integer.BYTES).read(decided);
    for (int i = 0; i < count; i++) {
      progress.countLabel(decided[i], labels[i]);
    }
    return decided;
  }

  private void list(Stream stream, DeviceMemory seen, int count) {
    device
        .kernel("fs_list_inputs")
        .launch(
            stream,
            (count * LANES + THREADS - 1) / THREADS,
            THREADS,
            0,
            structure,
            seen,
            count,
            lists,
            ends);
  }

  private void delta(Stream stream, int count, DeltaSpec rule, ProgressTracker progress) {
    int[] fired = progress.measures(rule.measureOver()) ? fired(stream, count) : new int[count];
    float[] sizes = new float[count];
    for (int i = 0; i < count; i++) {
      progress.measure(fired[i], rule.measureOver());
      sizes[i] = (float) rule.step(progress.meanFired(), progress.labels() + i);
    }
    rates.write(sizes);
    if (columnBytes() <= device.sharedBytes() && !spec.latencies()) {
      deltaOfEachMap(stream, count, progress.labels());
    } else {
      deltaOfAllMaps(stream, count, progress.labels());
    }
  }

  /** The bytes of shared memory of a block that learns one map. */
  private long columnBytes() {
    long floats = (layout.fan() + 3L) / 4 * 4;
    return ((tables.squares() == null ? 1 : 2) * floats + GATHERED) * Float.BYTES;
  }

  private void deltaOfEachMap(Stream stream, int count, long labelsBefore) {
    device
        .kernel("fs_learn_delta_columns")
        .launch(
            stream,
            spec.takenMaps(),
            MAP_LEARNERS,
            (int) columnBytes(),
            structure,
            teacher,
            tables.weights().memory(),
            tables.lags(),
            tables.squares(),
            lists,
            ends,
            right,
            rates,
            count,
            labelsBefore,
            potentials);
    device
        .kernel("fs_decide_learned")
        .launch(
            stream,
            (count + THREADS - 1) / THREADS,
            THREADS,
            0,
            structure,
            teacher,
            potentials,
            ends,
            count,
            said);
  }

  private void deltaOfAllMaps(Stream stream, int count, long labelsBefore) {
    device
        .kernel("fs_learn_delta")
        .launch(
            stream,
            1,
            LEARNERS,
            deltaBytes(layout.output().maps()),
            structure,
            teacher,
            tables.weights().memory(),
            tables.lags(),
            tables.squares(),
            lists,
            ends,
            right,
            rates,
            count,
            labelsBefore,
            said);
  }

  /** The number of inputs of each image that fire. */
  private int[] fired(Stream stream, int count) {
    int[] all = new int[count * MAX_STEPS];
    stream.await();
    ends.part(0, (long) all.length * Integer.BYTES).read(all);
    return IntStream.range(0, count).map(i -> all[i * MAX_STEPS + steps - 1]).toArray();
  }

  private static int deltaBytes(int maps) {
    return (2 * maps + (maps <= LANES ? 2 * TILE : 0)) * Float.BYTES;
  }

  private void margin(
      Stream stream, DeviceMemory seen, int count, MarginSpec rule, ProgressTracker progress) {
    float[] sizes = new float[4 * count];
    for (int i = 0; i < count; i++) {
      Stdp reward = rule.reward(progress.labels() + i);
      Stdp punishment = rule.punishment(progress.labels() + i);
      sizes[4 * i] = reward.potentiation();
      sizes[4 * i + 1] = reward.depression();
      sizes[4 * i + 2] = punishment.potentiation();
      sizes[4 * i + 3] = punishment.depression();
    }
    rates.write(sizes);
    device
        .kernel("fs_learn_margin")
        .launch(
            stream,
            1,
            LEARNERS,
            layout.output().maps() * Float.BYTES + 3 * Integer.BYTES,
            structure,
            teacher,
            tables.weights().memory(),
            tables.lags(),
            seen,
            lists,
            ends,
            right,
            rates,
            count,
            progress.labels(),
            said);
  }

  private void timing(
      Stream stream, DeviceMemory seen, int count, S2StdpSpec rule, ProgressTracker progress) {
    double[] left = new double[count];
    for (int i = 0; i < count; i++) {
      left[i] = rule.left(progress.labels() + i);
    }
    rates.write(left);
    int labels = spec.labels().size();
    device
        .kernel("fs_learn_timing")
        .launch(
            stream,
            1,
            LEARNERS,
            3 * layout.output().maps() * Float.BYTES
                + labels * (DeviceRules.BYTES + 2 * Integer.BYTES),
            structure,
            teacher,
            tables.weights().memory(),
            tables.lags(),
            tables.raises(),
            seen,
            lists,
            ends,
            right,
            rates,
            count,
            progress.labels(),
            said);
  }

  @Override
  public void close() {
    held.close();
  }
}
