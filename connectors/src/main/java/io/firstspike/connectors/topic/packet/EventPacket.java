package io.firstspike.connectors.topic.packet;

import io.firstspike.connectors.event.SensorSize;
import io.firstspike.connectors.event.format.EventFormat;
import io.firstspike.connectors.topic.Text;
import java.util.Objects;
import java.util.Optional;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * A piece of an event camera's stream, or of a recording of one. It may end anywhere, also within
 * an event. Arrays are neither copied nor compared by content.
 *
 * @param modelKey the key of the learner that the events are for, 1 to 256 characters; the packets
 *     of a key come in their order
 * @param recording the name of the recording that it is of, up to 256 characters; a packet with
 *     another name than the one before begins anew
 * @param format the encoding; empty if the recording's own header tells it
 * @param sensor the size of the sensor; empty if the recording's header tells it, or it is that
 *     which the network expects
 * @param bytes the events
 * @param end tells that a window ends behind these events; empty if none does but by the clock
 * @param timestamp event time, in milliseconds since the epoch
 */
@API(status = Status.MAINTAINED)
public record EventPacket(
    String modelKey,
    String recording,
    Optional<EventFormat> format,
    Optional<SensorSize> sensor,
    byte[] bytes,
    Optional<WindowEnd> end,
    long timestamp) {

  public EventPacket {
    Text.requireName(modelKey, "model key");
    if (!recording.isEmpty()) {
      Text.requireName(recording, "recording");
    }
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(sensor, "sensor");
    Objects.requireNonNull(bytes, "bytes");
    Objects.requireNonNull(end, "end");
  }

  /**
   * The end of a window, which then becomes a frame.
   *
   * @param frameId the id that its label will refer to, 1 to 256 characters
   * @param label the right label, if it is known already; 1 to 256 characters
   */
  public record WindowEnd(String frameId, Optional<String> label) {

    public WindowEnd {
      Text.requireName(frameId, "frame id");
      label.ifPresent(text -> Text.requireName(text, "label"));
    }
  }
}
