package io.firstspike.pipeline.stream.state;

import io.firstspike.pipeline.stream.value.Arrivals;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

final class ArrivalsCodec implements Codec<Arrivals> {

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
    return 3;
  }

  @Override
  public void write(Arrivals arrivals, DataOutput out) throws IOException {
    Fields.writeList(arrivals.frames(), Codecs.ENCODED_FRAME, out);
    Fields.writeList(arrivals.labels(), Codecs.RECEIVED_LABEL, out);
  }

  @Override
  public Arrivals read(int version, DataInput in) throws IOException {
    // Version n holds frames and labels of version n: the three have always changed together.
    return new Arrivals(
        Fields.readList(Codecs.ENCODED_FRAME, version, in),
        Fields.readList(Codecs.RECEIVED_LABEL, version, in));
  }
}
