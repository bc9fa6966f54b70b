package io.firstspike.pipeline.stream.state;

import io.firstspike.pipeline.stream.value.Remembered;
import io.firstspike.pipeline.stream.value.Remembered.Standing;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

final class RememberedCodec implements Codec<Remembered> {

  @Override
  public String id() {
    return "remembered";
  }

  @Override
  public Class<Remembered> type() {
    return Remembered.class;
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public void write(Remembered remembered, DataOutput out) throws IOException {
    // Explicit numbers, so that the order of the constants may change.
    out.writeByte(
        switch (remembered.standing()) {
          case AWAITS_LABEL -> 1;
          case AWAITS_FRAME -> 2;
          case LABELLED -> 3;
        });
    out.writeLong(remembered.expiresAt());
    Fields.writeOptionalText(remembered.label(), out);
  }

  @Override
  public Remembered read(int version, DataInput in) throws IOException {
    byte number = in.readByte();
    Standing standing =
        switch (number) {
          case 1 -> Standing.AWAITS_LABEL;
          case 2 -> Standing.AWAITS_FRAME;
          case 3 -> Standing.LABELLED;
          default -> throw new IOException("no standing has number " + number);
        };
    return new Remembered(
        standing, in.readLong(), version == 1 ? Optional.empty() : Fields.readOptionalText(in));
  }
}
