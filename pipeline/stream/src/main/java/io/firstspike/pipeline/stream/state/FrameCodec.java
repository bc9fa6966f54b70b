package io.firstspike.pipeline.stream.state;

import io.firstspike.connectors.topic.Frame;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

final class FrameCodec implements Codec<Frame> {

  private static final int IMAGE_VERSION = 1;

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
    Codecs.IMAGE.write(frame.image(), out);
    Fields.writeOptionalText(frame.label(), out);
    out.writeLong(frame.timestamp());
  }

  @Override
  public Frame read(int version, DataInput in) throws IOException {
    return new Frame(
        in.readUTF(),
        in.readUTF(),
        Codecs.IMAGE.read(IMAGE_VERSION, in),
        Fields.readOptionalText(in),
        in.readLong());
  }
}
