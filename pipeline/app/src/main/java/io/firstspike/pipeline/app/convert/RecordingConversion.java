package io.firstspike.pipeline.app.convert;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.EventLimits;
import io.firstspike.connectors.event.EventTally;
import io.firstspike.connectors.event.format.EventFormat;
import io.firstspike.connectors.event.format.Recording;
import io.firstspike.engine.file.WholeFile;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.app.console.OutputFiles;
import io.firstspike.pipeline.stream.options.InputException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Options of a recording, or of frames, that become a recording of another format. */
final class RecordingConversion {

  private static final String STANDARD = "-";

  @Parameters(
      arity = "0..1",
      paramLabel = "IN",
      description =
          "A recording, - for one from the standard input; or frames: a folder of images, taken in the"
              + " order of their names, or a file NAME-idx3-ubyte or NAME-idx3-ubyte.gz of them.")
  private Path in;

  @Option(
      names = "--to",
      paramLabel = "FORMAT",
      converter = EventFormatConverter.class,
      description = "The format to write a recording in.")
  private EventFormat to;

  @Option(
      names = "--from",
      paramLabel = "FORMAT",
      converter = EventFormatConverter.class,
      description =
          "The format to read (default: what its header says, or else its name: .bin is aer40, .dat"
              + " dat, .csv csv).")
  private EventFormat from;

  @Option(names = "--shift-times", description = "Let the first event's time be 0.")
  private boolean shifted;

  @Mixin private FrameEvents frames;

  /**
   * Converts.
   *
   * @param out the file to write, or - for the console
   * @param overwrite whether it may exist
   */
  void run(Path out, boolean overwrite, PrintWriter printer, PrintWriter err) {
    if (in == null || to == null) {
      throw new InputException(
          "name a recording and its new format (IN --to FORMAT), or a network (--onnx FILE)");
    }
    boolean printed = out.toString().equals(STANDARD);
    if (printed && to != EventFormat.CSV) {
      throw new InputException("--out - prints csv alone; name a file for " + to);
    }
    if (!printed) {
      OutputFiles.requireNew("--out", out, overwrite);
    }
    try {
      if (printed) {
        convert(new PrintedBytes(printer), err, "printed");
        printer.flush();
      } else {
        WholeFile.write(out, file -> convert(file, printer, "written to " + out));
      }
    } catch (NoSuchFileException e) {
      throw unusable("there is no such file: " + e.getFile());
    } catch (AccessDeniedException e) {
      throw unusable("it may not be read or written; check the permissions of " + e.getFile());
    } catch (IOException e) {
      throw unusable("it cannot be converted: " + e.getMessage());
    }
  }

  private void convert(OutputStream target, PrintWriter told, String where) throws IOException {
    try {
      if (FrameEvents.in(in)) {
        try (EventOutput output = new EventOutput(to, target, shifted, frames::size)) {
          frames.send(in, output);
          told.println(Figures.count(output.events()) + " events of frames " + where);
        }
      } else {
        told.println(line(recording(target)) + " " + where);
      }
      told.flush();
    } catch (MalformedException e) {
      throw unusable(e.getMessage());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private EventTally recording(OutputStream target) throws IOException, MalformedException {
    try (Recording recording = opened()) {
      EventFormat format = from == null ? said(recording) : from;
      try (EventOutput output = new EventOutput(to, target, shifted, recording::sensor)) {
        return recording.read(format, output, EventLimits.DEFAULT);
      }
    }
  }

  private Recording opened() throws IOException {
    return in.toString().equals(STANDARD) ? Recording.of(System.in, "") : Recording.open(in);
  }

  private EventFormat said(Recording recording) {
    return recording
        .format()
        .orElseThrow(
            () ->
                unusable(
                    "neither its beginning nor its name says the format; --from says it: "
                        + EventFormatConverter.words()));
  }

  private static String line(EventTally tally) {
    String line = Figures.count(tally.events()) + " events";
    if (tally.leftOut() > 0) {
      line += ", " + Figures.count(tally.leftOut()) + " other words left out,";
    }
    if (tally.damaged() > 0) {
      line += " " + Figures.count(tally.damaged()) + " damaged ones left out,";
    }
    return line;
  }

  private InputException unusable(String reason) {
    return new InputException(in + ": " + reason);
  }
}
