package io.firstspike.connectors.replay;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.EventBlock;
import io.firstspike.connectors.event.EventDecoder;
import io.firstspike.connectors.event.EventLimits;
import io.firstspike.connectors.event.format.EventFormat;
import io.firstspike.connectors.topic.packet.EventPacket;
import io.firstspike.connectors.topic.packet.EventPacketFormat;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * One run of a {@link Replayer} through a recording, as the camera would send it: the time of the
 * events in a packet says when it is sent. Event time is that of the camera, from the start on. No
 * window is ended but by the clock.
 */
final class CameraReplay {

  private static final int HEAD_PACKET = EventFormat.HEAD;

  private final ReplayOutput output;
  private final String topic;
  private final int packetBytes;
  private final CameraOptions options;
  private long first = Long.MIN_VALUE;
  private long latest = Long.MIN_VALUE;
  private long packets;

  CameraReplay(ReplayOutput output, String topic, int packetBytes, CameraOptions options) {
    this.output = output;
    this.topic = topic;
    this.packetBytes = packetBytes;
    this.options = options;
  }

  /**
   * Sends all of a recording.
   *
   * @param progress receives the number of events sent so far, after each packet
   * @throws MalformedException if it is not of the format that its beginning or its name says
   * @throws ReplayException if it cannot be read
   */
  ReplayReport run(InputStream in, String name, LongConsumer progress) throws MalformedException {
    byte[] head = read(in, name, HEAD_PACKET);
    EventFormat format =
        EventFormat.recognise(head, name)
            .orElseThrow(
                () ->
                    new MalformedException(
                        "recording", "neither its beginning nor its name says the format"));
    EventDecoder decoder = format.decoder(this::look, EventLimits.DEFAULT);
    send(format, decoder, head, progress);
    byte[] bytes = read(in, name, packetBytes);
    while (bytes.length > 0) {
      send(format, decoder, bytes, progress);
      bytes = read(in, name, packetBytes);
    }
    decoder.end();
    long end = options.start() + millis() + 1;
    output.mark(end);
    output.complete();
    return new ReplayReport(packets, 0, end);
  }

  private static byte[] read(InputStream in, String name, int most) {
    try {
      return in.readNBytes(most);
    } catch (IOException e) {
      throw new ReplayException("cannot read " + name + ": " + e.getMessage(), e);
    }
  }

  private void look(EventBlock events) {
    if (first == Long.MIN_VALUE) {
      first = events.time(0);
    }
    // Small steps back, and a clock that is set back, do not count.
    latest = Math.max(latest, events.time(events.size() - 1));
  }

  private void send(EventFormat format, EventDecoder decoder, byte[] bytes, LongConsumer progress)
      throws MalformedException {
    for (int from = 0; from < bytes.length; from += packetBytes) {
      byte[] part = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + packetBytes));
      decoder.decode(part, 0, part.length);
      if (options.speed() > 0) {
        output.await((long) (micros() * 1000 / options.speed()), packets + " packets");
      }
      EventPacket packet =
          new EventPacket(
              options.modelKey(),
              options.recording(),
              Optional.of(format),
              decoder.sensor(),
              part,
              Optional.empty(),
              options.start() + millis());
      output.send(EventPacketFormat.encode(topic, null, packet));
      output.mark(options.start() + millis());
      packets++;
      progress.accept(decoder.tally().events());
    }
  }

  /** The camera's time since its first event. */
  private long micros() {
    return latest == Long.MIN_VALUE ? 0 : latest - first;
  }

  private long millis() {
    return micros() / 1000;
  }
}
