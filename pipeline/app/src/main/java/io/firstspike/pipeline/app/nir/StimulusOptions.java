package io.firstspike.pipeline.app.nir;

import io.firstspike.engine.spec.EventsSpec;
import io.firstspike.engine.spec.EventsSpec.Clock;
import io.firstspike.engine.spec.EventsSpec.Polarity;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.stepped.FramesSpec;
import io.firstspike.engine.stepped.plan.Plan;
import io.firstspike.pipeline.stream.options.InputException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** What an imported network is shown, and how. */
final class StimulusOptions {

  private static final double MICROSECONDS = 1e6;

  /** What it is shown. */
  private enum Kind {
    IMAGES,
    EVENTS
  }

  @Option(
      names = "--input",
      paramLabel = "images|events",
      description =
          "What it takes (default: events if its input has two channels, for two polarities, else"
              + " images).")
  private Kind kind;

  @Option(
      names = "--event-step",
      paramLabel = "TIME",
      defaultValue = "1ms",
      converter = SecondsConverter.class,
      description =
          "How much of a recording of events is a time step, in which a pixel has an event or none"
              + " (default: ${DEFAULT-VALUE}).")
  private double eventStep;

  @Option(
      names = "--event-window",
      paramLabel = "TIME",
      defaultValue = "325ms",
      converter = SecondsConverter.class,
      description =
          "Length of the windows of events that it decides on, at most 1,024 time steps (default:"
              + " ${DEFAULT-VALUE}).")
  private double eventWindow;

  @Option(
      names = "--image",
      paramLabel = "HEIGHTxWIDTH",
      description =
          "Size of the images, where its input has one dimension (default: a square, if it can be"
              + " one, else a row).")
  private String image;

  @Option(
      names = "--frames",
      paramLabel = "current|rate",
      defaultValue = "current",
      description =
          "What an image's pixels are: currents, the same in each time step, or rates of random"
              + " spikes (default: ${DEFAULT-VALUE}).")
  private FramesSpec.As frames;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "100",
      description = "Time steps that an image is shown (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--gain",
      paramLabel = "X",
      defaultValue = "1",
      description =
          "Current of a white pixel, or its spikes in a time step (default: ${DEFAULT-VALUE}).")
  private float gain;

  /** Whether it takes windows of events. */
  boolean events(Plan plan) {
    List<Integer> taken = taken(plan);
    boolean two = taken.size() == 3 && taken.get(0) == 2;
    if (kind == Kind.EVENTS && (taken.size() != 3 || taken.get(0) > 2)) {
      throw ImageInput.refused(
          taken, "not one or two polarities of rows and columns, as events have");
    }
    return kind == null ? two : kind == Kind.EVENTS;
  }

  private static List<Integer> taken(Plan plan) {
    return plan.nodes().get(plan.input()).input();
  }

  /** How images are shown. */
  FramesSpec frames(long seed) {
    return new FramesSpec(frames, steps, gain, frames == FramesSpec.As.RATE ? seed : 0);
  }

  /** For how many time steps it is shown something. */
  int timeSteps(boolean events) {
    return events ? slices() : steps;
  }

  private int slices() {
    long slices = (long) Math.ceil(eventWindow * MICROSECONDS / microseconds());
    if (slices > EventsSpec.MOST_SLICES) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "--event-window is %,d time steps of --event-step, and at most %,d can be: sum more in"
                  + " a step, or take shorter windows",
              slices,
              EventsSpec.MOST_SLICES));
    }
    return (int) slices;
  }

  private int microseconds() {
    long microseconds = Math.round(eventStep * MICROSECONDS);
    if (microseconds < 1 || microseconds > EventsSpec.LONGEST / EventsSpec.MOST_SLICES) {
      throw new InputException(
          "--event-step is "
              + microseconds
              + " us, must be 1 to "
              + EventsSpec.LONGEST / EventsSpec.MOST_SLICES);
    }
    return (int) microseconds;
  }

  /** What it takes. */
  InputSpec input(Plan plan, boolean events) {
    List<Integer> taken = taken(plan);
    if (events) {
      int window = slices() * microseconds();
      Polarity polarity = taken.get(0) == 2 ? Polarity.SEPARATE : Polarity.JOINED;
      return new InputSpec(
          taken.get(1),
          taken.get(2),
          new EventsSpec(window, slices(), window, polarity, Clock.TIME, 0, 0));
    }
    return ImageInput.of(plan, image);
  }

  /** What a network takes, in words. */
  static String taken(NetworkSpec spec) {
    InputSpec input = spec.input();
    if (input.events() == null) {
      FramesSpec shown = spec.encoding().stepped().frames();
      return String.format(
          Locale.ROOT,
          "%s images of %dx%d, shown for %,d time steps as %ss, gain %s",
          input.channels(),
          input.height(),
          input.width(),
          shown.steps(),
          shown.as(),
          shown.gain());
    }
    return String.format(
        Locale.ROOT,
        "events of %dx%d pixels, in windows of %,d time steps of %,d us",
        input.height(),
        input.width(),
        input.events().slices(),
        input.events().sliceLength());
  }
}
