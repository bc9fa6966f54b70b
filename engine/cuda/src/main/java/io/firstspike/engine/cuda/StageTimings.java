package io.firstspike.engine.cuda;

import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.driver.Resources;
import io.firstspike.engine.cuda.form.DeviceSpikes;
import io.firstspike.engine.cuda.lane.DecidingLane;
import io.firstspike.engine.cuda.lane.HostCopies;
import io.firstspike.engine.cuda.lane.Lane;
import io.firstspike.engine.cuda.lane.NetworkTables;
import io.firstspike.engine.cuda.lane.StimulusBytes;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.stimulus.Image;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Rates at which a device works through images whose pixels it already has, or the host's
 * page-locked memory, for benchmarks.
 *
 * @param whole images a second from pixels to decisions
 * @param evidence images a second from pixels to what the decision layer sees
 * @param encode images a second through the encoding with time steps alone
 * @param fromHost images a second from pixels in page-locked memory of the host to labels there
 * @param kernels time and shares of the kernels from pixels to decisions; empty on a device that
 *     tells no clocks, as a simulated one does
 */
@API(status = Status.MAINTAINED)
public record StageTimings(
    double whole, double evidence, double encode, double fromHost, List<KernelShare> kernels) {

  /** Lanes that take turns where pixels come from the host. */
  private static final int LANES = 4;

  /** The most images that such a lane takes at a time. */
  private static final int PART = 16_384;

  /** Images whose spikes are counted. */
  private static final int SAMPLE = 256;

  /**
   * Measures the rates.
   *
   * @param images one batch
   * @param rounds how often each stage goes through the batch, after as many rounds that warm up
   */
  public static StageTimings of(Network network, List<Image> images, int rounds) {
    Device device = SharedDevices.borrow(0, Long.MAX_VALUE);
    int count = images.size();
    try (NetworkTables tables = new NetworkTables(device, network, network.spec().layers());
        DecidingLane deciding = new DecidingLane(device, network, tables, count)) {
      Lane lane = deciding.lane();
      HostCopies.write(images, new StimulusBytes(network.spec()), lane.pinnedPixels());
      lane.upload(count);
      return new StageTimings(
          perSecond(lane, count, rounds, () -> deciding.decide(lane.evidence(count), count)),
          perSecond(lane, count, rounds, () -> lane.evidence(count)),
          perSecond(lane, count, rounds, () -> lane.encode(count)),
          fromHost(device, network, tables, images.subList(0, Math.min(count, PART)), rounds),
          DevicePeaks.of(device).map(peaks -> shares(deciding, count, peaks)).orElse(List.of()));
    } finally {
      SharedDevices.giveBack(device);
    }
  }

  private static double fromHost(
      Device device, Network network, NetworkTables tables, List<Image> images, int rounds) {
    int count = images.size();
    List<DecidingLane> lanes = new ArrayList<>();
    try (Resources held = new Resources()) {
      for (int i = 0; i < LANES; i++) {
        lanes.add(held.hold(new DecidingLane(device, network, tables, count)));
        HostCopies.write(
            images, new StimulusBytes(network.spec()), lanes.get(i).lane().pinnedPixels());
      }
      int[] labels = new int[count];
      inTurn(lanes, rounds, network, labels);
      long begun = System.nanoTime();
      inTurn(lanes, rounds, network, labels);
      return (double) count * LANES * rounds * 1e9 / (System.nanoTime() - begun);
    }
  }

  /** Lets each lane decide on its images, and reads the labels before it is its turn again. */
  private static void inTurn(List<DecidingLane> lanes, int rounds, Network network, int[] labels) {
    for (int round = 0; round <= rounds; round++) {
      for (DecidingLane one : lanes) {
        if (round > 0) {
          one.lane().stream().await();
          one.decisions().labels(labels.length, network.spec().decision(), labels, 0);
        }
        if (round < rounds) {
          one.run(labels.length);
        }
      }
    }
  }

  /** Times each kernel by itself: the events between them keep launches from overlapping. */
  static List<KernelShare> shares(DecidingLane deciding, int count, DevicePeaks peaks) {
    Lane lane = deciding.lane();
    Map<String, Double> seconds =
        lane.stream().timed(() -> deciding.decide(lane.evidence(count), count));
    DeviceSpikes evidence = lane.evidence(count);
    lane.stream().await();
    return KernelShare.of(deciding.work(evidence, count, Math.min(SAMPLE, count)), seconds, peaks);
  }

  private static double perSecond(Lane lane, int count, int rounds, Runnable batch) {
    repeat(lane, rounds, batch);
    long begun = System.nanoTime();
    repeat(lane, rounds, batch);
    return (double) count * rounds * 1e9 / (System.nanoTime() - begun);
  }

  private static void repeat(Lane lane, int rounds, Runnable batch) {
    for (int round = 0; round < rounds; round++) {
      batch.run();
    }
    lane.stream().await();
  }
}
