package io.firstspike.pipeline.app.view;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Draws models and reports. */
@Command(
    name = "view",
    description =
        "Draw a picture of a model or of a report, as PNG (288 dots an inch) or SVG, with title,"
            + " scales and units, in colours that the colour-blind can tell apart.",
    subcommands = {
      ViewFeatures.class,
      ViewRaster.class,
      ViewActivity.class,
      ViewConfusion.class,
      ViewCurve.class,
      ViewWindows.class
    })
public final class View implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which picture?");
  }
}
