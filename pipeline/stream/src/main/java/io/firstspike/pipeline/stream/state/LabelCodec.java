package io.firstspike.pipeline.stream.state;

import io.firstspike.connectors.topic.Label;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

final class LabelCodec implements Codec<Label> {

  @Override
  public String id() {
    return "label";
  }

  @Override
  public Class<Label> type() {
    return Label.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(Label label, DataOutput out) throws IOException {
    out.writeUTF(label.modelKey());
    out.writeUTF(label.frameId());
    Fields.writeText(label.label(), out);
    out.writeLong(label.timestamp());
  }

  @Override
  public Label read(int version, DataInput in) throws IOException {
    return new Label(in.readUTF(), in.readUTF(), Fields.readText(in), in.readLong());
  }
}
