package io.firstspike.pipeline.app.nir;

import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.DeltaSpec;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.WeightsSpec;
import io.firstspike.engine.spec.stepped.ReadSpec;
import io.firstspike.engine.stepped.network.ReadOut;
import io.firstspike.engine.stepped.plan.Plan;
import io.firstspike.pipeline.stream.options.InputException;
import io.firstspike.pipeline.stream.options.NetworkOptions;
import java.util.List;
import picocli.CommandLine.Option;

/** The decision layer of an imported network: none that learns, or one on the spikes of a node. */
final class LearnOptions {

  /**
   * First weights of a layer that learns on the output: own spikes for a label, others against it.
   * Multiples of powers of 2, so that the decisions are those of the counts, ties too.
   */
  private static final WeightsSpec KNOWING = new WeightsSpec(-1f / 64, 0, 1f / 8);

  private static final int DEFAULT_LEVELS = 8;

  @Option(
      names = "--learn-on",
      paramLabel = "NODE",
      description =
          "Let a decision layer learn from labels, on how often the neurons of this node fire. It"
              + " begins with what the network knows, if these are the output neurons, else with"
              + " nothing.")
  private String node;

  @Option(
      names = "--learn-as",
      paramLabel = "NAME|FILE",
      defaultValue = NetworkOptions.DEFAULT_NETWORK,
      description =
          "The network, shipped or a YAML file, whose decision layer it is: rule, memory, detector"
              + " of drift (default: ${DEFAULT-VALUE}).")
  private String like;

  @Option(
      names = "--levels",
      paramLabel = "N",
      description =
          "With --learn-on, the highest count of spikes that is told apart (default: 8, of output"
              + " neurons all).")
  private Integer levels;

  /** What is read of a network. */
  ReadSpec read(Plan plan, ReadSpec.By decision, int timeSteps) {
    String output = plan.nodes().get(plan.output()).name();
    if (node == null) {
      if (levels != null) {
        throw new InputException("--levels is for --learn-on: leave it out");
      }
      return ReadSpec.deciding(output, decision, timeSteps);
    }
    int all = Math.min(timeSteps, ReadSpec.MOST_LEVELS);
    int usual = decides(plan) ? all : Math.min(all, DEFAULT_LEVELS);
    return new ReadSpec(node, ReadSpec.By.COUNT, levels == null ? usual : levels);
  }

  /** Whether the neurons to learn on are those that decide. */
  private boolean decides(Plan plan) {
    return node.equals(plan.nodes().get(plan.output()).name())
        || node.equals(plan.nodes().get(ReadOut.source(plan, plan.output())).name());
  }

  /** The decision layer of a network. */
  DecisionSpec decision(Plan plan, List<String> labels, ReadSpec.By by, NetworkLimit limit) {
    return node == null ? GraphModel.fixed(labels, by) : learning(decides(plan), labels, limit);
  }

  private DecisionSpec learning(boolean decides, List<String> labels, NetworkLimit limit) {
    DecisionSpec like = NetworkSpec.load(this.like, limit).decision();
    boolean knows = decides && like.rule() instanceof DeltaSpec;
    return like.toBuilder()
        .labels(labels)
        .capacity(Math.max(labels.size(), like.capacity()))
        .inputs(List.of())
        .weights(knows ? KNOWING : like.weights())
        .build();
  }

  /** How a network decides, in words. */
  String how(NetworkSpec spec) {
    ReadSpec read = spec.encoding().stepped().read();
    return node == null
        ? "by " + read.by() + " of node " + read.node() + ", and does not learn"
        : "by a layer that learns on counts up to " + read.levels() + " of node " + read.node();
  }
}
