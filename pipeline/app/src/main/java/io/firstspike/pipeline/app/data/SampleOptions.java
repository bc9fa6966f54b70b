package io.firstspike.pipeline.app.data;

import io.firstspike.connectors.dataset.ExampleSet;
import io.firstspike.engine.activity.ActivityMeter;
import io.firstspike.engine.activity.LayerActivity;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.stream.options.InputException;
import io.firstspike.pipeline.stream.options.Ranges;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options that choose a few examples to look at a network with. */
public final class SampleOptions {

  private static final int MOST = 1_000_000;

  /** Draws the examples, the same ones every time. */
  private static final long SEED = 1;

  @Mixin private DataOptions data;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "500",
      description =
          "Look at N of them, drawn evenly, 1 to 1,000,000; all if there are fewer (default:"
              + " ${DEFAULT-VALUE}).")
  private int images;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** Whether the user has named a data set. */
  public boolean given() {
    return command.commandLine().getParseResult().hasMatchedOption("--data");
  }

  /** Test examples that the network takes. */
  public ExampleSet test(NetworkSpec spec) {
    Ranges.require("--images", images, 1, MOST);
    return some(data.test(spec));
  }

  /**
   * The spikes of the encoding and of the feature layers.
   *
   * @param examples the examples to show
   * @throws InputException if the network does not take them
   */
  public static List<LayerActivity> activity(Network network, ExampleSet examples) {
    Fit.require(network.spec(), examples);
    ActivityMeter meter = new ActivityMeter(network);
    return Fit.checked(
        network.spec(),
        examples,
        () -> {
          for (int i = 0; i < examples.size(); i++) {
            meter.measure(examples.stimulus(i));
          }
          return meter.activity();
        });
  }

  private ExampleSet some(ExampleSet all) {
    return all.shuffled(SEED).slice(0, Math.min(images, all.size()));
  }
}
