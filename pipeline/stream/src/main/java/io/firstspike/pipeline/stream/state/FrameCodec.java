package io.firstspike.pipeline.stream.state;

import io.firstspike.connectors.topic.Frame;
import io.firstspike.engine.stimulus.EventWindow;
import io.firstspike.engine.stimulus.Stimulus;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

final class FrameCodec implements Codec<Frame> {

  private static final int IMAGE_VERSION = 1;
  private static final int WINDOW_VERSION = 1;

  /** Version 1 knew images alone. */
  private static final int WITH_WINDOWS = 2;

  @Override
  public String id() {
    return "frame";
  }

  @Override
  public Class<Frame> type() {
    return Frame.class;
  }

  @Override
  public int version() {
    return WITH_WINDOWS;
  }

  @Override
  public void write(Frame frame, DataOutput out) throws IOException {
    out.writeUTF(frame.modelKey());
    out.writeUTF(frame.frameId());
    boolean window = frame.stimulus() instanceof EventWindow;
    out.writeBoolean(window);
    if (window) {
      Codecs.EVENT_WINDOW.write((EventWindow) frame.stimulus(), out);
    } else {
      Codecs.IMAGE.write(frame.image(), out);
    }
    Fields.writeOptionalText(frame.label(), out);
    out.writeLong(frame.timestamp());
  }

  @Override
  public Frame read(int version, DataInput in) throws IOException {
    return new Frame(
        in.readUTF(),
        in.readUTF(),
        stimulus(version, in),
        Fields.readOptionalText(in),
        in.readLong());
  }

  private static Stimulus stimulus(int version, DataInput in) throws IOException {
    return version >= WITH_WINDOWS && in.readBoolean()
        ? Codecs.EVENT_WINDOW.read(WINDOW_VERSION, in)
        : Codecs.IMAGE.read(IMAGE_VERSION, in);
  }
}
