package io.firstspike.pipeline.stream.status;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.apache.flink.api.common.accumulators.Accumulator;

/**
 * Carries what the operators of a job have to say to its user from wherever they run: as an
 * accumulator, of which Flink brings the newest value to the job's client and its web page. Lines
 * of all operators are put together; a line that is no longer true is taken back.
 */
public final class StatusLines implements Accumulator<String, TreeSet<String>> {

  /** The accumulator's name in every operator that has one. */
  public static final String NAME = "status";

  private static final long serialVersionUID = 1L;

  /** Never changed but replaced: Flink looks at it from another thread. */
  private volatile TreeSet<String> lines;

  /** Nothing to say. */
  public StatusLines() {
    this(List.of());
  }

  private StatusLines(Collection<String> lines) {
    this.lines = new TreeSet<>(lines);
  }

  /** Says just {@code now}, and nothing of what has been said before. */
  public void replace(Collection<String> now) {
    lines = new TreeSet<>(now);
  }

  @Override
  public void add(String line) {
    TreeSet<String> more = new TreeSet<>(lines);
    more.add(line);
    lines = more;
  }

  @Override
  public TreeSet<String> getLocalValue() {
    return lines;
  }

  @Override
  public void resetLocal() {
    lines = new TreeSet<>();
  }

  @Override
  public void merge(Accumulator<String, TreeSet<String>> other) {
    TreeSet<String> all = new TreeSet<>(lines);
    all.addAll(other.getLocalValue());
    lines = all;
  }

  @Override
  public StatusLines clone() {
    return new StatusLines(lines);
  }
}
