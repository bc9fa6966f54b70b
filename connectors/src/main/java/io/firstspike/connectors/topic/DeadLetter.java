package io.firstspike.connectors.topic;

import io.firstspike.connectors.MalformedException;
import java.util.Objects;

/**
 * A record that could not be used, with the reason.
 *
 * @param received the record as it came
 * @param where the kind of thing that was being read: "frame", "label", ...
 * @param reason the fault, in words for people
 */
public record DeadLetter(Received received, String where, String reason) {

  public DeadLetter {
    Objects.requireNonNull(received, "received");
    Objects.requireNonNull(where, "where");
    Objects.requireNonNull(reason, "reason");
  }

  /** The dead letter of a record whose decoding failed. */
  public static DeadLetter of(Received received, MalformedException failure) {
    return new DeadLetter(received, failure.where(), failure.getMessage());
  }
}
