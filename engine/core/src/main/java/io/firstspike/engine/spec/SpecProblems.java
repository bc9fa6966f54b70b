package io.firstspike.engine.spec;

import java.util.ArrayList;
import java.util.List;

/** List of the mistakes found in a spec; each sentence names the field, its value and its range. */
final class SpecProblems {

  private final List<String> sentences = new ArrayList<>();

  /** Adds a mistake. */
  void add(String sentence) {
    sentences.add(sentence);
  }

  /** Whether no mistake has been found so far. */
  boolean isEmpty() {
    return sentences.isEmpty();
  }

  /** All mistakes, in the order in which they were found. */
  List<String> sentences() {
    return List.copyOf(sentences);
  }

  /**
   * Adds a mistake if {@code value} is null.
   *
   * @return whether it is not null
   */
  boolean present(String field, Object value) {
    if (value == null) {
      add(field + " is missing");
    }
    return value != null;
  }

  /**
   * Adds a mistake if {@code value} is not in the range from {@code from} to {@code to}, both
   * included.
   */
  void range(String field, long value, long from, long to) {
    if (value < from || value > to) {
      add(field + " is " + value + ", must be " + from + " to " + to);
    }
  }

  /** Adds a mistake if {@code value} is not above 0 and finite. */
  void positive(String field, double value) {
    if (!(value > 0)) {
      add(field + " is " + value + ", must be above 0");
    }
    requireEnd(field, value);
  }

  /** Adds a mistake if {@code value} is not 0 or more and finite. */
  void notNegative(String field, double value) {
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
}
