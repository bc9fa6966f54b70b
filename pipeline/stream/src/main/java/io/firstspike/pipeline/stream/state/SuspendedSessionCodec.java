package io.firstspike.pipeline.stream.state;

import io.firstspike.pipeline.stream.value.SuspendedSession;
import io.firstspike.pipeline.stream.value.SuspendedSession.Window;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Suspended sessions in state. Version 2 tells the decisions of each label. */
final class SuspendedSessionCodec implements Codec<SuspendedSession> {

  @Override
  public String id() {
    return "suspended-session";
  }

  @Override
  public Class<SuspendedSession> type() {
    return SuspendedSession.class;
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public void write(SuspendedSession session, DataOutput out) throws IOException {
    out.writeLong(session.attempt());
    out.writeLong(session.reportDue());
    out.writeLong(session.publishDue());
    Window window = session.window();
    out.writeLong(window.start());
    out.writeLong(window.frames());
    out.writeLong(window.correct());
    out.writeLong(window.wrong());
    out.writeLong(window.time());
    out.writeInt(session.unpublished().size());
    for (long[] table : session.unpublished()) {
      Fields.writeLongs(table, out);
    }
    out.writeInt(window.judged().size());
    for (Map.Entry<Integer, long[]> label : window.judged().entrySet()) {
      out.writeInt(label.getKey());
      Fields.writeLongs(label.getValue(), out);
    }
  }

  @Override
  public SuspendedSession read(int version, DataInput in) throws IOException {
    long attempt = in.readLong();
    long reportDue = in.readLong();
    long publishDue = in.readLong();
    long start = in.readLong();
    long frames = in.readLong();
    long correct = in.readLong();
    long wrong = in.readLong();
    long time = in.readLong();
    List<long[]> unpublished = new ArrayList<>();
    int tables = in.readInt();
    for (int i = 0; i < tables; i++) {
      unpublished.add(Fields.readLongs(in));
    }
    Window window =
        new Window(start, frames, correct, wrong, time, version < 2 ? Map.of() : readJudged(in));
    return new SuspendedSession(attempt, reportDue, publishDue, window, unpublished);
  }

  private static Map<Integer, long[]> readJudged(DataInput in) throws IOException {
    Map<Integer, long[]> judged = new TreeMap<>();
    int labels = in.readInt();
    for (int i = 0; i < labels; i++) {
      judged.put(in.readInt(), Fields.readLongs(in));
    }
    return judged;
  }
}
