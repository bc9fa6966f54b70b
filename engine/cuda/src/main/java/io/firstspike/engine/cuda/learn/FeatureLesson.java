package io.firstspike.engine.cuda.learn;

import io.firstspike.engine.cuda.decide.SearchBlocks;
import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.driver.DeviceMemory;
import io.firstspike.engine.cuda.driver.Resources;
import io.firstspike.engine.cuda.driver.Scratch;
import io.firstspike.engine.cuda.driver.Stream;
import io.firstspike.engine.cuda.form.DeviceSpikes;
import io.firstspike.engine.cuda.form.DeviceTable;
import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.spec.FeatureSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Shape;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * STDP of a feature layer on the device, frame after frame in their order: what {@code
 * FeatureLearning} of the engine does. Rates that change with the number of the frame, and maps
 * that are silenced at random, come from the host ({@link FrameCourse}). Some hundred frames are a
 * launch.
 */
@API(status = Status.INTERNAL)
public final class FeatureLesson implements AutoCloseable {

  private static final int THREADS = 256;
  private static final int BARRIER_BYTES = 8;

  private final Device device;
  private final FeatureSpec spec;
  private final int layer;
  private final Convolution layout;
  private final DeviceTable weights;
  private final int[] structure;
  private final FeaturePlan plan;
  private final Resources held = new Resources();
  private final DeviceMemory survivors;
  private final DeviceMemory barrier;
  private final DeviceMemory winners;
  private final InputLists lists;
  private final Scratch inhibited;
  private final Scratch rules;
  private final Scratch groups;
  private final Scratch frames;
  private final Scratch masks;

  /** Rules and masks of all launches of one call, on the device. */
  private record Course(
      DeviceMemory rules, DeviceMemory groups, DeviceMemory frames, DeviceMemory masks) {}

  /** Prepares the learning of layer {@code layer}. */
  public FeatureLesson(
      Device device, NetworkSpec network, int layer, Convolution layout, DeviceTable weights) {
    this.device = device;
    this.spec = network.features().get(layer);
    this.layer = layer;
    this.layout = layout;
    this.weights = weights;
    int steps = network.encoding().steps();
    this.structure = SearchBlocks.structure(layout, weights.stride(), steps);
    this.plan = FeaturePlan.of(device, layout, steps, spec.threshold(), spec.stdp());
    try {
      this.survivors = held.hold(device.allocate(2L * layout.output().locations() * Long.BYTES));
      this.barrier = held.hold(device.allocate(BARRIER_BYTES));
      barrier.write(new int[BARRIER_BYTES / Integer.BYTES]);
      this.winners =
          plan.winnerBytes() == 0
              ? null
              : held.hold(device.allocate(plan.blocks() * plan.winnerBytes()));
      this.lists = held.hold(InputLists.ofWindows(device, layout, steps));
      this.inhibited = held.hold(new Scratch(device));
      this.rules = held.hold(new Scratch(device));
      this.groups = held.hold(new Scratch(device));
      this.frames = held.hold(new Scratch(device));
      this.masks = held.hold(new Scratch(device));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Learns from frames, after what the stream has to do before.
   *
   * @param times the output of the layers below
   * @param count number of frames
   * @param firstFrame number of the first one among all that the layer learns from, from 1
   * @param seed seed of the network
   */
  public void learn(Stream stream, DeviceSpikes times, int count, long firstFrame, long seed) {
    if (count == 0) {
      return;
    }
    FrameCourse course = FrameCourse.of(spec, layer, count, firstFrame, seed);
    // What was begun before may still read what is replaced now.
    stream.await();
    Course uploaded =
        new Course(
            rules.of(course.rules()),
            groups.of(course.groupOf()),
            frames.of(course.frames()),
            course.masks().length == 0 ? null : masks.of(course.masks()));
    DeviceMemory seen = spec.inhibitInput() ? inhibit(stream, times, count) : times.memory();
    int most = Math.min(count, lists.most());
    lists.reserve(most);
    int done = 0;
    while (done < count) {
      // After the very first frame, all weights are clamped.
      int run = firstFrame + done == 1 ? 1 : Math.min(most, count - done);
      learn(stream, seen, done, run, uploaded);
      if (firstFrame + done == 1) {
        clamp(stream, uploaded);
      }
      done += run;
    }
  }

  private void learn(Stream stream, DeviceMemory times, int first, int count, Course course) {
    long size = layout.input().size();
    DeviceMemory seen = times.part(first * size, count * size);
    lists.listWindows(stream, structure, layout, seen, count);
    stream.fill(survivors, (byte) 0);
    long frameBytes = (long) FrameCourse.NUMBERS * Integer.BYTES;
    device
        .kernel(plan.kernel())
        .launchTogether(
            stream,
            plan.blocks(),
            plan.threads(),
            plan.sharedBytes(),
            structure,
            plan.contest(),
            weights.memory(),
            seen,
            count,
            lists.entries(),
            lists.ends(),
            course.rules,
            course.groups,
            course.frames.part(first * frameBytes, count * frameBytes),
            course.masks,
            survivors,
            winners,
            barrier);
  }

  private DeviceMemory inhibit(Stream stream, DeviceSpikes times, int count) {
    Shape shape = times.shape();
    long all = (long) count * shape.locations();
    DeviceMemory first = inhibited.atLeast((long) count * shape.size());
    device
        .kernel("fs_first_of_location")
        .launch(
            stream,
            Math.toIntExact((all + THREADS - 1) / THREADS),
            THREADS,
            0,
            times.memory(),
            first,
            shape.maps(),
            shape.locations(),
            times.steps(),
            all);
    return first;
  }

  private void clamp(Stream stream, Course course) {
    device
        .kernel("fs_clamp_rows")
        .launch(
            stream,
            spec.maps(),
            THREADS,
            0,
            structure,
            weights.memory(),
            course.rules,
            course.groups);
  }

  @Override
  public void close() {
    held.close();
  }
}
