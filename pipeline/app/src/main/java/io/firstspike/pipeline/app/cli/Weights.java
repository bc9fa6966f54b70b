package io.firstspike.pipeline.app.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Exchanges weights with other programs. */
@Command(
    name = "weights",
    description = "Exchange weights with NumPy, and so with SpykeTorch and Spyker.",
    subcommands = {WeightsExport.class, WeightsImport.class})
final class Weights implements Runnable {

  @Spec private CommandSpec command;

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "weights: export or import?");
  }
}
