package io.firstspike.engine.cuda;

import io.firstspike.engine.backend.BackendFailure;
import io.firstspike.engine.backend.Inference;
import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.driver.Resources;
import io.firstspike.engine.encode.FrameFitting;
import io.firstspike.engine.layer.Winner;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Execution of a network on a device. Batches larger than a lane takes are split; while one part is
 * computed, the pixels of the next one are copied.
 */
final class CudaInference implements Inference {

  /** Lanes that take turns with the parts of a large batch. */
  private static final int LANES = 2;

  private final Device device;
  private final Network network;
  private final NetworkSpec spec;
  private final FrameFitting fitting;
  private final NetworkTables tables;
  private final List<Lane> lanes = new ArrayList<>();
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
    this.fitting = new FrameFitting(spec.input());
    this.release = release;
    this.tables = new NetworkTables(device, network, spec.layers());
    try {
      lanes.add(new Lane(device, network, tables, capacity));
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
    while (true) {
      try {
        return computation.get();
      } catch (BackendFailure e) {
        int capacity = lanes.get(0).capacity();
        if (!e.full() || capacity == 1) {
          throw e;
        }
        Lane smaller = CudaBackend.largest(capacity / 2, this::replaceLanes);
        lanes.add(smaller);
      }
    }
  }

  private Lane replaceLanes(int capacity) {
    lanes.forEach(Lane::close);
    lanes.clear();
    return new Lane(device, network, tables, capacity);
  }

  /** Work of a lane on a part of a batch, whose results it appends to others. */
  private interface Work<T, R> {
    void on(Lane lane, List<? extends T> part, List<R> results);
  }

  /** The results of a batch, part by part, as large as a lane takes them. */
  private <T, R> List<R> inParts(List<? extends T> batch, Work<T, R> work) {
    return compute(
        () -> {
          List<R> results = new ArrayList<>(batch.size());
          Lane lane = lanes.get(0);
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
        (lane, part, volleys) -> {
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
        (lane, part, volleys) -> {
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
        (lane, part, volleys) -> {
          upload(part, lane);
          DeviceSpikes seen = lane.inTime(lane.evidence(part.size()), part.size());
          HostCopies.read(seen, part.size(), lane.stream(), volleys);
        });
  }

  @Override
  public List<Decision> decide(List<Volley> evidence) {
    return this.<Volley, Decision>inParts(
        evidence,
        (lane, part, decisions) -> {
          DeviceSpikes input = lane.evidenceBuffer();
          HostCopies.write(part, input);
          lane.decide(input, part.size());
          lane.stream().await();
          decisions.addAll(decisions(lane.decisions(part.size())));
        });
  }

  @Override
  public List<Decision> classify(List<? extends Stimulus> batch) {
    return decisions(compute(() -> decisionWords(batch)));
  }

  @Override
  public int[] labels(List<? extends Stimulus> batch) {
    int[] words = compute(() -> decisionWords(batch));
    int[] labels = new int[batch.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = label(words[i * Lane.DECISION_WORDS]);
    }
    return labels;
  }

  /** The decisions on a batch, as the device gives them. */
  private int[] decisionWords(List<? extends Stimulus> batch) {
    int[] words = new int[batch.size() * Lane.DECISION_WORDS];
    int parts = parts(batch);
    // The lane of part i is at work until part i + LANES needs it.
    for (int part = 0; part < parts + LANES; part++) {
      int done = part - LANES;
      if (done >= 0 && done < parts) {
        collect(done, batch.size(), words);
      }
      if (part < parts) {
        Lane lane = lane(part);
        List<? extends Stimulus> own = part(batch, part);
        HostCopies.write(own, fitting, lane.pinnedPixels());
        lane.run(own.size());
      }
    }
    return words;
  }

  private void collect(int part, int size, int[] words) {
    Lane lane = lane(part);
    int first = part * lane.capacity();
    int count = Math.min(lane.capacity(), size - first);
    lane.stream().await();
    System.arraycopy(
        lane.decisions(count), 0, words, first * Lane.DECISION_WORDS, count * Lane.DECISION_WORDS);
  }

  private Lane lane(int part) {
    int lane = part % LANES;
    if (lane == lanes.size()) {
      lanes.add(new Lane(device, network, tables, lanes.get(0).capacity()));
    }
    return lanes.get(lane);
  }

  /** The number of parts that lanes take a batch in. */
  private int parts(List<?> batch) {
    int capacity = lanes.get(0).capacity();
    return (batch.size() + capacity - 1) / capacity;
  }

  private <T> List<T> part(List<T> batch, int part) {
    int capacity = lanes.get(0).capacity();
    int first = part * capacity;
    return batch.subList(first, Math.min(batch.size(), first + capacity));
  }

  private void upload(List<? extends Stimulus> batch, Lane lane) {
    HostCopies.write(batch, fitting, lane.pinnedPixels());
    lane.upload(batch.size());
  }

  private int label(int map) {
    return map < 0 ? -1 : map / spec.decision().neuronsPerLabel();
  }

  private List<Decision> decisions(int[] words) {
    List<Decision> decisions = new ArrayList<>(words.length / Lane.DECISION_WORDS);
    for (int at = 0; at < words.length; at += Lane.DECISION_WORDS) {
      decisions.add(decision(words, at));
    }
    return decisions;
  }

  /** The decision in words {@code at} and the following ones. */
  private Decision decision(int[] words, int at) {
    int map = words[at];
    if (map < 0) {
      return Decision.SILENT;
    }
    Shape shape = network.decisions().output();
    int location = words[at + 1];
    Winner winner =
        new Winner(
            map,
            location / shape.width(),
            location % shape.width(),
            words[at + 2],
            Float.intBitsToFloat(words[at + 3]));
    int other = words[at + 4];
    return new Decision(
        Optional.of(winner),
        label(map),
        label(other),
        other < 0 ? 0 : Float.intBitsToFloat(words[at + 5]));
  }

  @Override
  public void refresh() {
    lanes.forEach(lane -> lane.stream().await());
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
