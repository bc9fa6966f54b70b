package io.firstspike.engine.cuda.encode;

import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.driver.DeviceMemory;
import io.firstspike.engine.cuda.driver.Resources;
import io.firstspike.engine.cuda.driver.Stream;
import io.firstspike.engine.cuda.form.DeviceSpikes;
import io.firstspike.engine.cuda.form.KernelWork;
import io.firstspike.engine.spec.EncodingSpec;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spike.Shape;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Encodes images on the device: planes of pixels in, times or bits out, with the same spikes as
 * {@link io.firstspike.engine.encode.Encoder}. Work of one stage is given to one stream at a time,
 * as its working memory is used by one launch after the other.
 */
@API(status = Status.INTERNAL)
public final class EncodeStage implements AutoCloseable {

  /** The most bytes that blocks may take as working memory, but for one block. */
  private static final long WORKING_MEMORY = 1L << 30;

  /** Blocks for each multiprocessor, so that none waits long for the last ones. */
  private static final int BLOCKS = 16;

  private static final int LARGE_BLOCKS = 2;

  /** Images for each multiprocessor up to which each is encoded by as many threads as possible. */
  private static final int FEW = 2;

  /**
   * Images for each multiprocessor from which on it pays to give a block 32 of them: of fewer, each
   * is encoded sooner by a block.
   */
  private static final int MIRRORED_FROM = 8;

  /** Images whose intensities stay in the device's cache between two kernels. */
  private static final int PART = 2048;

  /**
   * The first guess of what a strong answer is, in units of the threshold; the kernel adapts it.
   */
  private static final float STRONG = 1.3f;

  private final Resources held = new Resources();
  private final Device device;
  private final InputSpec input;
  private final EncodingSpec spec;
  private final Shape output;
  private final int capacity;
  private final EncodePlan plan;
  private final DeviceMemory table;
  private final DeviceMemory weights;
  private final DeviceMemory memory;
  private final int multiprocessors;
  private final int blocks;
  private final MirroredPlan mirrored;
  private final int mirroredFrom;
  private final int fewBelow;
  private final DeviceMemory pairs;
  private final DeviceMemory strong;
  private final DeviceMemory answers;

  /**
   * Prepares an encoding.
   *
   * @param capacity the most images of one call
   * @throws IllegalArgumentException if a filter or the pooling does not fit
   */
  public EncodeStage(Device device, InputSpec input, EncodingSpec spec, int capacity) {
    this(
        device,
        input,
        spec,
        capacity,
        device.sharedBytes(),
        MIRRORED_FROM * device.info().multiprocessors(),
        MIRRORED_FROM * device.info().multiprocessors());
  }

  /**
   * Prepares an encoding.
   *
   * @param capacity the most images of one call
   * @param sharedLimit the most bytes of shared memory that a block may take as working memory
   * @param mirroredFrom the number of images from which on the kernels for mirrored filters and
   *     many images are used, where they can be
   * @param fewBelow the number of images below which the kernel for mirrored filters and few images
   *     is used, where it can be
   */
  public EncodeStage(
      Device device,
      InputSpec input,
      EncodingSpec spec,
      int capacity,
      long sharedLimit,
      int mirroredFrom,
      int fewBelow) {
    this.device = device;
    this.input = input;
    this.spec = spec;
    this.output = spec.output(input);
    this.capacity = capacity;
    this.plan = EncodePlan.of(input, spec, sharedLimit);
    this.multiprocessors = device.info().multiprocessors();
    this.blocks =
        plan.large()
            ? (int)
                Math.max(
                    1,
                    Math.min(
                        Math.min(capacity, multiprocessors * LARGE_BLOCKS),
                        WORKING_MEMORY / plan.memoryBytes()))
            : multiprocessors * BLOCKS;
    MirroredPlan possible = MirroredPlan.of(input, spec);
    this.mirrored =
        possible != null && possible.sharedBytes() <= device.sharedBytes() ? possible : null;
    this.mirroredFrom = mirroredFrom;
    this.fewBelow = fewBelow;
    boolean filtersFirst =
        capacity >= mirroredFrom && !plan.large() && MirroredPlan.answers(input, spec);
    try {
      this.table = copy(plan.table());
      this.weights = copy(plan.weights());
      this.memory = plan.large() ? held.hold(device.allocate(blocks * plan.memoryBytes())) : null;
      this.pairs = mirrored == null ? null : copy(mirrored.pairs());
      this.strong = mirrored == null ? null : copy(new float[] {STRONG * mirrored.least()});
      this.answers =
          filtersFirst
              ? held.hold(device.allocate(Math.min(capacity, PART) * plan.filteredBytes()))
              : null;
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private DeviceMemory copy(int[] values) {
    DeviceMemory allocated = held.hold(device.allocate((long) values.length * Integer.BYTES));
    allocated.write(values);
    return allocated;
  }

  private DeviceMemory copy(float[] values) {
    DeviceMemory allocated = held.hold(device.allocate((long) values.length * Float.BYTES));
    allocated.write(values);
    return allocated;
  }

  /** The shape of the encoded spikes. */
  public Shape output() {
    return output;
  }

  /**
   * Gives a stream the task to encode images.
   *
   * @param pixels {@code uint8 [image][plane][row][column]} of {@link InputSpec#pixels}
   * @param count number of images, at most the stage's capacity
   * @param spikes room for the spikes of as many images, in one form or the other
   */
  public void encode(Stream stream, DeviceMemory pixels, int count, DeviceSpikes spikes) {
    requireFits(pixels, count, spikes);
    if (mirrors(spikes) && count >= mirroredFrom) {
      encodeMirrored(stream, pixels, count, spikes);
    } else if (mirrors(spikes) && count > 0 && count < fewBelow) {
      encodeFew(stream, pixels, count, spikes);
    } else if (plan.large()) {
      encodeLarge(stream, pixels, count, spikes);
    } else if (answers != null && count >= mirroredFrom) {
      encodeInParts(stream, pixels, count, spikes);
    } else {
      encode(stream, pixels, null, count, spikes.memory(), spikes.form());
    }
  }

  private boolean mirrors(DeviceSpikes spikes) {
    return mirrored != null && spikes.form() == DeviceSpikes.Form.BITS;
  }

  /** Work to encode {@code count} images. */
  public List<KernelWork> work(int count, DeviceSpikes spikes) {
    double bytes = (double) count * input.pixels().size() + spikes.bytes(count);
    if (mirrors(spikes) && count >= mirroredFrom) {
      return List.of(new KernelWork("fs_encode_mirrored", 0, count * plan.sums(true), bytes));
    }
    if (mirrors(spikes) && count < fewBelow) {
      return List.of(new KernelWork("fs_encode_few", 0, count * plan.sums(false), bytes));
    }
    if (plan.large()) {
      return List.of(new KernelWork("fs_encode_large", 0, count * plan.sums(false), bytes));
    }
    if (answers != null && count >= mirroredFrom) {
      // Between the two kernels, the filters' answers stay in the cache.
      return List.of(
          new KernelWork(
              "fs_encode_answers",
              0,
              count * plan.sums(true),
              (double) count * input.pixels().size()),
          new KernelWork("fs_encode", 0, 0, spikes.bytes(count)));
    }
    return List.of(new KernelWork("fs_encode", 0, count * plan.sums(false), bytes));
  }

  private void encodeLarge(Stream stream, DeviceMemory pixels, int count, DeviceSpikes spikes) {
    device
        .kernel("fs_encode_large")
        .launch(
            stream,
            Math.min(count, blocks),
            EncodePlan.LARGE_THREADS,
            plan.sharedBytes(),
            pixels,
            count,
            spikes.memory(),
            table,
            weights,
            plan.weights().length,
            maxRate(),
            seed(),
            memory,
            plan.memoryBytes(),
            plan.words(spikes.form()));
  }

  /** Encodes so many images at a time that their intensities stay in the device's cache. */
  private void encodeInParts(Stream stream, DeviceMemory pixels, int count, DeviceSpikes spikes) {
    long pixelBytes = input.pixels().size();
    long spikeBytes = DeviceSpikes.bytesEach(output, spikes.form());
    for (int first = 0; first < count; first += PART) {
      int images = Math.min(PART, count - first);
      DeviceMemory from = pixels.part(first * pixelBytes, images * pixelBytes);
      filter(stream, from, images);
      encode(
          stream,
          from,
          answers,
          images,
          spikes.memory().part(first * spikeBytes, images * spikeBytes),
          spikes.form());
    }
  }

  private void filter(Stream stream, DeviceMemory pixels, int count) {
    device
        .kernel("fs_encode_answers")
        .launchGrid(
            stream,
            (count + MirroredPlan.IMAGES - 1) / MirroredPlan.IMAGES,
            plan.sources(),
            MirroredPlan.ANSWER_THREADS,
            MirroredPlan.answerBytes(input),
            pixels,
            count,
            answers,
            table,
            weights,
            MirroredPlan.imageWords(input),
            plan.words(DeviceSpikes.Form.TIMES));
  }

  private void encode(
      Stream stream,
      DeviceMemory pixels,
      DeviceMemory filtered,
      int count,
      DeviceMemory spikes,
      DeviceSpikes.Form form) {
    device
        .kernel("fs_encode")
        .launch(
            stream,
            Math.min(count, blocks),
            count <= multiprocessors * FEW ? EncodePlan.MOST_THREADS : EncodePlan.THREADS,
            plan.sharedBytes(),
            pixels,
            filtered,
            count,
            spikes,
            table,
            weights,
            plan.weights().length,
            maxRate(),
            seed(),
            plan.words(form));
  }

  private void encodeMirrored(Stream stream, DeviceMemory pixels, int count, DeviceSpikes spikes) {
    device
        .kernel("fs_encode_mirrored")
        .launch(
            stream,
            (count + MirroredPlan.IMAGES - 1) / MirroredPlan.IMAGES,
            mirrored.threads(),
            mirrored.sharedBytes(),
            pixels,
            count,
            spikes.memory(),
            pairs,
            strong,
            mirrored.words());
  }

  private void encodeFew(Stream stream, DeviceMemory pixels, int count, DeviceSpikes spikes) {
    device
        .kernel("fs_encode_few")
        .launch(
            stream,
            count,
            mirrored.fewThreads(),
            mirrored.fewBytes(),
            pixels,
            count,
            spikes.memory(),
            pairs,
            mirrored.words());
  }

  private double maxRate() {
    return spec.poisson() == null ? 0 : spec.poisson().maxRate();
  }

  private long seed() {
    return spec.poisson() == null ? 0 : spec.poisson().seed();
  }

  private void requireFits(DeviceMemory pixels, int count, DeviceSpikes spikes) {
    if (count < 0 || count > capacity) {
      throw new IllegalArgumentException(
          count + " images for an encoding of at most " + capacity + " at a time");
    }
    if (!spikes.shape().equals(output) || spikes.steps() != spec.steps()) {
      throw new IllegalArgumentException(
          "spikes of "
              + (output + " in " + spec.steps() + " steps do not fit ")
              + (spikes.shape() + " in " + spikes.steps()));
    }
    if (pixels.bytes() < (long) count * input.pixels().size()
        || spikes.memory().bytes() < count * DeviceSpikes.bytesEach(output, spikes.form())) {
      throw new IllegalArgumentException(
          "the memory is too small for " + count + " images of " + input.pixels());
    }
  }

  /** Gives back the device's memory. */
  @Override
  public void close() {
    held.close();
  }
}
