package io.firstspike.pipeline.stream.state;

import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.VolleyCodec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

final class VolleyValueCodec implements Codec<Volley> {

  @Override
  public String id() {
    return "volley";
  }

  @Override
  public Class<Volley> type() {
    return Volley.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(Volley volley, DataOutput out) throws IOException {
    VolleyCodec.write(volley, out);
  }

  @Override
  public Volley read(int version, DataInput in) throws IOException {
    return VolleyCodec.read(in);
  }
}
