package io.firstspike.pipeline.stream.state;

import io.firstspike.connectors.topic.Metrics;
import io.firstspike.connectors.topic.Metrics.Latency;
import io.firstspike.connectors.topic.Metrics.Totals;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

final class MetricsCodec implements Codec<Metrics> {

  @Override
  public String id() {
    return "metrics";
  }

  @Override
  public Class<Metrics> type() {
    return Metrics.class;
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public void write(Metrics metrics, DataOutput out) throws IOException {
    out.writeUTF(metrics.modelKey());
    out.writeLong(metrics.windowFrames());
    Fields.writeText(metrics.phase(), out);
    writeTotals(metrics.totals(), out);
    writeNullable(metrics.prequentialAccuracy(), out);
    writeNullable(metrics.windowAccuracy(), out);
    out.writeInt(metrics.labels().size());
    for (String label : metrics.labels()) {
      Fields.writeText(label, out);
    }
    out.writeBoolean(metrics.confusion() != null);
    if (metrics.confusion() != null) {
      for (long[] row : metrics.confusion()) {
        Fields.writeLongs(row, out);
      }
    }
    out.writeDouble(metrics.framesPerSecond());
    Latency latency = metrics.latencyMillis();
    out.writeBoolean(latency != null);
    if (latency != null) {
      out.writeDouble(latency.p50());
      out.writeDouble(latency.p99());
      out.writeDouble(latency.max());
    }
    out.writeLong(metrics.time());
  }

  @Override
  public Metrics read(int version, DataInput in) throws IOException {
    String modelKey = in.readUTF();
    long windowFrames = in.readLong();
    String phase = Fields.readText(in);
    Totals totals = readTotals(in);
    Double prequential = readNullable(in);
    Double window = readNullable(in);
    List<String> labels = new ArrayList<>();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      labels.add(Fields.readText(in));
    }
    long[][] confusion = in.readBoolean() ? new long[count][] : null;
    for (int i = 0; confusion != null && i < count; i++) {
      confusion[i] = Fields.readLongs(in);
    }
    return new Metrics(
        modelKey,
        windowFrames,
        phase,
        totals,
        prequential,
        window,
        labels,
        confusion,
        in.readDouble(),
        in.readBoolean() ? new Latency(in.readDouble(), in.readDouble(), in.readDouble()) : null,
        in.readLong());
  }

  private static void writeTotals(Totals totals, DataOutput out) throws IOException {
    out.writeLong(totals.framesIn());
    out.writeLong(totals.predictions());
    out.writeLong(totals.silent());
    out.writeLong(totals.labelsLearned());
    out.writeLong(totals.labelsSkipped());
    out.writeLong(totals.labelsWaiting());
    out.writeLong(totals.tracesWaiting());
    out.writeLong(totals.expired());
    out.writeLong(totals.correct());
    out.writeLong(totals.wrong());
    out.writeLong(totals.framesRepeated());
    out.writeLong(totals.labelsRepeated());
    out.writeLong(totals.labelsContradicting());
    out.writeLong(totals.labelsWithoutFrame());
    out.writeLong(totals.labelsRefused());
  }

  private static Totals readTotals(DataInput in) throws IOException {
    return new Totals(
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong());
  }

  private static void writeNullable(Double value, DataOutput out) throws IOException {
    out.writeBoolean(value != null);
    if (value != null) {
      out.writeDouble(value);
    }
  }

  private static Double readNullable(DataInput in) throws IOException {
    if (in.readBoolean()) {
      return in.readDouble();
    }
    return null;
  }
}
