package io.firstspike.engine.cuda.lane;

import io.firstspike.engine.cuda.decide.DecisionBuffers;
import io.firstspike.engine.cuda.decide.DecisionStage;
import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.driver.Recording;
import io.firstspike.engine.cuda.driver.Resources;
import io.firstspike.engine.cuda.form.DeviceSpikes;
import io.firstspike.engine.cuda.form.KernelWork;
import io.firstspike.engine.network.Network;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** A lane of one network, and that network's decisions. */
@API(status = Status.INTERNAL)
public final class DecidingLane implements AutoCloseable {

  /** The most sizes of batches whose work is recorded. */
  private static final int MOST_RECORDINGS = 16;

  private final Resources held = new Resources();
  private final Lane lane;
  private final DecisionStage decide;
  private final DecisionBuffers decisions;
  private final Map<Integer, Recording> recordings = new HashMap<>();

  /**
   * Sizes of batches that have been through all stages: nothing is left to be allocated for them.
   */
  private final Set<Integer> ran = new HashSet<>();

  /**
   * Allocates what batches of {@code capacity} images need.
   *
   * @throws io.firstspike.engine.backend.BackendFailure if the device does not have as much memory
   */
  public DecidingLane(Device device, Network network, NetworkTables tables, int capacity) {
    int table = network.spec().features().size();
    try {
      this.lane = held.hold(new Lane(device, network, tables, capacity));
      this.decide =
          held.hold(
              new DecisionStage(
                  device, network.spec(), network.decisions(), tables.table(table), capacity));
      this.decisions = held.hold(new DecisionBuffers(device, capacity));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The stages up to what the decision layer sees. */
  public Lane lane() {
    return lane;
  }

  /** Takes notice that the weights of feature layer {@code layer} have changed. */
  public void weightsChanged(int layer) {
    forgetRecordings();
    lane.weightsChanged(layer);
  }

  private void forgetRecordings() {
    recordings.values().forEach(Recording::close);
    recordings.clear();
    ran.clear();
  }

  /** Decides on {@code evidence} and begins to copy the decisions to the host. */
  public void decide(DeviceSpikes evidence, int count) {
    DeviceSpikes seen = decide.readsBits() ? evidence : lane.inTime(evidence, count);
    decide.decide(lane.stream(), seen, count, decisions.part(0, count, count));
    decisions.download(lane.stream(), count);
  }

  /**
   * Uploads the pixels of {@code count} images, decides on them, and begins to copy the decisions
   * to the host. From the third time on that a batch has so many images, all this is one recorded
   * piece of work.
   */
  public void run(int count) {
    Recording recorded = recordings.get(count);
    if (recorded == null && ran.contains(count) && recordings.size() < MOST_RECORDINGS) {
      recorded = lane.stream().record(() -> work(count));
      recordings.put(count, recorded);
    }
    if (recorded == null) {
      work(count);
      ran.add(count);
    } else {
      lane.stream().play(recorded);
    }
  }

  private void work(int count) {
    lane.upload(count);
    decide(lane.evidence(count), count);
  }

  /**
   * Work to decide on {@code count} images, which were decided on before.
   *
   * @param evidence as it was decided on
   * @param sample number of images whose spikes are counted
   */
  public List<KernelWork> work(DeviceSpikes evidence, int count, int sample) {
    List<KernelWork> works = new ArrayList<>(lane.work(count, sample));
    DeviceSpikes seen = decide.readsBits() ? evidence : lane.inTime(evidence, count);
    lane.stream().await();
    works.add(decide.work(count, seen, seen.spikesEach(sample)));
    return works;
  }

  /** The decisions on the last batch, to be read once the stream has been waited for. */
  public DecisionBuffers decisions() {
    return decisions;
  }

  @Override
  public void close() {
    if (lane != null) {
      lane.stream().settle();
    }
    forgetRecordings();
    held.close();
  }
}
