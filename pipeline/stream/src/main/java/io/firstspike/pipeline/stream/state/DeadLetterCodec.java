package io.firstspike.pipeline.stream.state;

import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.Received;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

final class DeadLetterCodec implements Codec<DeadLetter> {

  private static final int RECEIVED_VERSION = 1;

  @Override
  public String id() {
    return "dead-letter";
  }

  @Override
  public Class<DeadLetter> type() {
    return DeadLetter.class;
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public void write(DeadLetter letter, DataOutput out) throws IOException {
    RecordFields.writeOrigin(letter.origin(), out);
    RecordFields.writePayload(letter.payload(), out);
    Fields.writeText(letter.where(), out);
    Fields.writeText(letter.reason(), out);
  }

  @Override
  public DeadLetter read(int version, DataInput in) throws IOException {
    if (version == 1) {
      Received received = Codecs.RECEIVED.read(RECEIVED_VERSION, in);
      return DeadLetter.of(received, Fields.readText(in), Fields.readText(in));
    }
    return new DeadLetter(
        RecordFields.readOrigin(in),
        RecordFields.readPayload(in),
        Fields.readText(in),
        Fields.readText(in));
  }
}
