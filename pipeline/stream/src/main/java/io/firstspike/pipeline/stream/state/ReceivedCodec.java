package io.firstspike.pipeline.stream.state;

import io.firstspike.connectors.topic.Received;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

final class ReceivedCodec implements Codec<Received> {

  @Override
  public String id() {
    return "received";
  }

  @Override
  public Class<Received> type() {
    return Received.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(Received record, DataOutput out) throws IOException {
    RecordFields.writeOrigin(record.origin(), out);
    Fields.writeBytes(record.key(), out);
    Fields.writeBytes(record.value(), out);
    RecordFields.writeHeaders(record.headers(), out);
  }

  @Override
  public Received read(int version, DataInput in) throws IOException {
    return new Received(
        RecordFields.readOrigin(in),
        Fields.readBytes(in),
        Fields.readBytes(in),
        RecordFields.readHeaders(in));
  }
}
