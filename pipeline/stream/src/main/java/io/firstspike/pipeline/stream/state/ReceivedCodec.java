package io.firstspike.pipeline.stream.state;

import io.firstspike.connectors.topic.Header;
import io.firstspike.connectors.topic.Origin;
import io.firstspike.connectors.topic.Received;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

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
    out.writeUTF(record.origin().topic());
    out.writeInt(record.origin().partition());
    out.writeLong(record.origin().offset());
    out.writeLong(record.origin().timestamp());
    Fields.writeBytes(record.key(), out);
    Fields.writeBytes(record.value(), out);
    out.writeInt(record.headers().size());
    for (Header header : record.headers()) {
      Fields.writeText(header.name(), out);
      Fields.writeBytes(header.value(), out);
    }
  }

  @Override
  public Received read(int version, DataInput in) throws IOException {
    return new Received(
        new Origin(in.readUTF(), in.readInt(), in.readLong(), in.readLong()),
        Fields.readBytes(in),
        Fields.readBytes(in),
        readHeaders(in));
  }

  private static List<Header> readHeaders(DataInput in) throws IOException {
    int count = in.readInt();
    List<Header> headers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      headers.add(new Header(Fields.readText(in), Fields.readBytes(in)));
    }
    return headers;
  }
}
