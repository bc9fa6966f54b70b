package io.firstspike.engine.spec.mistake;

import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** List of the mistakes found in a spec; each sentence names the field, its value and its range. */
@API(status = Status.INTERNAL)
public final class SpecProblems {

  private final List<String> sentences = new ArrayList<>();

  /** Adds a mistake. */
  public void add(String sentence) {
    sentences.add(sentence);
  }

  /** Whether no mistake has been found so far. */
  public boolean isEmpty() {
    return sentences.isEmpty();
  }

  /** All mistakes, in the order in which they were found. */
  public List<String> sentences() {
    return List.copyOf(sentences);
  }

  /**
   * Adds a mistake if {@code value} is null.
   *
   * @return whether it is not null
   */
  public boolean present(String field, Object value) {
    if (value == null) {
      add(field + " is missing");
    }
    return value != null;
  }

  /**
   * Adds a mistake if {@code value} is not in the range from {@code from} to {@code to}, both
   * included.
   */
  public void range(String field, long value, long from, long to) {
    if (value < from || value > to) {
      add(field + " is " + value + ", must be " + from + " to " + to);
    }
  }

  /**
   * Adds a mistake if {@code value} is not a number from {@code from} to {@code to}, both included.
   */
  public void within(String field, double value, double from, double to) {
    if (!(value >= from && value <= to)) {
      add(field + " is " + value + ", must be " + from + " to " + to);
    }
  }

  /** Adds a mistake if {@code value} is not 0 or more and below 1. */
  public void share(String field, float value) {
    if (!(value >= 0 && value < 1)) {
      add(field + " is " + value + ", must be 0 to below 1");
    }
  }

  /** Adds a mistake if {@code value} is not above 0 and finite. */
  public void positive(String field, double value) {
    if (!(value > 0)) {
      add(field + " is " + value + ", must be above 0");
    }
    requireEnd(field, value);
  }

  /** Adds a mistake if {@code value} is not 0 or more and finite. */
  public void notNegative(String field, double value) {
    if (!(value >= 0)) {
      add(field + " is " + value + ", must be 0 or more");
    }
    requireEnd(field, value);
  }

  private void requireEnd(String field, double value) {
    if (value == Double.POSITIVE_INFINITY) {
      add(field + " is " + value + ", must be finite");
    }
  }

  /**
   * Adds a mistake if {@code lower} is not below {@code upper}, or one of them is not finite.
   *
   * @param at name of the field that has them as its fields
   */
  public void bounds(String at, float lower, float upper) {
    if (!(lower < upper && Float.isFinite(lower) && Float.isFinite(upper))) {
      add(at + ".lower is " + lower + ", must be below upper " + upper + ", both finite");
    }
  }
}
