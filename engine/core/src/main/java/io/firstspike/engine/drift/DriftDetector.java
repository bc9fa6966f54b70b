package io.firstspike.engine.drift;

import io.firstspike.engine.spec.DriftSpec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** Detects drift in the errors that a learner makes on labels it knows well. Not thread-safe. */
@API(status = Status.INTERNAL)
public final class DriftDetector {

  private final PageHinkley test;
  private final int[] met;
  private final int knownAfter;
  private Drift told = Drift.NONE;

  /**
   * Creates a detector that has seen nothing.
   *
   * @param capacity number of labels that there are neurons for
   */
  public DriftDetector(DriftSpec spec, int capacity) {
    this.test = new PageHinkley(spec.tolerance(), spec.limit());
    this.met = new int[capacity];
    this.knownAfter = spec.knownAfter();
  }

  /**
   * Takes a decision whose label is known. After drift it begins anew: all labels are unknown.
   *
   * @param label index of the right label
   * @param right whether it was decided for
   * @param at number of this label, counted from 1
   * @return whether there is drift
   */
  public boolean add(int label, boolean right, long at) {
    if (met[label] < knownAfter) {
      met[label]++;
      return false;
    }
    test.add(right ? 0 : 1, at);
    boolean drift = test.drift();
    told =
        drift
            ? new Drift(false, told.drifts() + 1, at, test.since())
            : new Drift(test.warning(), told.drifts(), told.at(), told.since());
    if (drift) {
      test.reset();
      Arrays.fill(met, 0);
    }
    return drift;
  }

  /** Forgets that a label is known. */
  public void forget(int label) {
    met[label] = 0;
  }

  /** The present state of affairs. */
  public Drift drift() {
    return told;
  }

  /** Writes what the detector has gathered. */
  public void write(DataOutput out) throws IOException {
    test.write(out);
    out.writeBoolean(told.warning());
    out.writeLong(told.drifts());
    out.writeLong(told.at());
    out.writeLong(told.since());
    for (int number : met) {
      out.writeInt(number);
    }
  }

  /** Goes on from what {@link #write} has written. */
  public void read(DataInput in) throws IOException {
    test.read(in);
    told = new Drift(in.readBoolean(), in.readLong(), in.readLong(), in.readLong());
    for (int label = 0; label < met.length; label++) {
      met[label] = in.readInt();
    }
  }
}
