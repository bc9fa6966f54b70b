package io.firstspike.connectors.topic;

import io.firstspike.connectors.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * A record that could not be used, with the reason.
 *
 * @param origin where the record came from
 * @param payload its content, or as much of it as was kept
 * @param where the kind of thing that was being read: "frame", "label", ...
 * @param reason the fault, in words for people
 */
@API(status = Status.MAINTAINED)
public record DeadLetter(Origin origin, Payload payload, String where, String reason) {

  public DeadLetter {
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(payload, "payload");
    Objects.requireNonNull(where, "where");
    Objects.requireNonNull(reason, "reason");
  }

  /** The frame id in the header {@code frame-id} of the record; empty if there is none. */
  public Optional<String> frameId() {
    return payload.headers().stream()
        .filter(header -> header.name().equals(FrameFormat.FRAME_ID) && header.value() != null)
        .map(header -> new String(header.value(), StandardCharsets.UTF_8))
        .findFirst();
  }

  /** The dead letter of a record, with all of its content. */
  public static DeadLetter of(Received received, String where, String reason) {
    return new DeadLetter(received.origin(), received.payload(), where, reason);
  }

  /** The dead letter of a record whose decoding failed. */
  public static DeadLetter of(Received received, MalformedException failure) {
    return of(received, failure.where(), failure.getMessage());
  }
}
