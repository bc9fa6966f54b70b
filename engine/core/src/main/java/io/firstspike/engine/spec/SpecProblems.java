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

  /**
   * Adds a mistake if {@code value} is not a number from {@code from} to {@code to}, both included.
   */
  void within(String field, double value, double from, double to) {
    if (!(value >= from && value <= to)) {
      add(field + " is " + value + ", must be " + from + " to " + to);
    }
  }

  /** Adds a mistake if {@code value} is not 0 or more and below 1. */
  void share(String field, float value) {
    if (!(value >= 0 && value < 1)) {
      add(field + " is " + value + ", must be 0 to below 1");
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

  /**
   * Adds a mistake if {@code lower} is not below {@code upper}, or one of them is not finite.
   *
   * @param at name of the field that has them as its fields
   */
  void bounds(String at, float lower, float upper) {
    if (!(lower < upper && Float.isFinite(lower) && Float.isFinite(upper))) {
      add(at + ".lower is " + lower + ", must be below upper " + upper + ", both finite");
    }
  }
}
