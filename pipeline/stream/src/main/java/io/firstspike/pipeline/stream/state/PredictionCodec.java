package io.firstspike.pipeline.stream.state;

import io.firstspike.connectors.topic.Prediction;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

final class PredictionCodec implements Codec<Prediction> {

  @Override
  public String id() {
    return "prediction";
  }

  @Override
  public Class<Prediction> type() {
    return Prediction.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(Prediction prediction, DataOutput out) throws IOException {
    out.writeUTF(prediction.modelKey());
    out.writeUTF(prediction.frameId());
    Fields.writeOptionalText(prediction.label(), out);
    Fields.writeOptionalText(prediction.runnerUp(), out);
    Fields.writeText(prediction.phase(), out);
    out.writeDouble(prediction.potential());
    out.writeDouble(prediction.runnerUpPotential());
    out.writeInt(prediction.spikeTime());
    Fields.writeText(prediction.modelVersion(), out);
    out.writeLong(prediction.frameTimestamp());
    out.writeLong(prediction.decidedAt());
  }

  @Override
  public Prediction read(int version, DataInput in) throws IOException {
    return new Prediction(
        in.readUTF(),
        in.readUTF(),
        Fields.readOptionalText(in),
        Fields.readOptionalText(in),
        Fields.readText(in),
        in.readDouble(),
        in.readDouble(),
        in.readInt(),
        Fields.readText(in),
        in.readLong(),
        in.readLong());
  }
}
