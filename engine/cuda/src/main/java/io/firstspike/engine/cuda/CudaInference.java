package io.firstspike.engine.cuda;

import io.firstspike.engine.backend.BackendFailure;
import io.firstspike.engine.backend.Inference;
import io.firstspike.engine.cuda.decide.DecisionBuffers;
import io.firstspike.engine.cuda.decide.DecisionWords;
import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.driver.Resources;
import io.firstspike.engine.cuda.form.DeviceSpikes;
import io.firstspike.engine.cuda.lane.DecidingLane;
import io.firstspike.engine.cuda.lane.HostCopies;
import io.firstspike.engine.cuda.lane.Lane;
import io.firstspike.engine.cuda.lane.NetworkTables;
import io.firstspike.engine.cuda.lane.StimulusBytes;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Execution of a network on a device. Batches larger than a lane takes are split; while one part is
 * computed, the pixels of the next one are copied.
 */
final class CudaInference implements Inference {

  /** Lanes that take turns with the parts of a large batch. */
  private static final int LANES = 4;

  /** The least images of a part, if the lanes take more: fewer would leave the device idle. */
  private static final int LEAST_PART = 2048;

  private final Device device;
  private final Network network;
  private final NetworkSpec spec;
  private final StimulusBytes bytes;
  private final NetworkTables tables;
  private final List<DecidingLane> lanes = new ArrayList<>();
  private final Runnable release;

  /**
   * Copies the network to the device.
   *
   * @param capacity the most images that a lane takes at a time
   * @param release called when this object is closed
   */
  CudaInference(Device device, Network network, int capacity, Runnable release) {
    this.device = device;
    this.network = network;
    this.spec = network.spec();
    this.bytes = new StimulusBytes(spec);
    this.release = release;
    this.tables = new NetworkTables(device, network, spec.layers());
    try {
      lanes.add(new DecidingLane(device, network, tables, capacity));
    } catch (RuntimeException e) {
      tables.close();
      throw e;
    }
  }

  /**
   * Computes something; if the device's memory does not do for it, with lanes of half the size,
   * down to single images.
   */
  private <R> R compute(Supplier<R> computation) {
    if (lanes.isEmpty()) {
      throw new BackendFailure("the device's memory did not do for a single image before");
    }
    while (true) {
      try {
        return computation.get();
      } catch (BackendFailure e) {
        int capacity = lanes.get(0).lane().capacity();
        if (!e.full() || capacity == 1) {
          throw e;
        }
        DecidingLane smaller = CudaBackend.largest(capacity / 2, this::replaceLanes);
        lanes.add(smaller);
      }
    }
  }

  private DecidingLane replaceLanes(int capacity) {
    lanes.forEach(DecidingLane::close);
    lanes.clear();
    return new DecidingLane(device, network, tables, capacity);
  }

  /** Work of a lane on a part of a batch, whose results it appends to others. */
  private interface Work<T, R> {
    void on(DecidingLane lane, List<? extends T> part, List<R> results);
  }

  /** The results of a batch, part by part, as large as a lane takes them. */
  private <T, R> List<R> inParts(List<? extends T> batch, Work<T, R> work) {
    return compute(
        () -> {
          List<R> results = new ArrayList<>(batch.size());
          DecidingLane lane = lanes.get(0);
          for (int i = 0; i < parts(batch); i++) {
            work.on(lane, part(batch, i), results);
          }
          return results;
        });
  }

  @Override
  public List<Volley> encode(List<? extends Stimulus> batch) {
    return this.<Stimulus, Volley>inParts(
        batch,
        (deciding, part, volleys) -> {
          Lane lane = deciding.lane();
          upload(part, lane);
          HostCopies.read(lane.encode(part.size()), part.size(), lane.stream(), volleys);
        });
  }

  @Override
  public List<Volley> features(List<Volley> encoded, int count) {
    if (count == 0) {
      return List.copyOf(encoded);
    }
    return this.<Volley, Volley>inParts(
        encoded,
        (deciding, part, volleys) -> {
          Lane lane = deciding.lane();
          DeviceSpikes input = lane.encodedBuffer();
          HostCopies.write(part, input);
          HostCopies.read(
              lane.features(input, count, part.size()), part.size(), lane.stream(), volleys);
        });
  }

  @Override
  public List<Volley> evidence(List<? extends Stimulus> batch) {
    return this.<Stimulus, Volley>inParts(
        batch,
        (deciding, part, volleys) -> {
          Lane lane = deciding.lane();
          upload(part, lane);
          DeviceSpikes seen = lane.inTime(lane.evidence(part.size()), part.size());
          HostCopies.read(seen, part.size(), lane.stream(), volleys);
        });
  }

  @Override
  public List<Decision> decide(List<Volley> evidence) {
    return this.<Volley, Decision>inParts(
        evidence,
        (deciding, part, decisions) -> {
          DeviceSpikes input = deciding.lane().evidenceBuffer();
          HostCopies.write(part, input);
          deciding.decide(input, part.size());
          deciding.lane().stream().await();
          int[] words = new int[part.size() * DecisionWords.EACH];
          deciding.decisions().words(part.size(), words, 0);
          decisions.addAll(decisions(words));
        });
  }

  @Override
  public List<Decision> classify(List<? extends Stimulus> batch) {
    int[] words = new int[batch.size() * DecisionWords.EACH];
    compute(() -> decideAll(batch, (made, count, first) -> made.words(count, words, first)));
    return decisions(words);
  }

  @Override
  public int[] labels(List<? extends Stimulus> batch) {
    int[] labels = new int[batch.size()];
    compute(
        () ->
            decideAll(
                batch, (made, count, first) -> made.labels(count, spec.decision(), labels, first)));
    return labels;
  }

  /** Takes {@code count} decisions of a batch, from number {@code first} on. */
  private interface Taker {
    void take(DecisionBuffers made, int count, int first);
  }

  /** Decides on a batch, part by part, and passes the decisions on; returns their number. */
  private int decideAll(List<? extends Stimulus> batch, Taker taker) {
    try {
      return decideInTurn(batch, taker);
    } catch (RuntimeException e) {
      // What other lanes have begun must not run into what is asked for next.
      lanes.forEach(deciding -> deciding.lane().stream().settle());
      throw e;
    }
  }

  private int decideInTurn(List<? extends Stimulus> batch, Taker taker) {
    int size = batch.size();
    int shared = Math.max(LEAST_PART, (size + LANES - 1) / LANES);
    int each = Math.min(lanes.get(0).lane().capacity(), shared);
    int parts = (size + each - 1) / each;
    // The lane of part i is at work until part i + LANES needs it.
    for (int part = 0; part < parts + LANES; part++) {
      int done = part - LANES;
      if (done >= 0 && done < parts) {
        lane(done).lane().stream().await();
        int first = done * each;
        taker.take(lane(done).decisions(), Math.min(each, size - first), first);
      }
      if (part < parts) {
        int first = part * each;
        List<? extends Stimulus> own = batch.subList(first, Math.min(size, first + each));
        DecidingLane deciding = lane(part);
        HostCopies.write(own, bytes, deciding.lane().pinnedPixels());
        deciding.run(own.size());
      }
    }
    return size;
  }

  private DecidingLane lane(int part) {
    int lane = part % LANES;
    if (lane == lanes.size()) {
      lanes.add(new DecidingLane(device, network, tables, lanes.get(0).lane().capacity()));
    }
    return lanes.get(lane);
  }

  /** The number of parts that lanes take a batch in. */
  private int parts(List<?> batch) {
    int capacity = lanes.get(0).lane().capacity();
    return (batch.size() + capacity - 1) / capacity;
  }

  private <T> List<T> part(List<T> batch, int part) {
    int capacity = lanes.get(0).lane().capacity();
    int first = part * capacity;
    return batch.subList(first, Math.min(batch.size(), first + capacity));
  }

  private void upload(List<? extends Stimulus> batch, Lane lane) {
    HostCopies.write(batch, bytes, lane.pinnedPixels());
    lane.upload(batch.size());
  }

  private List<Decision> decisions(int[] words) {
    List<Decision> decisions = new ArrayList<>(words.length / DecisionWords.EACH);
    for (int at = 0; at < words.length; at += DecisionWords.EACH) {
      decisions.add(
          DecisionWords.decision(words, at, spec.decision(), network.decisions().output()));
    }
    return decisions;
  }

  @Override
  public void refresh() {
    lanes.forEach(deciding -> deciding.lane().stream().await());
    for (int table : tables.refresh()) {
      if (table < spec.features().size()) {
        lanes.forEach(lane -> lane.weightsChanged(table));
      }
    }
  }

  @Override
  public void close() {
    try (Resources all = new Resources()) {
      all.hold(release::run);
      all.hold(tables);
      lanes.forEach(all::hold);
    }
  }
}
