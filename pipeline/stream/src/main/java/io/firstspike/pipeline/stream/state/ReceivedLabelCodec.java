package io.firstspike.pipeline.stream.state;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.topic.LabelFormat;
import io.firstspike.connectors.topic.Received;
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
    return 2;
  }

  @Override
  public void write(ReceivedLabel label, DataOutput out) throws IOException {
    Codecs.RECEIVED.write(label.received(), out);
    out.writeUTF(label.modelKey());
    out.writeUTF(label.frameId());
    Fields.writeText(label.label(), out);
  }

  @Override
  public ReceivedLabel read(int version, DataInput in) throws IOException {
    Received received = Codecs.RECEIVED.read(RECEIVED_VERSION, in);
    return new ReceivedLabel(
        received,
        in.readUTF(),
        in.readUTF(),
        version == 1 ? labelOfVersion1(received, in.readInt()) : Fields.readText(in));
  }

  /**
   * The label in version 1, which holds only its index in the spec; the spec is not known here, but
   * the record contains the label, too.
   */
  private static String labelOfVersion1(Received received, int place) throws IOException {
    try {
      return LabelFormat.decode(received).label();
    } catch (MalformedException e) {
      throw new IOException("label " + place + " of the spec", e);
    }
  }
}
