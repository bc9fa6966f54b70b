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
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Converts a recording of an event camera, or frames, into a recording of another format. */
@Command(
    name = "convert",
    description = {
      "Convert a recording of an event camera into another format: aer40 (N-MNIST's 40 bits),"
          + " aedat2, aedat3.1, aedat4, evt2, evt2.1, evt3, dat or csv (lines t,x,y,p).",
      "Events stay as recorded; triggers, frames and measurements are left out, damaged words are"
          + " counted. Frames are seen as an event camera would see them."
    })
public final class Convert implements Callable<Integer> {

  private static final String STANDARD = "-";

  @Spec private CommandSpec command;

  @Parameters(
      paramLabel = "IN",
      description =
          "A recording, - for one from the standard input; or frames: a folder of images, taken in the"
              + " order of their names, or a file NAME-idx3-ubyte or NAME-idx3-ubyte.gz of them.")
  private Path in;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FORMAT",
      converter = EventFormatConverter.class,
      description = "The format to write.")
  private EventFormat to;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The file to write; - prints csv.")
  private Path out;

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

  @Option(names = "--overwrite", description = "Replace the output if it exists.")
  private boolean overwrite;

  @Mixin private FrameEvents frames;

  @Override
  public Integer call() {
    boolean printed = out.toString().equals(STANDARD);
    if (printed && to != EventFormat.CSV) {
      throw new InputException("--out - prints csv alone; name a file for " + to);
    }
    PrintWriter printer = command.commandLine().getOut();
    if (!printed) {
      OutputFiles.requireNew("--out", out, overwrite);
    }
    try {
      if (printed) {
        convert(new PrintedBytes(printer), command.commandLine().getErr(), "printed");
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
    return ExitCode.OK;
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
