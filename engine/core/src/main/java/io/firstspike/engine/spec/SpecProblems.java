package io.firstspike.engine.spec;

import java.util.ArrayList;
import java.util.List;

/** The mistakes found in a spec: each names the field, its value and its range. */
final class SpecProblems {

  private final List<String> sentences = new ArrayList<>();

  /** Notes a mistake. */
  void add(String sentence) {
    sentences.add(sentence);
  }

  /** Whether there is none so far. */
  boolean isEmpty() {
    return sentences.isEmpty();
  }

  /** All of them, in the order they were found. */
  List<String> sentences() {
    return List.copyOf(sentences);
  }

  /** Whether {@code value} is there; a mistake if not. */
  boolean present(String field, Object value) {
    if (value == null) {
      add(field + " is missing");
    }
    return value != null;
  }

  /** {@code value} must be {@code from} to {@code to}, both included. */
  void range(String field, long value, long from, long to) {
    if (value < from || value > to) {
      add(field + " is " + value + ", must be " + from + " to " + to);
    }
  }

  /** {@code value} must be above 0, and finite. */
  void positive(String field, double value) {
    if (!(value > 0)) {
      add(field + " is " + value + ", must be above 0");
    }
    requireEnd(field, value);
  }

  /** {@code value} must be 0 or more, and finite. */
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
