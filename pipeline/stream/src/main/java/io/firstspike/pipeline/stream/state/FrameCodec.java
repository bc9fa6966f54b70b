package io.firstspike.pipeline.stream.state;

import io.firstspike.connectors.topic.Frame;
import io.firstspike.engine.stimulus.Image;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

final class FrameCodec implements Codec<Frame> {

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
    return 1;
  }

  @Override
  public void write(Frame frame, DataOutput out) throws IOException {
    out.writeUTF(frame.modelKey());
    out.writeUTF(frame.frameId());
    Image image = frame.image();
    out.writeInt(image.height());
    out.writeInt(image.width());
    out.writeInt(image.channels());
    Fields.writeBytes(image.samples(), out);
    Fields.writeOptionalText(frame.label(), out);
    out.writeLong(frame.timestamp());
  }

  @Override
  public Frame read(int version, DataInput in) throws IOException {
    return new Frame(
        in.readUTF(),
        in.readUTF(),
        new Image(in.readInt(), in.readInt(), in.readInt(), Fields.readBytes(in)),
        Fields.readOptionalText(in),
        in.readLong());
  }
}
