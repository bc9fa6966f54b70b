package io.firstspike.pipeline.stream.state;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.topic.LabelCommand.Action;
import io.firstspike.connectors.topic.LabelFormat;
import io.firstspike.connectors.topic.Received;
import io.firstspike.pipeline.stream.value.ReceivedLabel;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Labels and commands in flight. Version 4 tells commands. */
final class ReceivedLabelCodec implements Codec<ReceivedLabel> {

  private static final int RECEIVED_VERSION = 1;

  /** The commands, in the order of their numbers from 1 on. */
  private static final List<Action> ACTIONS = List.of(Action.RETIRE, Action.RESTORE);

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
    return 4;
  }

  @Override
  public void write(ReceivedLabel label, DataOutput out) throws IOException {
    RecordFields.writeOrigin(label.origin(), out);
    out.writeLong(label.timestamp());
    RecordFields.writePayload(label.payload(), out);
    out.writeUTF(label.modelKey());
    out.writeUTF(label.frameId());
    Fields.writeText(label.label(), out);
    out.writeByte(label.command().map(action -> 1 + ACTIONS.indexOf(action)).orElse(0));
  }

  @Override
  public ReceivedLabel read(int version, DataInput in) throws IOException {
    if (version < 3) {
      return readWithRecord(version, in);
    }
    return new ReceivedLabel(
        RecordFields.readOrigin(in),
        in.readLong(),
        RecordFields.readPayload(in),
        in.readUTF(),
        in.readUTF(),
        Fields.readText(in),
        version < 4 ? Optional.empty() : readCommand(in));
  }

  private static Optional<Action> readCommand(DataInput in) throws IOException {
    int number = in.readUnsignedByte();
    return number == 0 ? Optional.empty() : Optional.of(ACTIONS.get(number - 1));
  }

  /** Reads a label of version 1 or 2, which hold the record it came in. */
  private static ReceivedLabel readWithRecord(int version, DataInput in) throws IOException {
    Received received = Codecs.RECEIVED.read(RECEIVED_VERSION, in);
    return new ReceivedLabel(
        received.origin(),
        RecordFields.eventTime(received),
        received.payload(),
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
