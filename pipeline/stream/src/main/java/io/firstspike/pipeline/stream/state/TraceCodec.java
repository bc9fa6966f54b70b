package io.firstspike.pipeline.stream.state;

import io.firstspike.engine.layer.Winner;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.VolleyCodec;
import io.firstspike.pipeline.stream.value.Trace;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

final class TraceCodec implements Codec<Trace> {

  @Override
  public String id() {
    return "trace";
  }

  @Override
  public Class<Trace> type() {
    return Trace.class;
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public void write(Trace trace, DataOutput out) throws IOException {
    out.writeBoolean(trace.features().isPresent());
    if (trace.features().isPresent()) {
      VolleyCodec.write(trace.features().get(), out);
    }
    writeDecision(trace.decision(), out);
    out.writeBoolean(trace.frameTime().isPresent());
    if (trace.frameTime().isPresent()) {
      out.writeLong(trace.frameTime().getAsLong());
    }
  }

  @Override
  public Trace read(int version, DataInput in) throws IOException {
    Optional<Volley> features =
        in.readBoolean() ? Optional.of(VolleyCodec.read(in)) : Optional.empty();
    Decision decision = readDecision(in);
    boolean timed = version > 1 && in.readBoolean();
    return new Trace(
        features, decision, timed ? OptionalLong.of(in.readLong()) : OptionalLong.empty());
  }

  private static void writeDecision(Decision decision, DataOutput out) throws IOException {
    out.writeBoolean(decision.winner().isPresent());
    if (decision.winner().isPresent()) {
      Winner winner = decision.winner().get();
      out.writeInt(winner.map());
      out.writeInt(winner.row());
      out.writeInt(winner.column());
      out.writeInt(winner.step());
      out.writeFloat(winner.potential());
    }
    out.writeInt(decision.label());
    out.writeInt(decision.runnerUp());
    out.writeFloat(decision.runnerUpPotential());
  }

  private static Decision readDecision(DataInput in) throws IOException {
    Optional<Winner> winner =
        in.readBoolean()
            ? Optional.of(
                new Winner(in.readInt(), in.readInt(), in.readInt(), in.readInt(), in.readFloat()))
            : Optional.empty();
    return new Decision(winner, in.readInt(), in.readInt(), in.readFloat());
  }
}
