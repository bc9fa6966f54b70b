package io.firstspike.connectors.replay;

import io.firstspike.connectors.protocol.Protocol;
import java.util.Objects;

/**
 * Options of a replay: the part of a data set that is written, and its timing. The same options on
 * the same data set give the same records.
 *
 * @param modelKey the key of every record, 1 to 256 characters
 * @param framesPerSecond the rate by the clock, in frames per second; 0 for as fast as possible
 * @param stepMillis event time between two frames, in milliseconds, at least 1
 * @param labels the place of the labels
 * @param labelDelay the delay of a label behind its frame, on the labels topic
 * @param epochs the number of passes over the images, at least 1
 * @param from the index of the first image
 * @param to the index after the last image; a value beyond the data set means its end
 * @param idPrefix the beginning of frame ids, which are idPrefix-epoch-index
 * @param start the event time of the first frame, in milliseconds since the epoch, at least 0
 * @param markEvery the largest number of frames between time marks, at least 1; at a given rate
 *     never more than come in 4 ms
 * @param protocol the order of the images, what changes on the way, and which frames get a label
 */
public record ReplayOptions(
    String modelKey,
    double framesPerSecond,
    long stepMillis,
    LabelPlace labels,
    LabelDelay labelDelay,
    int epochs,
    int from,
    int to,
    String idPrefix,
    long start,
    int markEvery,
    Protocol protocol) {

  public ReplayOptions {
    Objects.requireNonNull(modelKey, "modelKey");
    Objects.requireNonNull(labels, "labels");
    Objects.requireNonNull(labelDelay, "labelDelay");
    Objects.requireNonNull(idPrefix, "idPrefix");
    Objects.requireNonNull(protocol, "protocol");
    require(framesPerSecond >= 0 && framesPerSecond < 1e9, "frames per second", framesPerSecond);
    require(stepMillis >= 1, "the step in milliseconds", stepMillis);
    require(epochs >= 1, "the number of epochs", epochs);
    require(from >= 0 && to > from, "the range of indices", from + " to before " + to);
    require(start >= 0, "the start in milliseconds since the epoch", start);
    require(markEvery >= 1, "the number of frames between marks", markEvery);
  }

  /**
   * Options that write the whole data set once, as fast as possible, with frames 1 ms of event time
   * apart and labels on their topic without delay, for the model key "default".
   *
   * @param start the event time of the first frame, in milliseconds since the epoch
   */
  public static ReplayOptions startingAt(long start) {
    return new ReplayOptions(
        "default",
        0,
        1,
        LabelPlace.TOPIC,
        LabelDelay.NONE,
        1,
        0,
        Integer.MAX_VALUE,
        "frame",
        start,
        100,
        Protocol.AS_IS);
  }

  /** A copy for another learner. */
  public ReplayOptions withModelKey(String key) {
    return new ReplayOptions(
        key,
        framesPerSecond,
        stepMillis,
        labels,
        labelDelay,
        epochs,
        from,
        to,
        idPrefix,
        start,
        markEvery,
        protocol);
  }

  /**
   * A copy with another rate, in frames per second; the step becomes the time between two frames,
   * rounded to whole milliseconds and at least 1 ms.
   */
  public ReplayOptions withRate(double rate) {
    long step = rate > 0 ? Math.max(1, Math.round(1000 / rate)) : 1;
    return new ReplayOptions(
        modelKey,
        rate,
        step,
        labels,
        labelDelay,
        epochs,
        from,
        to,
        idPrefix,
        start,
        markEvery,
        protocol);
  }

  /** A copy with another step of event time, in milliseconds, whatever the rate. */
  public ReplayOptions withStepMillis(long step) {
    return new ReplayOptions(
        modelKey,
        framesPerSecond,
        step,
        labels,
        labelDelay,
        epochs,
        from,
        to,
        idPrefix,
        start,
        markEvery,
        protocol);
  }

  /** A copy with another place and delay of labels. */
  public ReplayOptions withLabels(LabelPlace place, LabelDelay delay) {
    return new ReplayOptions(
        modelKey,
        framesPerSecond,
        stepMillis,
        place,
        delay,
        epochs,
        from,
        to,
        idPrefix,
        start,
        markEvery,
        protocol);
  }

  /** A copy with another number of passes. */
  public ReplayOptions withEpochs(int times) {
    return new ReplayOptions(
        modelKey,
        framesPerSecond,
        stepMillis,
        labels,
        labelDelay,
        times,
        from,
        to,
        idPrefix,
        start,
        markEvery,
        protocol);
  }

  /** A copy for the images from index {@code first} (inclusive) to {@code end} (exclusive). */
  public ReplayOptions withRange(int first, int end) {
    return new ReplayOptions(
        modelKey,
        framesPerSecond,
        stepMillis,
        labels,
        labelDelay,
        epochs,
        first,
        end,
        idPrefix,
        start,
        markEvery,
        protocol);
  }

  /** A copy with another beginning of frame ids, which tells one replay from another. */
  public ReplayOptions withIdPrefix(String prefix) {
    return new ReplayOptions(
        modelKey,
        framesPerSecond,
        stepMillis,
        labels,
        labelDelay,
        epochs,
        from,
        to,
        prefix,
        start,
        markEvery,
        protocol);
  }

  /** A copy with another number of frames between time marks. */
  public ReplayOptions withMarkEvery(int frames) {
    return new ReplayOptions(
        modelKey,
        framesPerSecond,
        stepMillis,
        labels,
        labelDelay,
        epochs,
        from,
        to,
        idPrefix,
        start,
        frames,
        protocol);
  }

  /** A copy that shows the images by another protocol. */
  public ReplayOptions withProtocol(Protocol other) {
    return new ReplayOptions(
        modelKey,
        framesPerSecond,
        stepMillis,
        labels,
        labelDelay,
        epochs,
        from,
        to,
        idPrefix,
        start,
        markEvery,
        other);
  }

  private static void require(boolean holds, String what, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(what + " is out of range: " + value);
    }
  }
}
