package io.firstspike.pipeline.wire;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

final class ReceivedLabelCodec implements Codec<ReceivedLabel> {

  private static final int RECEIVED_VERSION = 1;

  @Override
  public String id() {
    return "received-label";
  }

  @Override
  public Class<ReceivedLabel> type() {
    return ReceivedLabel.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(ReceivedLabel label, DataOutput out) throws IOException {
    Codecs.RECEIVED.write(label.received(), out);
    out.writeUTF(label.modelKey());
    out.writeUTF(label.frameId());
    out.writeInt(label.label());
  }

  @Override
  public ReceivedLabel read(int version, DataInput in) throws IOException {
    return new ReceivedLabel(
        Codecs.RECEIVED.read(RECEIVED_VERSION, in), in.readUTF(), in.readUTF(), in.readInt());
  }
}
