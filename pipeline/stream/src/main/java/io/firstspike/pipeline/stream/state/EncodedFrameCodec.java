package io.firstspike.pipeline.stream.state;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.topic.FrameFormat;
import io.firstspike.connectors.topic.Received;
import io.firstspike.engine.spike.VolleyCodec;
import io.firstspike.pipeline.stream.value.EncodedFrame;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

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
    return 3;
  }

  @Override
  public void write(EncodedFrame frame, DataOutput out) throws IOException {
    RecordFields.writeOrigin(frame.origin(), out);
    out.writeLong(frame.timestamp());
    RecordFields.writePayload(frame.payload(), out);
    out.writeUTF(frame.modelKey());
    out.writeUTF(frame.frameId());
    Fields.writeOptionalText(frame.label(), out);
    out.writeInt(frame.layers());
    VolleyCodec.write(frame.volley(), out);
  }

  @Override
  public EncodedFrame read(int version, DataInput in) throws IOException {
    if (version < 3) {
      return readWithRecord(version, in);
    }
    return new EncodedFrame(
        RecordFields.readOrigin(in),
        in.readLong(),
        RecordFields.readPayload(in),
        in.readUTF(),
        in.readUTF(),
        Fields.readOptionalText(in),
        in.readInt(),
        VolleyCodec.read(in));
  }

  /** Reads a frame of version 1 or 2, which hold the record it came in. */
  private static EncodedFrame readWithRecord(int version, DataInput in) throws IOException {
    Received received = Codecs.RECEIVED.read(RECEIVED_VERSION, in);
    return new EncodedFrame(
        received.origin(),
        RecordFields.eventTime(received),
        received.payload(),
        in.readUTF(),
        in.readUTF(),
        version == 1 ? labelOfVersion1(received, in.readInt()) : Fields.readOptionalText(in),
        in.readInt(),
        VolleyCodec.read(in));
  }

  /**
   * The label of a frame in version 1, which holds only its index in the spec; the spec is not
   * known here, but the record contains the label, too.
   */
  private static Optional<String> labelOfVersion1(Received received, int place) throws IOException {
    try {
      return place < 0 ? Optional.empty() : FrameFormat.label(received);
    } catch (MalformedException e) {
      throw new IOException(e);
    }
  }
}
