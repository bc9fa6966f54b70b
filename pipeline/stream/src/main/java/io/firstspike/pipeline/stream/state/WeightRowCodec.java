package io.firstspike.pipeline.stream.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The format of one map's weights; the arrays are replaced, never changed. */
final class WeightRowCodec implements Codec<float[]> {

  @Override
  public String id() {
    return "weight-row";
  }

  @Override
  public Class<float[]> type() {
    return float[].class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(float[] row, DataOutput out) throws IOException {
    Fields.writeFloats(row, out);
  }

  @Override
  public float[] read(int version, DataInput in) throws IOException {
    return Fields.readFloats(in);
  }
}
