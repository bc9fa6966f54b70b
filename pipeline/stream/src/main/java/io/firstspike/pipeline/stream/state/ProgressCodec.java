package io.firstspike.pipeline.stream.state;

import io.firstspike.engine.network.Activity;
import io.firstspike.engine.network.Adaptation;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.network.Verdicts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

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
    return 2;
  }

  @Override
  public void write(Progress progress, DataOutput out) throws IOException {
    out.writeLong(progress.seed());
    out.writeInt(progress.stage());
    out.writeLong(progress.frames());
    Fields.writeLongs(progress.frozenAfter().stream().mapToLong(Long::longValue).toArray(), out);
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
    long seed = in.readLong();
    int stage = in.readInt();
    return new Progress(
        seed,
        stage,
        in.readLong(),
        version == 1 ? frozenAfter(stage, in.readLong()) : readList(in),
        new Verdicts(in.readLong(), in.readLong(), in.readLong()),
        new Adaptation(in.readInt(), in.readInt(), in.readInt(), in.readDouble(), in.readDouble()),
        new Activity(in.readInt(), in.readLong()));
  }

  private static List<Long> readList(DataInput in) throws IOException {
    return Arrays.stream(Fields.readLongs(in)).boxed().toList();
  }

  /**
   * The frames of each frozen layer, for version 1, which held only their sum: it is taken as the
   * last layer's number.
   */
  private static List<Long> frozenAfter(int stage, long frames) {
    List<Long> frozen = new ArrayList<>(Collections.nCopies(stage, 0L));
    if (stage > 0) {
      frozen.set(stage - 1, frames);
    }
    return frozen;
  }
}
