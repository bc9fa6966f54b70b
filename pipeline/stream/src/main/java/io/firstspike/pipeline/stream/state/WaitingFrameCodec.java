package io.firstspike.pipeline.stream.state;

import io.firstspike.pipeline.stream.value.WaitingFrame;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

final class WaitingFrameCodec implements Codec<WaitingFrame> {

  private static final int RECEIVED_VERSION = 1;

  @Override
  public String id() {
    return "waiting-frame";
  }

  @Override
  public Class<WaitingFrame> type() {
    return WaitingFrame.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(WaitingFrame frame, DataOutput out) throws IOException {
    Codecs.RECEIVED.write(frame.received(), out);
    out.writeUTF(frame.modelKey());
    out.writeLong(frame.until());
  }

  @Override
  public WaitingFrame read(int version, DataInput in) throws IOException {
    return new WaitingFrame(
        Codecs.RECEIVED.read(RECEIVED_VERSION, in), in.readUTF(), in.readLong());
  }
}
