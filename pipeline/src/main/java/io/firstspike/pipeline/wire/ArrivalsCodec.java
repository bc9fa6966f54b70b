package io.firstspike.pipeline.wire;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

final class ArrivalsCodec implements Codec<Arrivals> {

  private static final int FRAME_VERSION = 1;
  private static final int LABEL_VERSION = 1;

  @Override
  public String id() {
    return "arrivals";
  }

  @Override
  public Class<Arrivals> type() {
    return Arrivals.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(Arrivals arrivals, DataOutput out) throws IOException {
    Fields.writeList(arrivals.frames(), Codecs.ENCODED_FRAME, out);
    Fields.writeList(arrivals.labels(), Codecs.RECEIVED_LABEL, out);
  }

  @Override
  public Arrivals read(int version, DataInput in) throws IOException {
    return new Arrivals(
        Fields.readList(Codecs.ENCODED_FRAME, FRAME_VERSION, in),
        Fields.readList(Codecs.RECEIVED_LABEL, LABEL_VERSION, in));
  }
}
