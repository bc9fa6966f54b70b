package io.firstspike.connectors.topic;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** Names what a learner counts from its beginning on; {@link Counts} has the values. */
@API(status = Status.MAINTAINED)
public enum Counter {
  /** Frames read. */
  FRAMES_IN(0, "framesIn"),
  /** Decisions written, the silent ones among them. */
  PREDICTIONS(1, "predictions"),
  /** Decisions in which no neuron spoke. */
  SILENT(2, "silent"),
  /** Labels the decision layer learned from. */
  LABELS_LEARNED(4, "labelsLearned"),
  /** Labels of frames seen while feature layers were learning. */
  LABELS_SKIPPED(5, "labelsSkipped"),
  /** Labels that came before their frame and still wait. */
  LABELS_WAITING(6, "labelsWaiting"),
  /** Decisions that still wait for their label. */
  TRACES_WAITING(7, "tracesWaiting"),
  /** Labels and traces that waited too long. */
  EXPIRED(8, "expired"),
  /** Labelled frames decided rightly. */
  CORRECT(9, "correct"),
  /** Labelled frames decided wrongly, or not at all. */
  WRONG(10, "wrong"),
  /** Frames whose id had been seen: dead letters. */
  FRAMES_REPEATED(11, "framesRepeated"),
  /** Labels of a frame that had that label: dead letters. */
  LABELS_REPEATED(12, "labelsRepeated"),
  /** Labels of a frame that had another one: dead letters. */
  LABELS_CONTRADICTING(13, "labelsContradicting"),
  /** Of the expired, labels whose frame did not come: dead letters. */
  LABELS_WITHOUT_FRAME(14, "labelsWithoutFrame"),
  /**
   * New labels for which no decision neurons were free, retired labels, and commands that cannot be
   * carried out: dead letters.
   */
  LABELS_REFUSED(15, "labelsRefused"),
  /** Volleys in the decision layer's memory at present. */
  MEMORY_VOLLEYS(16, "memoryVolleys"),
  /** Bytes that the decision layer's memory takes at present. */
  MEMORY_BYTES(17, "memoryBytes"),
  /** Labels that are retired at present. */
  LABELS_RETIRED(18, "labelsRetired");

  private static final Map<Integer, Counter> BY_NUMBER =
      Arrays.stream(values()).collect(Collectors.toMap(Counter::number, Function.identity()));

  private final int number;
  private final String field;

  Counter(int number, String field) {
    this.number = number;
    this.field = field;
  }

  /** Its number in state, 0 to 255; never changes, and none is given twice. */
  public int number() {
    return number;
  }

  /** Its name in a metrics record. */
  public String field() {
    return field;
  }

  /** The counter of a number; empty if there is none, as where state of an earlier program had. */
  public static Optional<Counter> of(int number) {
    return Optional.ofNullable(BY_NUMBER.get(number));
  }
}
