package io.firstspike.pipeline.stream.state;

import io.firstspike.pipeline.stream.value.SuspendedSession;
import io.firstspike.pipeline.stream.value.SuspendedSession.Window;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Suspended sessions in state. */
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
    return 1;
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
  }

  @Override
  public SuspendedSession read(int version, DataInput in) throws IOException {
    long attempt = in.readLong();
    long reportDue = in.readLong();
    long publishDue = in.readLong();
    Window window =
        new Window(in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong());
    List<long[]> unpublished = new ArrayList<>();
    int tables = in.readInt();
    for (int i = 0; i < tables; i++) {
      unpublished.add(Fields.readLongs(in));
    }
    return new SuspendedSession(attempt, reportDue, publishDue, window, unpublished);
  }
}
