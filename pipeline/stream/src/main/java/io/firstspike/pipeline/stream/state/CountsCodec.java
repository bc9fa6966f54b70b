package io.firstspike.pipeline.stream.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The format of counts and other numbers; the arrays are replaced, never changed. */
final class CountsCodec implements Codec<long[]> {

  @Override
  public String id() {
    return "counts";
  }

  @Override
  public Class<long[]> type() {
    return long[].class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(long[] counts, DataOutput out) throws IOException {
    Fields.writeLongs(counts, out);
  }

  @Override
  public long[] read(int version, DataInput in) throws IOException {
    return Fields.readLongs(in);
  }
}
