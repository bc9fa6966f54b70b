package io.firstspike.pipeline.app.console;

import io.firstspike.pipeline.stream.options.InputException;
import picocli.CommandLine.Option;

/** The option for the rate at which frames are sent. */
public final class RateOption {

  private static final double MAX_RATE = 1_000_000;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Frames per second, up to 1,000,000; 0 is as fast as it goes (default:"
              + " ${DEFAULT-VALUE}).")
  private double rate;

  /** The rate in frames per second; 0 for as fast as possible. */
  public double framesPerSecond() {
    if (!(rate >= 0 && rate <= MAX_RATE)) {
      throw new InputException("--rate is " + rate + ", must be 0 to 1,000,000 frames per second");
    }
    return rate;
  }
}
