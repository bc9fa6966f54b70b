package io.firstspike.pipeline.wire;

import io.firstspike.engine.spike.VolleyCodec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

final class EncodedFrameCodec implements Codec<EncodedFrame> {

  private static final int RECEIVED_VERSION = 1;

  @Override
  public String id() {
    return "encoded-frame";
  }

  @Override
  public Class<EncodedFrame> type() {
    return EncodedFrame.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(EncodedFrame frame, DataOutput out) throws IOException {
    Codecs.RECEIVED.write(frame.received(), out);
    out.writeUTF(frame.modelKey());
    out.writeUTF(frame.frameId());
    out.writeInt(frame.label());
    out.writeInt(frame.layers());
    VolleyCodec.write(frame.volley(), out);
  }

  @Override
  public EncodedFrame read(int version, DataInput in) throws IOException {
    return new EncodedFrame(
        Codecs.RECEIVED.read(RECEIVED_VERSION, in),
        in.readUTF(),
        in.readUTF(),
        in.readInt(),
        in.readInt(),
        VolleyCodec.read(in));
  }
}
