package io.firstspike.pipeline.app.view;

import io.firstspike.connectors.MalformedException;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.EventWindow;
import io.firstspike.pipeline.app.data.RecordingFile;
import io.firstspike.pipeline.app.drawing.WindowPlot;
import io.firstspike.pipeline.stream.options.InputException;
import io.firstspike.pipeline.stream.options.Ranges;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Draws what a network sees of a recording. */
@Command(
    name = "windows",
    description =
        "Draw the windows that a network cuts a recording of an event camera into, a panel a slice.")
final class ViewWindows implements Runnable {

  @Mixin private ModelParameter file;

  @Option(
      names = "--recording",
      required = true,
      paramLabel = "FILE",
      description = "The recording.")
  private Path recording;

  @Option(
      names = "--windows",
      paramLabel = "N",
      defaultValue = "4",
      description = "Draw the first N windows, 1 to 100 (default: ${DEFAULT-VALUE}).")
  private int most;

  @Mixin private PictureFile picture;

  @Override
  public void run() {
    Ranges.require("--windows", most, 1, 100);
    picture.require();
    Model model = file.read();
    NetworkSpec spec = model.spec();
    if (spec.input().events() == null) {
      throw new InputException(
          "--recording " + recording + ": " + spec.input().sensorRefusal(1, 1).orElseThrow());
    }
    List<EventWindow> windows = cut(spec);
    if (windows.isEmpty()) {
      throw new InputException("--recording " + recording + " is too short for a window");
    }
    picture.write(
        new WindowPlot(
                picture.title("Windows of " + spec.name() + ": " + recording.getFileName()),
                spec.input().events(),
                windows,
                windows.stream().map(window -> RecordingFile.span(spec, window)).toList())
            .drawing());
  }

  private List<EventWindow> cut(NetworkSpec spec) {
    List<EventWindow> windows = new ArrayList<>();
    try {
      RecordingFile.cut(
          recording.toString(),
          spec,
          window -> {
            if (windows.size() < most) {
              windows.add(window);
            }
          });
    } catch (MalformedException e) {
      throw new InputException("--recording " + recording + ": " + e.getMessage(), e);
    }
    return windows;
  }
}
