package io.firstspike.pipeline.stream.options;

import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.spec.NetworkSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which network learns, and from where it starts. */
public final class NetworkOptions {

  public static final String DEFAULT_NETWORK = "firstspike-2026";

  /** Of seeds 1 to 5 the one with the best prequential accuracy on MNIST: docs/results.md. */
  public static final String DEFAULT_SEED = "5";

  // Without defaultValue, so that they are null when not given: a model brings its own.
  @Option(
      names = "--network",
      paramLabel = "NAME|FILE",
      description =
          "A network that comes with the program, or a YAML file (default: "
              + DEFAULT_NETWORK
              + ").")
  private String network;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Draws the first weights (default: " + DEFAULT_SEED + ").")
  private Long seed;

  @Option(
      names = "--schedule",
      paramLabel = "LAYER=FRAMES",
      split = ",",
      description =
          "How many frames each feature layer learns from, such as S1=4000,S2=6000 (default: what"
              + " the network says).")
  private Map<String, Long> schedule = Map.of();

  @Option(
      names = "--horizon",
      paramLabel = "LABELS",
      description =
          "Over how many labels the decision layer's steps get shorter (default: what the network"
              + " says).")
  private Long horizon;

  @Option(
      names = "--model-in",
      paramLabel = "FILE",
      description = "Go on from this model instead of from random weights.")
  private Path modelIn;

  @Mixin private NetworkLimitOption limit;

  /** The size of the largest network that is taken. */
  public NetworkLimit limit() {
    return limit.limit();
  }

  /** Name or file of the network; null: the default, or that of a model. */
  public String network() {
    return network;
  }

  /** The seed for a network that has no model to go on from. */
  public long seed() {
    return seed == null ? Long.parseLong(DEFAULT_SEED) : seed;
  }

  /** Whether options are given that change how layers learn one after the other. */
  public boolean changesStages() {
    return modelIn != null || horizon != null || !schedule.isEmpty();
  }

  /** Reads what the options name. */
  public Start start() {
    if (modelIn == null) {
      String name = network == null ? DEFAULT_NETWORK : network;
      return Start.fresh(
          scheduled(withoutGraph(NetworkSpec.load(name, limit.limit()), "--model-in")), seed());
    }
    if (network != null || seed != null) {
      throw new InputException(
          "--model-in brings its own network and seed: leave out --network and --seed");
    }
    Model model = ModelFile.read(modelIn, limit.limit());
    return new Start(scheduled(model.spec()), model.provenance().seed(), Optional.of(model));
  }

  /**
   * {@code spec}, if it says all of a network, which one that encodes by a graph does not.
   *
   * @param instead the option that takes a model
   */
  public static NetworkSpec withoutGraph(NetworkSpec spec, String instead) {
    if (spec.encoding().stepped() != null) {
      throw new InputException(
          "network "
              + spec.name()
              + " encodes by a graph whose numbers a spec does not hold: give its model, as"
              + " firstspike import makes it, with "
              + instead);
    }
    return spec;
  }

  /** The options that make the same start again, wherever the program is run. */
  public List<String> arguments(Start start) {
    List<String> arguments = new ArrayList<>();
    if (modelIn == null) {
      String name = network == null ? DEFAULT_NETWORK : network;
      boolean file = !NetworkSpec.shipped(name);
      arguments.add("--network");
      arguments.add(file ? Path.of(name).toAbsolutePath().normalize().toString() : name);
      arguments.addAll(List.of("--seed", Long.toString(start.seed())));
    } else {
      arguments.addAll(List.of("--model-in", modelIn.toAbsolutePath().normalize().toString()));
    }
    if (!schedule.isEmpty()) {
      arguments.add("--schedule");
      arguments.add(
          schedule.entrySet().stream()
              .map(layer -> layer.getKey() + "=" + layer.getValue())
              .sorted()
              .collect(Collectors.joining(",")));
    }
    if (horizon != null) {
      arguments.addAll(List.of("--horizon", Long.toString(horizon)));
    }
    return arguments;
  }

  /** Whether {@code file}, which may be null, is the model to go on from. */
  public boolean goesOnFrom(Path file) {
    return file != null
        && modelIn != null
        && file.toAbsolutePath().normalize().equals(modelIn.toAbsolutePath().normalize());
  }

  private NetworkSpec scheduled(NetworkSpec spec) {
    NetworkSpec scheduled = spec.withSchedule(schedule);
    return horizon == null ? scheduled : scheduled.withHorizon(horizon);
  }
}
