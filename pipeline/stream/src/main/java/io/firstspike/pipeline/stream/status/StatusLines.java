package io.firstspike.pipeline.stream.status;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.apache.flink.api.common.accumulators.Accumulator;

/**
 * Messages of a job's operators to its user, wherever they run. They are an accumulator, whose
 * newest value Flink brings to the job's client and its web page. Lines of all operators are
 * merged; a line that is no longer true is removed.
 */
public final class StatusLines implements Accumulator<String, TreeSet<String>> {

  /** The accumulator's name in every operator that uses it. */
  public static final String NAME = "status";

  private static final long serialVersionUID = 1L;

  /**
   * The present lines; the set is replaced, never changed, since Flink reads it from another
   * thread.
   */
  private volatile TreeSet<String> lines;

  /** Makes an accumulator without lines. */
  public StatusLines() {
    this(List.of());
  }

  private StatusLines(Collection<String> lines) {
    this.lines = new TreeSet<>(lines);
  }

  /** Replaces all lines by {@code now}. */
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
