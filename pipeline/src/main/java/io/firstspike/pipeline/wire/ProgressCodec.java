package io.firstspike.pipeline.wire;

import io.firstspike.engine.network.Activity;
import io.firstspike.engine.network.Adaptation;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.network.Verdicts;
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
    out.writeLong(progress.seed());
    out.writeInt(progress.stage());
    out.writeLong(progress.frames());
    out.writeLong(progress.finishedFrames());
    Verdicts verdicts = progress.verdicts();
    out.writeLong(verdicts.correct());
    out.writeLong(verdicts.wrong());
    out.writeLong(verdicts.silent());
    Adaptation adaptation = progress.adaptation();
    out.writeInt(adaptation.correct());
    out.writeInt(adaptation.wrong());
    out.writeInt(adaptation.labels());
    out.writeDouble(adaptation.rewardScale());
    out.writeDouble(adaptation.punishmentScale());
    out.writeInt(progress.activity().labels());
    out.writeLong(progress.activity().fired());
  }

  @Override
  public Progress read(int version, DataInput in) throws IOException {
    return new Progress(
        in.readLong(),
        in.readInt(),
        in.readLong(),
        in.readLong(),
        new Verdicts(in.readLong(), in.readLong(), in.readLong()),
        new Adaptation(in.readInt(), in.readInt(), in.readInt(), in.readDouble(), in.readDouble()),
        new Activity(in.readInt(), in.readLong()));
  }
}
