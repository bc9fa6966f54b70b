package io.firstspike.pipeline.app.cli;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.LabelledRecordings;
import io.firstspike.connectors.protocol.Change;
import io.firstspike.connectors.protocol.Drift;
import io.firstspike.connectors.protocol.Order;
import io.firstspike.connectors.protocol.PresentationOrder;
import io.firstspike.connectors.protocol.Protocol;
import io.firstspike.connectors.replay.LabelPlace;
import io.firstspike.pipeline.stream.options.InputException;
import io.firstspike.pipeline.stream.options.Ranges;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that choose how a stream shows a data set: order, drift, share of labels. */
final class ProtocolOptions {

  private static final int MOST_CLASSES = 1_000_000;
  private static final long MOST_FRAMES = 1_000_000_000_000L;

  @Option(
      names = "--order",
      paramLabel = "as-is|shuffled|by-class",
      defaultValue = "as-is",
      converter = OrderConverter.class,
      description =
          "Order of the images, the same in every epoch: that of the data set, one drawn by --seed,"
              + " or tasks of some classes after each other, the images within a task in an order"
              + " drawn by --seed (default: ${DEFAULT-VALUE}).")
  private Order order;

  @Option(
      names = "--classes-per-task",
      paramLabel = "N",
      description =
          "With --order by-class, how many classes come at a time, in the order of the data set's"
              + " classes (default: 2).")
  private Integer classesPerTask;

  @Option(
      names = "--drift",
      paramLabel = "permuted-labels|rotated|inverted|noisy",
      converter = ChangeConverter.class,
      description =
          "What changes every --drift-every frames: all labels trade places; images are turned by"
              + " 30 degrees more; images are inverted, and back; or a tenth more of the samples"
              + " are replaced by random ones, up to five tenths, then none again (default:"
              + " nothing).")
  private Change change;

  @Option(
      names = "--drift-every",
      paramLabel = "N",
      description =
          "Frames from drift to drift, 1 to 1,000,000,000,000, counted over all epochs; needed with"
              + " --drift.")
  private Long every;

  @Option(
      names = "--drift-over",
      paramLabel = "N",
      description =
          "Frames over which the share of changed ones grows from 0 to 1, up to --drift-every"
              + " (default: 0, all at once).")
  private Long over;

  @Option(
      names = "--drift-recurring",
      description =
          "Go back and forth between two concepts, the data set as it is and the first change,"
              + " rather than on to a new one.")
  private boolean recurring;

  @Option(
      names = "--label-share",
      paramLabel = "X",
      defaultValue = "1",
      description =
          "Share of the images that ever get a label, above 0 and at most 1; drawn by --seed, the"
              + " same in every epoch (default: ${DEFAULT-VALUE}).")
  private double labelShare;

  /**
   * The protocol that the options choose.
   *
   * @param labels where labels go
   */
  Protocol protocol(long seed, LabelPlace labels) {
    if (!(labelShare > 0 && labelShare <= 1)) {
      throw new InputException(
          "--label-share is " + labelShare + ", must be above 0 and at most 1");
    }
    if (labelShare < 1 && labels == LabelPlace.NOWHERE) {
      throw new InputException(
          "--label-share "
              + labelShare
              + " and --labels none: no frame gets a label; leave one out");
    }
    Protocol ordered = ordered();
    return drift()
        .map(ordered::withDrift)
        .orElse(ordered)
        .withLabelShare(labelShare)
        .withSeed(seed);
  }

  private Protocol ordered() {
    if (classesPerTask != null && order != Order.BY_CLASS) {
      throw new InputException(
          "--classes-per-task is for --order by-class, not for --order " + order);
    }
    int classes = classesPerTask == null ? 2 : classesPerTask;
    Ranges.require("--classes-per-task", classes, 1, MOST_CLASSES);
    return switch (order) {
      case AS_IS -> Protocol.AS_IS;
      case SHUFFLED -> Protocol.AS_IS.shuffled();
      case BY_CLASS -> Protocol.AS_IS.byClass(classes);
    };
  }

  private Optional<Drift> drift() {
    if (change == null) {
      if (every != null || over != null || recurring) {
        throw new InputException(
            (every != null ? "--drift-every" : over != null ? "--drift-over" : "--drift-recurring")
                + " needs --drift, which says what changes");
      }
      return Optional.empty();
    }
    if (every == null) {
      throw new InputException(
          "--drift " + change + " needs --drift-every, the number of frames from drift to drift");
    }
    Ranges.require("--drift-every", every, 1, MOST_FRAMES);
    long gradual = over == null ? 0 : over;
    Ranges.require("--drift-over", gradual, 0, every);
    return Optional.of(new Drift(change, every, gradual, recurring));
  }

  /** Checks that a protocol can show images {@code from} to before {@code to}. */
  static void requireFitting(Protocol protocol, Dataset images, int from, int to, int epochs) {
    require(images.name(), () -> protocol.present(images, from, to, epochs));
  }

  /** Checks that a protocol can show these recordings. */
  static void requireFitting(
      Protocol protocol, LabelledRecordings recordings, int from, int to, int epochs) {
    require(
        recordings.name(),
        () -> {
          protocol.requireNoChangeOfImages();
          new PresentationOrder(protocol, recordings, from, to, epochs);
        });
  }

  private static void require(String name, Runnable presenting) {
    try {
      presenting.run();
    } catch (IllegalArgumentException e) {
      throw new InputException(name + ": " + e.getMessage(), e);
    }
  }
}
