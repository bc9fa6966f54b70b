package io.firstspike.pipeline.app.convert;

import io.firstspike.pipeline.stream.options.InputException;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** Converts recordings of event cameras from format to format, and trained networks to spikes. */
@Command(
    name = "convert",
    description = {
      "Convert a recording of an event camera into another format: aer40 (N-MNIST's 40 bits),"
          + " aedat2, aedat3.1, aedat4, evt2, evt2.1, evt3, dat or csv (lines t,x,y,p).",
      "Events stay as recorded; triggers, frames and measurements are left out, damaged words are"
          + " counted. Frames are seen as an event camera would see them.",
      "Or, with --onnx, convert a trained network of ReLUs into one of neurons that fire many times,"
          + " and say how often both decide alike. The model is like any other: evaluate, classify,"
          + " run, serve take it."
    })
public final class Convert implements Runnable {

  @Spec private CommandSpec command;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The file to write; of a recording, - prints csv.")
  private Path out;

  @Option(names = "--overwrite", description = "Replace the output if it exists.")
  private boolean overwrite;

  @Mixin(name = "recording")
  private RecordingConversion recording;

  @Mixin(name = "network")
  private NetworkConversion network;

  @Override
  public void run() {
    PrintWriter printer = command.commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    if (network.isNamed()) {
      refuse("recording", "is for recordings, and --onnx names a network");
      network.run(out, overwrite, command);
    } else {
      refuse("network", "is for a network, and none is named (--onnx)");
      recording.run(out, overwrite, printer, err);
    }
  }

  /** Refuses the options of a mixin that has no part in what is converted. */
  private void refuse(String mixin, String reason) {
    ParseResult given = command.commandLine().getParseResult();
    for (ArgSpec one : command.mixins().get(mixin).args()) {
      if (given.matchedArgs().contains(one)) {
        String name = one instanceof OptionSpec option ? option.longestName() : one.paramLabel();
        throw new InputException(name + " " + reason);
      }
    }
  }
}
