package io.firstspike.engine.cuda.learn;

import io.firstspike.engine.backend.BackendFailure;
import io.firstspike.engine.backend.Lesson;
import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.driver.Resources;
import io.firstspike.engine.cuda.form.DeviceSpikes;
import io.firstspike.engine.cuda.lane.HostCopies;
import io.firstspike.engine.cuda.lane.Lane;
import io.firstspike.engine.cuda.lane.NetworkTables;
import io.firstspike.engine.cuda.lane.StimulusBytes;
import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.learning.ProgressTracker;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.plasticity.Stdp;
import io.firstspike.engine.spec.FeatureSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.StdpSpec;
import io.firstspike.engine.stimulus.Stimulus;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Learning of a network on a device. Images are encoded there, go through the frozen layers, and
 * are learned from, without coming back to the host. A copy of the network on the host takes the
 * weights when a layer is frozen, and at the end.
 */
@API(status = Status.INTERNAL)
public final class CudaLesson implements Lesson {

  private final Device device;
  private final Network network;
  private final Network own;
  private final NetworkSpec spec;
  private final StimulusBytes bytes;
  private final ProgressTracker progress;
  private final Runnable release;
  private final Resources held = new Resources();
  private final int capacity;
  private final NetworkTables tables;

  /** Computes what feature layers learn from; null as soon as all are frozen. */
  private Lane lane;

  private FeatureLesson features;
  private LabelLesson labelLesson;

  /**
   * Copies the network to the device.
   *
   * @param capacity the most images that are learned from at a time
   * @param release called when this object is closed
   */
  public CudaLesson(
      Device device, Network network, Progress progress, int capacity, Runnable release) {
    this.device = device;
    this.network = network;
    this.spec = network.spec();
    this.own = Network.of(spec, network.weights().toArrays());
    this.bytes = new StimulusBytes(spec);
    this.progress = new ProgressTracker(spec, progress);
    this.capacity = capacity;
    try {
      this.tables = held.hold(new NetworkTables(device, own, spec.tables().size()));
      if (this.progress.deciding()) {
        this.labelLesson = prepareLabels();
      } else {
        this.lane = held.hold(new Lane(device, own, tables, capacity));
        lane.reserveFeatures(spec.features().size() - 1);
        requireRoom();
        this.features = prepareFeatures();
      }
    } catch (RuntimeException e) {
      held.close();
      throw e;
    }
    this.release = release;
  }

  /** Learning needs memory of its own, which is allocated as it goes on. */
  private void requireRoom() {
    if (capacity > 1 && device.available() < device.allocated() / 2) {
      throw BackendFailure.full("batches of " + capacity + " images leave no memory to learn with");
    }
  }

  private FeatureLesson prepareFeatures() {
    int stage = progress.stage();
    return held.hold(
        new FeatureLesson(device, spec, stage, own.convolution(stage), tables.table(stage)));
  }

  private LabelLesson prepareLabels() {
    return held.hold(LabelLesson.of(device, own, tables, bytes, capacity));
  }

  @Override
  public int learnFeatures(List<? extends Stimulus> batch) {
    if (progress.deciding()) {
      throw new IllegalStateException("all feature layers are frozen");
    }
    requireAllTaken(batch);
    int stage = progress.stage();
    int learned = 0;
    while (learned < batch.size() && progress.stage() == stage) {
      int count = (int) Math.min(batch.size() - learned, untilCheck(stage));
      count = Math.min(count, lane.capacity());
      learn(batch.subList(learned, learned + count), stage);
      learned += count;
    }
    return learned;
  }

  /** The number of frames until the layer may be frozen, or its convergence is to be looked at. */
  private long untilCheck(int stage) {
    StdpSpec stdp = spec.features().get(stage).stdp();
    long left = Math.max(1, stdp.frames() - progress.frames());
    return stdp.convergence() > 0
        ? Math.min(
            left, StdpSpec.CONVERGENCE_EVERY - progress.frames() % StdpSpec.CONVERGENCE_EVERY)
        : left;
  }

  private void learn(List<? extends Stimulus> part, int stage) {
    HostCopies.write(part, bytes, lane.pinnedPixels());
    lane.upload(part.size());
    DeviceSpikes encoded = lane.encode(part.size());
    DeviceSpikes seen = lane.features(encoded, stage, part.size());
    // Waits for the upload, but not for what it begins: the next images are made ready meanwhile.
    features.learn(lane.stream(), seen, part.size(), progress.frames() + 1, progress.seed());
    for (int i = 0; i < part.size(); i++) {
      progress.countFrame();
    }
    if (progress.advance(converged(stage))) {
      freeze(stage);
    }
  }

  private boolean converged(int stage) {
    StdpSpec stdp = spec.features().get(stage).stdp();
    if (stdp.convergence() == 0 || progress.frames() % StdpSpec.CONVERGENCE_EVERY != 0) {
      return false;
    }
    LayerWeights weights = learned(stage);
    return weights.convergence() < stdp.convergence();
  }

  /** Completes a layer, as a learner does: rounds its weights, if the spec says so. */
  private void freeze(int stage) {
    FeatureSpec layer = spec.features().get(stage);
    LayerWeights weights = learned(stage);
    features.close();
    if (layer.binary()) {
      for (int map = 0; map < weights.maps(); map++) {
        float[] row = weights.row(map);
        Stdp.binarise(row);
        weights.setRow(map, row);
      }
      tables.table(stage).write(weights);
    }
    if (progress.deciding()) {
      lane.close();
      lane = null;
    } else {
      lane.weightsChanged(stage);
      features = prepareFeatures();
    }
  }

  /** The weights of a layer, once the device has done all that was begun. */
  private LayerWeights learned(int stage) {
    LayerWeights weights = own.weights().table(stage);
    lane.stream().await();
    tables.table(stage).read(weights);
    return weights;
  }

  @Override
  public int[] learnDecisions(List<? extends Stimulus> batch, int[] labels) {
    if (!progress.deciding()) {
      throw new IllegalStateException(
          "layer " + spec.layerName(progress.stage()) + " is still learning its features");
    }
    requireAllTaken(batch);
    if (labelLesson == null) {
      labelLesson = prepareLabels();
    }
    return labelLesson.learn(batch, labels, progress);
  }

  /** Finds an image that does not fit before anything is learned from the batch. */
  private void requireAllTaken(List<? extends Stimulus> batch) {
    batch.forEach(bytes::require);
  }

  @Override
  public Progress progress() {
    return progress.progress();
  }

  @Override
  public void handBack() {
    if (lane != null) {
      lane.stream().await();
    }
    tables.read(network.weights());
  }

  @Override
  public void close() {
    try {
      if (lane != null) {
        lane.stream().settle();
      }
      held.close();
    } finally {
      release.run();
    }
  }
}
