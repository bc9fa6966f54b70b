package io.firstspike.pipeline.stream.state;

import io.firstspike.engine.spike.VolleyCodec;
import io.firstspike.engine.stimulus.EventWindow;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

final class EventWindowCodec implements Codec<EventWindow> {

  @Override
  public String id() {
    return "event-window";
  }

  @Override
  public Class<EventWindow> type() {
    return EventWindow.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(EventWindow window, DataOutput out) throws IOException {
    VolleyCodec.write(window.spikes(), out);
    out.writeLong(window.begin());
    out.writeLong(window.end());
    out.writeLong(window.events());
  }

  @Override
  public EventWindow read(int version, DataInput in) throws IOException {
    return new EventWindow(VolleyCodec.read(in), in.readLong(), in.readLong(), in.readLong());
  }
}
