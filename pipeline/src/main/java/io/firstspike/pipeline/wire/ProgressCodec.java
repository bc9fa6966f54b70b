package io.firstspike.pipeline.wire;

import io.firstspike.engine.network.Progress;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

final class ProgressCodec implements Codec<Progress> {

  @Override
  public String id() {
    return "progress";
  }

  @Override
  public Class<Progress> type() {
    return Progress.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(Progress progress, DataOutput out) throws IOException {
    out.writeInt(progress.stage());
    out.writeLong(progress.frames());
    out.writeFloat(progress.potentiation());
    out.writeFloat(progress.depression());
    out.writeLong(progress.correct());
    out.writeLong(progress.wrong());
    out.writeLong(progress.silent());
    out.writeInt(progress.batchCorrect());
    out.writeInt(progress.batchWrong());
    out.writeInt(progress.batchLabels());
    out.writeInt(progress.measured());
    out.writeLong(progress.firedInputs());
    out.writeDouble(progress.rewardScale());
    out.writeDouble(progress.punishmentScale());
  }

  @Override
  public Progress read(int version, DataInput in) throws IOException {
    return new Progress(
        in.readInt(),
        in.readLong(),
        in.readFloat(),
        in.readFloat(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        in.readLong(),
        in.readDouble(),
        in.readDouble());
  }
}
