package io.firstspike.pipeline.stream.state;

import io.firstspike.connectors.topic.Frame;
import io.firstspike.pipeline.stream.value.DecodedFrame;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

final class DecodedFrameCodec implements Codec<DecodedFrame> {

  private static final int RECEIVED_VERSION = 1;
  private static final int IMAGE_VERSION = 1;

  @Override
  public String id() {
    return "decoded-frame";
  }

  @Override
  public Class<DecodedFrame> type() {
    return DecodedFrame.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(DecodedFrame decoded, DataOutput out) throws IOException {
    Codecs.RECEIVED.write(decoded.received(), out);
    Frame frame = decoded.frame();
    out.writeUTF(frame.modelKey());
    out.writeUTF(frame.frameId());
    Codecs.IMAGE.write(frame.image(), out);
    Fields.writeOptionalText(frame.label(), out);
    out.writeLong(frame.timestamp());
  }

  @Override
  public DecodedFrame read(int version, DataInput in) throws IOException {
    return new DecodedFrame(
        Codecs.RECEIVED.read(RECEIVED_VERSION, in),
        new Frame(
            in.readUTF(),
            in.readUTF(),
            Codecs.IMAGE.read(IMAGE_VERSION, in),
            Fields.readOptionalText(in),
            in.readLong()));
  }
}
