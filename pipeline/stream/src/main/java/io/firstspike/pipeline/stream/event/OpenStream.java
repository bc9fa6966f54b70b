package io.firstspike.pipeline.stream.event;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.EventLimits;
import io.firstspike.connectors.event.window.CameraStream;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.FrameFormat;
import io.firstspike.connectors.topic.Origin;
import io.firstspike.connectors.topic.Received;
import io.firstspike.connectors.topic.packet.EventPacket;
import io.firstspike.connectors.topic.packet.EventPacket.WindowEnd;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.EventWindow;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The camera of one model key: takes its packets and passes on the windows that end in them, as
 * records of frames.
 *
 * <p>The origin of a window is that of the packet in which it ended, with the number of the window
 * within the packet, counted from 1, in place of the record's timestamp: so the windows of a packet
 * are in order. The id of a window that the clock has ended is the packet's position with that
 * number; its event time is the packet's.
 */
public final class OpenStream {

  private final CameraStream camera;
  private final Consumer<Received> sink;
  private Origin origin;
  private EventPacket packet;
  private WindowEnd marker;
  private int windows;

  /** Creates a stream before its first packet. */
  public OpenStream(NetworkSpec spec, EventLimits limits, Consumer<Received> sink) {
    this.camera = new CameraStream(spec, limits, this::pass);
    this.sink = sink;
  }

  /**
   * Takes a packet.
   *
   * @throws MalformedException if it cannot be decoded, or ends a window that has no event
   * @throws IllegalArgumentException if the network does not take the events of such a sensor
   */
  public void take(Origin from, EventPacket taken) throws MalformedException {
    origin = from;
    packet = taken;
    marker = null;
    windows = 0;
    camera.take(
        new CameraStream.Head(taken.recording(), taken.format(), taken.sensor()), taken.bytes());
    if (taken.end().isPresent()) {
      if (!camera.open()) {
        throw new MalformedException(
            "events",
            "frame "
                + taken.end().get().frameId()
                + " ends here, but there was no event since the last window");
      }
      marker = taken.end().get();
      camera.end();
    }
  }

  private void pass(EventWindow window) {
    windows++;
    Origin place = new Origin(origin.topic(), origin.partition(), origin.offset(), windows);
    String id = marker == null ? origin.position() + "." + windows : marker.frameId();
    Optional<String> label = marker == null ? Optional.empty() : marker.label();
    Frame frame = new Frame(packet.modelKey(), id, window, label, packet.timestamp());
    sink.accept(FrameFormat.window(place, frame));
  }

  /** What this stream knows between two packets, as bytes. */
  byte[] state() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    camera.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  /**
   * Goes on where the stream was that gave this state.
   *
   * @throws IOException if the state is of another network, or no state
   */
  void restore(byte[] state) throws IOException {
    camera.read(new DataInputStream(new ByteArrayInputStream(state)));
  }
}
