package io.firstspike.pipeline.stream.state;

import io.firstspike.connectors.topic.DeadLetter;
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
    return 1;
  }

  @Override
  public void write(DeadLetter letter, DataOutput out) throws IOException {
    Codecs.RECEIVED.write(letter.received(), out);
    Fields.writeText(letter.where(), out);
    Fields.writeText(letter.reason(), out);
  }

  @Override
  public DeadLetter read(int version, DataInput in) throws IOException {
    return new DeadLetter(
        Codecs.RECEIVED.read(RECEIVED_VERSION, in), Fields.readText(in), Fields.readText(in));
  }
}
