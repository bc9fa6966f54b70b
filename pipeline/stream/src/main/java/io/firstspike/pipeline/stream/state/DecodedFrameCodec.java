package io.firstspike.pipeline.stream.state;

import io.firstspike.pipeline.stream.value.DecodedFrame;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Its version is that of the frame. */
final class DecodedFrameCodec implements Codec<DecodedFrame> {

  private static final int RECEIVED_VERSION = 1;

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
    return 2;
  }

  @Override
  public void write(DecodedFrame decoded, DataOutput out) throws IOException {
    Codecs.RECEIVED.write(decoded.received(), out);
    Codecs.FRAME.write(decoded.frame(), out);
  }

  @Override
  public DecodedFrame read(int version, DataInput in) throws IOException {
    return new DecodedFrame(
        Codecs.RECEIVED.read(RECEIVED_VERSION, in), Codecs.FRAME.read(version, in));
  }
}
