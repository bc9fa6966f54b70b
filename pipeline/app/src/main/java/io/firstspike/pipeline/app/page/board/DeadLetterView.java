package io.firstspike.pipeline.app.page.board;

import io.firstspike.connectors.topic.DeadLetter;

/**
 * What the page shows of a dead letter.
 *
 * @param modelKey its key, as text
 * @param what what could not be used: frame, label, ...
 * @param reason the fault, in words
 * @param position topic-partition-offset of the record
 * @param frameId the frame it is about; null if it does not say
 * @param time when it became a dead letter, in milliseconds since the epoch
 */
public record DeadLetterView(
    String modelKey, String what, String reason, String position, String frameId, long time) {

  static DeadLetterView of(String modelKey, DeadLetter letter, long time) {
    return new DeadLetterView(
        modelKey,
        letter.where(),
        letter.reason(),
        letter.origin().position(),
        letter.frameId().orElse(null),
        time);
  }
}
