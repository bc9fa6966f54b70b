package io.firstspike.pipeline.app.data;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.EventLimits;
import io.firstspike.connectors.event.format.Recording;
import io.firstspike.connectors.event.window.RecordingCutter;
import io.firstspike.engine.encode.WindowTally;
import io.firstspike.engine.spec.EventsSpec.Clock;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.EventWindow;
import java.util.Locale;
import java.util.function.Consumer;

/** Cuts a recording in a file that the command line names into windows. */
public final class RecordingFile {

  private static final String KIND = "recording";

  private RecordingFile() {}

  /**
   * Reads a file, or the standard input if it is called "-", and hands over its windows.
   *
   * @param spec a network that takes events
   * @throws MalformedException if it cannot be read, does not fit the network, or has no window
   */
  public static void cut(String file, NetworkSpec spec, Consumer<EventWindow> sink)
      throws MalformedException {
    RecordingCutter cutter = new RecordingCutter(spec, EventLimits.DEFAULT);
    WindowTally tally =
        InputFiles.read(
            file,
            KIND,
            in -> {
              Recording recording = Recording.of(in, file);
              if (recording.format().isEmpty()) {
                throw new MalformedException(
                    KIND,
                    "neither its beginning nor its name says a format of recordings, and network "
                        + spec.name()
                        + " takes recordings of an event camera alone");
              }
              return cutter.cut(recording, sink);
            });
    if (tally.used() == 0) {
      throw new MalformedException(
          KIND, "it has no event that network " + spec.name() + " sees; check input.crop");
    }
  }

  /** The beginning and end of a window, for people: in seconds, or in numbers of events. */
  public static String span(NetworkSpec spec, EventWindow window) {
    return spec.input().events().clock() == Clock.COUNT
        ? String.format(Locale.ROOT, "events %d-%d", window.begin(), window.end())
        : String.format(Locale.ROOT, "%.3f-%.3f s", window.begin() / 1e6, window.end() / 1e6);
  }
}
