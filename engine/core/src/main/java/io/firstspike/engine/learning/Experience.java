package io.firstspike.engine.learning;

import io.firstspike.engine.drift.Drift;
import io.firstspike.engine.drift.DriftDetector;
import io.firstspike.engine.memory.VolleyMemory;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.DecisionSpec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * State of a decision layer beside its weights, if its spec says so: a memory of volleys that are
 * learned again, a detector of drift, and the labels that weights are averaged over. It is no part
 * of models; it can be written and read as numbered entries, so that only those that have changed
 * need to be written. Empty at the beginning. Not thread-safe.
 */
@API(status = Status.MAINTAINED)
public final class Experience {

  /** The number of the detector's entry, which the memory does not use. */
  private static final long DETECTOR = Long.MIN_VALUE;

  /** The number of the entry with the latest labels, which the memory does not use. */
  private static final long LATEST = DETECTOR + 1;

  private final Network network;
  private VolleyMemory memory;
  private DriftDetector detector;
  private LatestLabels latest;

  private Experience(Network network) {
    this.network = network;
    clear();
  }

  static Experience of(Network network) {
    return new Experience(network);
  }

  /** Forgets all. */
  void clear() {
    DecisionSpec spec = network.spec().decision();
    memory =
        spec.memory() == null
            ? null
            : new VolleyMemory(
                spec.memory(),
                network.evidence(),
                network.spec().encoding().steps(),
                spec.capacity());
    detector = spec.drift() == null ? null : new DriftDetector(spec.drift(), spec.capacity());
    latest = spec.averageOver() == 0 ? null : new LatestLabels(spec);
  }

  /** Forgets a label, as if it had never come. */
  void forget(int label) {
    memory().ifPresent(known -> known.forget(label));
    detector().ifPresent(known -> known.forget(label));
    latest().ifPresent(known -> known.forget(label));
  }

  Optional<VolleyMemory> memory() {
    return Optional.ofNullable(memory);
  }

  Optional<DriftDetector> detector() {
    return Optional.ofNullable(detector);
  }

  Optional<LatestLabels> latest() {
    return Optional.ofNullable(latest);
  }

  /** The number of volleys in the memory. */
  public int volleys() {
    return memory().map(VolleyMemory::volleys).orElse(0);
  }

  /** The bytes that the memory takes, as the spec's limit counts them. */
  public long bytes() {
    return memory().map(VolleyMemory::bytes).orElse(0L);
  }

  /** The findings of the detector of drift. */
  public Drift drift() {
    return detector().map(DriftDetector::drift).orElse(Drift.NONE);
  }

  /**
   * Returns the entries that have changed since the last call, and counts them as saved. After
   * {@link Learner#resume} or {@link #restore} it begins with what there is then.
   *
   * @return contents by number; null for entries that are gone. Contents never change
   */
  public Map<Long, byte[]> takeChanges() {
    Map<Long, byte[]> changes = memory().map(VolleyMemory::takeChanges).orElseGet(TreeMap::new);
    putOthers(changes);
    return changes;
  }

  /** All entries, as {@link #takeChanges} gives them; they do not count as saved. */
  public Map<Long, byte[]> entries() {
    Map<Long, byte[]> entries = memory().map(VolleyMemory::entries).orElseGet(TreeMap::new);
    putOthers(entries);
    return entries;
  }

  /** Adds the entries beside those of the memory. */
  private void putOthers(Map<Long, byte[]> entries) {
    detector().ifPresent(known -> entries.put(DETECTOR, bytes(known)));
    latest().ifPresent(known -> entries.put(LATEST, known.bytes()));
  }

  /**
   * Replaces all by entries that {@link #takeChanges} has given, in whatever order.
   *
   * @param entries the latest content of each that is not gone
   */
  public void restore(Map<Long, byte[]> entries) {
    Map<Long, byte[]> remembered = new TreeMap<>(entries);
    byte[] known = remembered.remove(DETECTOR);
    if (known != null && detector != null) {
      read(known);
    }
    byte[] averaged = remembered.remove(LATEST);
    if (averaged != null && latest != null) {
      latest.restore(averaged);
    }
    if (memory != null) {
      memory.restore(remembered);
    }
  }

  private static byte[] bytes(DriftDetector detector) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      detector.write(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException("memory can always be written", e);
    }
    return bytes.toByteArray();
  }

  private void read(byte[] bytes) {
    try {
      detector.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    } catch (IOException e) {
      throw new UncheckedIOException("the detector's state is cut off", e);
    }
  }
}
