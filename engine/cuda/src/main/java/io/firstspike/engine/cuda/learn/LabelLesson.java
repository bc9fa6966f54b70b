package io.firstspike.engine.cuda.learn;

import io.firstspike.engine.backend.BackendFailure;
import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.driver.Resources;
import io.firstspike.engine.cuda.form.DeviceSpikes;
import io.firstspike.engine.cuda.lane.HostCopies;
import io.firstspike.engine.cuda.lane.Lane;
import io.firstspike.engine.cuda.lane.NetworkTables;
import io.firstspike.engine.cuda.lane.StimulusBytes;
import io.firstspike.engine.learning.ProgressTracker;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.Stimulus;
import java.util.Arrays;
import java.util.List;

/**
 * Learning of the decision layer from images and labels. Two lanes take turns with the parts of a
 * batch: while the decision layer learns from one part, the other lane computes what it sees of the
 * next one.
 */
final class LabelLesson implements AutoCloseable {

  private static final int LANES = 2;

  /** The most images of a part: the fewer, the sooner learning begins. */
  private static final int MOST = 500;

  private final StimulusBytes bytes;
  private final Resources held = new Resources();
  private final Lane[] lanes = new Lane[LANES];
  private final DeviceSpikes[] seen = new DeviceSpikes[LANES];
  private final DecisionLesson decisions;

  private LabelLesson(
      Device device, Network network, NetworkTables tables, StimulusBytes bytes, int capacity) {
    this.bytes = bytes;
    NetworkSpec spec = network.spec();
    try {
      for (int i = 0; i < LANES; i++) {
        lanes[i] = held.hold(new Lane(device, network, tables, capacity));
        lanes[i].reserveEvidence();
      }
      this.decisions =
          held.hold(
              DecisionLesson.of(
                  device, spec, network.decisions(), tables.from(spec.features().size())));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Prepares the learning, in parts as large as the memory allows.
   *
   * @param network all of whose feature layers are frozen
   * @param capacity the most images of a part
   * @throws BackendFailure if the memory does not even do for a single image, or the device fails
   */
  static LabelLesson of(
      Device device, Network network, NetworkTables tables, StimulusBytes bytes, int capacity) {
    for (int most = Math.min(MOST, capacity); ; most /= 2) {
      try {
        return new LabelLesson(device, network, tables, bytes, most);
      } catch (BackendFailure e) {
        if (!e.full() || most == 1) {
          throw e;
        }
      }
    }
  }

  /**
   * Decides on each image, then learns from its label.
   *
   * @return the labels that were decided for before learning; -1 for a silent network
   */
  int[] learn(List<? extends Stimulus> batch, int[] labels, ProgressTracker progress) {
    int[] decided = new int[batch.size()];
    int each = lanes[0].capacity();
    look(batch, 0);
    for (int part = 0; part * each < decided.length; part++) {
      int first = part * each;
      int end = Math.min(decided.length, first + each);
      int next = part + 1;
      int[] said =
          decisions.learn(
              lanes[part % LANES].stream(),
              seen[part % LANES],
              end - first,
              Arrays.copyOfRange(labels, first, end),
              progress,
              () -> look(batch, next));
      System.arraycopy(said, 0, decided, first, said.length);
    }
    return decided;
  }

  /** Begins to compute what the decision layer sees of a part, if there is one. */
  private void look(List<? extends Stimulus> batch, int part) {
    Lane lane = lanes[part % LANES];
    int first = part * lane.capacity();
    int count = Math.min(batch.size() - first, lane.capacity());
    if (count > 0) {
      HostCopies.write(batch.subList(first, first + count), bytes, lane.pinnedPixels());
      lane.upload(count);
      seen[part % LANES] = lane.inTime(lane.evidence(count), count);
    }
  }

  @Override
  public void close() {
    for (Lane lane : lanes) {
      if (lane != null) {
        lane.stream().settle();
      }
    }
    held.close();
  }
}
