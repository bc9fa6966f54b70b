package io.firstspike.pipeline.stream.state;

import io.firstspike.connectors.topic.Counter;
import io.firstspike.connectors.topic.Counts;
import io.firstspike.connectors.topic.Metrics;
import io.firstspike.connectors.topic.Metrics.Drift;
import io.firstspike.connectors.topic.Metrics.Latency;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Metrics in flight. Version 3 writes each total with its counter's number, version 4 what is known
 * of drift, version 5 the accuracy of each label.
 */
final class MetricsCodec implements Codec<Metrics> {

  /** The totals of versions 1 and 2, in the order in which these have them. */
  private static final List<Counter> OF_VERSION_2 =
      List.of(
          Counter.FRAMES_IN,
          Counter.PREDICTIONS,
          Counter.SILENT,
          Counter.LABELS_LEARNED,
          Counter.LABELS_SKIPPED,
          Counter.LABELS_WAITING,
          Counter.TRACES_WAITING,
          Counter.EXPIRED,
          Counter.CORRECT,
          Counter.WRONG,
          Counter.FRAMES_REPEATED,
          Counter.LABELS_REPEATED,
          Counter.LABELS_CONTRADICTING,
          Counter.LABELS_WITHOUT_FRAME,
          Counter.LABELS_REFUSED);

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
    return 5;
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
    writeDrift(metrics.drift(), out);
    out.writeLong(metrics.time());
    out.writeInt(metrics.windowAccuracyByLabel().size());
    for (Map.Entry<String, Double> one : metrics.windowAccuracyByLabel().entrySet()) {
      Fields.writeText(one.getKey(), out);
      out.writeDouble(one.getValue());
    }
  }

  @Override
  public Metrics read(int version, DataInput in) throws IOException {
    String modelKey = in.readUTF();
    long windowFrames = in.readLong();
    String phase = Fields.readText(in);
    Counts totals = readTotals(version, in);
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
    double framesPerSecond = in.readDouble();
    Latency latency =
        in.readBoolean() ? new Latency(in.readDouble(), in.readDouble(), in.readDouble()) : null;
    Drift drift = version < 4 ? null : readDrift(in);
    long time = in.readLong();
    return new Metrics(
        modelKey,
        windowFrames,
        phase,
        totals,
        prequential,
        window,
        version < 5 ? Map.of() : readByLabel(in),
        labels,
        confusion,
        framesPerSecond,
        latency,
        drift,
        time);
  }

  private static Map<String, Double> readByLabel(DataInput in) throws IOException {
    Map<String, Double> byLabel = new LinkedHashMap<>();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      byLabel.put(Fields.readText(in), in.readDouble());
    }
    return byLabel;
  }

  private static void writeTotals(Counts totals, DataOutput out) throws IOException {
    out.writeByte(Counter.values().length);
    for (Counter counter : Counter.values()) {
      out.writeByte(counter.number());
      out.writeLong(totals.of(counter));
    }
  }

  private static Counts readTotals(int version, DataInput in) throws IOException {
    Map<Counter, Long> values = new EnumMap<>(Counter.class);
    if (version < 3) {
      for (Counter counter : OF_VERSION_2) {
        values.put(counter, in.readLong());
      }
      return Counts.of(values);
    }
    int count = in.readUnsignedByte();
    for (int i = 0; i < count; i++) {
      Optional<Counter> counter = Counter.of(in.readUnsignedByte());
      long value = in.readLong();
      counter.ifPresent(known -> values.put(known, value));
    }
    return Counts.of(values);
  }

  private static void writeDrift(Drift drift, DataOutput out) throws IOException {
    out.writeBoolean(drift != null);
    if (drift != null) {
      out.writeBoolean(drift.warning());
      out.writeLong(drift.drifts());
      out.writeLong(drift.drifts() == 0 ? 0 : drift.detectedAt());
      out.writeLong(drift.drifts() == 0 ? 0 : drift.sinceLabel());
    }
  }

  private static Drift readDrift(DataInput in) throws IOException {
    if (!in.readBoolean()) {
      return null;
    }
    boolean warning = in.readBoolean();
    long drifts = in.readLong();
    long at = in.readLong();
    long since = in.readLong();
    return drifts == 0 ? new Drift(warning, 0, null, null) : new Drift(warning, drifts, at, since);
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
