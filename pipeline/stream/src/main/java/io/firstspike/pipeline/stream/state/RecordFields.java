package io.firstspike.pipeline.stream.state;

import io.firstspike.connectors.topic.Header;
import io.firstspike.connectors.topic.Origin;
import io.firstspike.connectors.topic.Payload;
import io.firstspike.connectors.topic.Received;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads and writes the parts of a record that several codecs share. */
final class RecordFields {

  private RecordFields() {}

  static void writeOrigin(Origin origin, DataOutput out) throws IOException {
    out.writeUTF(origin.topic());
    out.writeInt(origin.partition());
    out.writeLong(origin.offset());
    out.writeLong(origin.timestamp());
  }

  static Origin readOrigin(DataInput in) throws IOException {
    return new Origin(in.readUTF(), in.readInt(), in.readLong(), in.readLong());
  }

  static void writePayload(Payload payload, DataOutput out) throws IOException {
    Fields.writeBytes(payload.key(), out);
    Fields.writeBytes(payload.value(), out);
    writeHeaders(payload.headers(), out);
    Payload.Sizes original = payload.original();
    out.writeLong(original.key());
    out.writeLong(original.value());
    out.writeLong(original.headers());
  }

  static Payload readPayload(DataInput in) throws IOException {
    return new Payload(
        Fields.readBytes(in),
        Fields.readBytes(in),
        readHeaders(in),
        new Payload.Sizes(in.readLong(), in.readLong(), in.readLong()));
  }

  static void writeHeaders(List<Header> headers, DataOutput out) throws IOException {
    out.writeInt(headers.size());
    for (Header header : headers) {
      Fields.writeText(header.name(), out);
      Fields.writeBytes(header.value(), out);
    }
  }

  static List<Header> readHeaders(DataInput in) throws IOException {
    int count = in.readInt();
    List<Header> headers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      headers.add(new Header(Fields.readText(in), Fields.readBytes(in)));
    }
    return headers;
  }

  /**
   * The event time of a record whose frame or label is in state of an earlier program, which did
   * not store it apart; in milliseconds since the epoch.
   *
   * @throws IOException if it has none: then it was never decoded
   */
  static long eventTime(Received received) throws IOException {
    return received
        .eventTime()
        .orElseThrow(
            () -> new IOException("no event time: " + received.origin().position() + " in state"));
  }
}
