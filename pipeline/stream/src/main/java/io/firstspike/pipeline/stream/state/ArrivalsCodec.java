package io.firstspike.pipeline.stream.state;

import io.firstspike.pipeline.stream.value.Arrivals;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

final class ArrivalsCodec implements Codec<Arrivals> {

  private static final int FRAMES_VERSION = 3;

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
    return 4;
  }

  @Override
  public void write(Arrivals arrivals, DataOutput out) throws IOException {
    Fields.writeList(arrivals.frames(), Codecs.ENCODED_FRAME, out);
    Fields.writeList(arrivals.labels(), Codecs.RECEIVED_LABEL, out);
  }

  @Override
  public Arrivals read(int version, DataInput in) throws IOException {
    // Version n holds labels of version n, and frames of it up to their version 3.
    return new Arrivals(
        Fields.readList(Codecs.ENCODED_FRAME, Math.min(version, FRAMES_VERSION), in),
        Fields.readList(Codecs.RECEIVED_LABEL, version, in));
  }
}
