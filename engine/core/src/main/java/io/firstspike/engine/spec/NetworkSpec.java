package io.firstspike.engine.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.firstspike.engine.spec.WeightTable.Kind;
import io.firstspike.engine.spec.mistake.SpecException;
import io.firstspike.engine.spec.mistake.SpecProblems;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.stimulus.EventWindow;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.Stimulus;
import io.firstspike.engine.text.NearestName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Description of a network as data: its input, encoding and layers, and the rules that they learn
 * by. Specs are written in YAML; those of published networks ship with the engine.
 *
 * <pre>{@code
 * NetworkSpec spec = NetworkSpec.load("mozafari-2019").withSchedule(Map.of("S1", 5000L));
 * NetworkSpec coarse = spec.toBuilder().feature("S2", f -> f.maps(50)).build();
 * Learner learner = Learner.fresh(coarse, 1);
 * }</pre>
 *
 * A spec that was loaded, parsed or built has been checked as a whole; all mistakes are reported at
 * once. Immutable.
 *
 * @param name short name; that of a shipped spec is also the name of its file
 * @param source publication that the network comes from
 * @param input what the network takes: images, or windows of events
 * @param encoding the encoding of what it takes as spikes
 * @param features the feature layers, first to last. They learn in this order, one at a time. Null
 *     or left out: none; the decision layer is then connected to the encoded image
 * @param decision the decision layer, which learns when all feature layers are frozen
 * @param training variation of examples in training; null or left out: none
 * @param readOut conventional classifier on top of the features; null or left out: {@link
 *     ReadOutSpec#DEFAULT}
 */
@API(status = Status.MAINTAINED)
public record NetworkSpec(
    String name,
    String source,
    InputSpec input,
    EncodingSpec encoding,
    List<FeatureSpec> features,
    DecisionSpec decision,
    TrainingSpec training,
    @JsonInclude(JsonInclude.Include.NON_NULL) ReadOutSpec readOut) {

  /** The most maps of a layer. */
  static final int MAX_MAPS = 65_536;

  public NetworkSpec {
    features = features == null ? List.of() : List.copyOf(features);
    training = training == null ? TrainingSpec.PLAIN : training;
  }

  /**
   * Loads a spec that ships with the engine or that is in a YAML file.
   *
   * @param nameOrPath name of a shipped spec, such as {@code mozafari-2019}, or path of a file
   * @throws SpecException if there is no such spec or file, it has mistakes, or the network is
   *     larger than {@link NetworkLimit#DEFAULT}
   */
  public static NetworkSpec load(String nameOrPath) {
    return load(nameOrPath, NetworkLimit.DEFAULT);
  }

  /**
   * Loads a spec that ships with the engine or that is in a YAML file.
   *
   * @param nameOrPath name of a shipped spec, such as {@code mozafari-2019}, or path of a file
   * @param limit the largest network to accept
   * @throws SpecException if there is no such spec or file, it has mistakes, or the network is
   *     larger than {@code limit}
   */
  public static NetworkSpec load(String nameOrPath, NetworkLimit limit) {
    return parse(nameOrPath, SpecFile.read(nameOrPath), limit);
  }

  /** Whether a spec of this name ships with the engine. */
  public static boolean shipped(String name) {
    return SpecFile.shipped(name);
  }

  /**
   * Parses a spec from YAML.
   *
   * @param origin name of the source in error messages
   * @throws SpecException naming all mistakes, if there are any; a network larger than {@link
   *     NetworkLimit#DEFAULT} is one
   */
  public static NetworkSpec parse(String origin, String yaml) {
    return parse(origin, yaml, NetworkLimit.DEFAULT);
  }

  /**
   * Parses a spec from YAML.
   *
   * @param origin name of the source in error messages
   * @param limit the largest network to accept
   * @throws SpecException naming all mistakes, if there are any; a network larger than {@code
   *     limit} is one
   */
  public static NetworkSpec parse(String origin, String yaml, NetworkLimit limit) {
    return SpecYaml.read(origin, yaml, limit);
  }

  /** This spec as YAML, which {@link #parse} reads back. */
  public String toYaml() {
    return SpecYaml.write(this);
  }

  /** The number of layers: the feature layers and the decision layer. */
  public int layers() {
    return features.size() + 1;
  }

  /**
   * The name of layer {@code index}; the decision layer has the index {@code features().size()}.
   */
  public String layerName(int index) {
    return index < features.size() ? features.get(index).name() : decision.name();
  }

  /**
   * The tables that hold all that the network learns: the weights of each layer in order, then the
   * tables that accompany the weights of the decision layer; at last the numbers of the graph that
   * encodes, if there is one.
   */
  public List<WeightTable> tables() {
    List<WeightTable> tables = new ArrayList<>();
    for (int layer = 0; layer < features.size(); layer++) {
      tables.add(
          new WeightTable(layerName(layer), Kind.WEIGHTS, features.get(layer).maps(), layer));
    }
    int maps = decision.maps();
    int layer = features.size();
    tables.add(new WeightTable(decision.name(), Kind.WEIGHTS, maps, layer));
    if (decision.averaged()) {
      tables.add(WeightTable.beside(decision.name(), Kind.AVERAGE, maps, layer));
    }
    if (decision.averageOver() != 0) {
      tables.add(WeightTable.beside(decision.name(), Kind.LATEST, maps, layer));
    }
    if (decision.rule() instanceof DeltaSpec rule && rule.adaptive()) {
      tables.add(WeightTable.beside(decision.name(), Kind.ERRORS, maps, layer));
    }
    if (decision.rule() instanceof S2StdpSpec rule && rule.competition() > 0) {
      tables.add(WeightTable.beside(decision.name(), Kind.THRESHOLDS, maps, layer));
    }
    if (decision.hidden() != null) {
      int rows = decision.hidden().neurons();
      tables.add(WeightTable.beside(decision.name(), Kind.HIDDEN, rows, layer));
    }
    if (encoding.stepped() != null) {
      int rows = encoding.stepped().graph().rows();
      tables.add(WeightTable.beside(DecisionSpec.ENCODING, Kind.GRAPH, rows, layers()));
    }
    return tables;
  }

  /**
   * Explains why the network does not take {@code stimulus}: what it is, what the network takes,
   * and the remedy.
   *
   * @return empty if the network takes the stimulus
   */
  public Optional<String> refusal(Stimulus stimulus) {
    return stimulus instanceof Image image
        ? input.refusal(image)
        : input.refusal((EventWindow) stimulus, encoding.windowSteps());
  }

  /**
   * The feature layers that the decision layer is connected to, counted from 0, in the order of its
   * inputs; -1 stands for the encoded image.
   */
  public List<Integer> decisionInputs() {
    if (decision.inputs().isEmpty()) {
      return List.of(features.size() - 1);
    }
    List<String> names = features.stream().map(FeatureSpec::name).toList();
    return decision.inputs().stream().map(names::indexOf).toList();
  }

  /**
   * The shape of the decision layer's input.
   *
   * @param encoded shape of the encoded image
   * @param outputs shape of each feature layer's output
   */
  public Shape decisionInput(Shape encoded, List<Shape> outputs) {
    List<Shape> inputs =
        decisionInputs().stream().map(i -> i < 0 ? encoded : outputs.get(i)).toList();
    return inputs.size() == 1
        ? inputs.get(0)
        : new Shape(inputs.stream().mapToInt(Shape::size).reduce(0, Math::addExact), 1, 1);
  }

  /**
   * This spec with another horizon for the decay of the decision layer's step size.
   *
   * @param labels the horizon, in labels
   * @throws SpecException if the decision rule has no decay, or the number is not above 0
   */
  public NetworkSpec withHorizon(long labels) {
    DecisionRule rule = decision == null ? null : decision.rule().withHorizon(labels);
    if (rule == null) {
      throw new SpecException(
          name, List.of("the horizon needs a decision rule with decay, which this network lacks"));
    }
    return toBuilder().decision(d -> d.rule(rule)).build(NetworkLimit.NONE);
  }

  /**
   * This spec with one label more, which takes free neurons of the decision layer.
   *
   * @throws SpecException if no neurons are free, or the spec has the label already
   */
  public NetworkSpec withLabel(String label) {
    if (!decision.hasRoom()) {
      throw new SpecException(
          name,
          List.of(
              "decision: no neurons are free for label \""
                  + label
                  + "\": all "
                  + decision.capacity()
                  + " groups have theirs; give decision.capacity a higher value"));
    }
    List<String> labels = new ArrayList<>(decision.labels());
    labels.add(label);
    return toBuilder().decision(d -> d.labels(labels)).build(NetworkLimit.NONE);
  }

  /**
   * This spec with other numbers of frames for its feature layers to learn from.
   *
   * @param frames number of frames by layer name; layers that are not named keep theirs
   * @throws SpecException if a name is not that of a feature layer, or a number is negative
   */
  public NetworkSpec withSchedule(Map<String, Long> frames) {
    List<String> names = features.stream().map(FeatureSpec::name).toList();
    for (String layer : frames.keySet()) {
      if (!names.contains(layer)) {
        throw new SpecException(
            name,
            List.of(
                "the schedule names layer "
                    + layer
                    + "; the feature layers are "
                    + names
                    + NearestName.hint(layer, names)));
      }
    }
    Builder scheduled = toBuilder();
    frames.forEach((layer, count) -> scheduled.feature(layer, f -> f.stdp(s -> s.frames(count))));
    return scheduled.build(NetworkLimit.NONE);
  }

  /**
   * All mistakes in this spec, one sentence each; empty if there are none.
   *
   * @param limit the largest network to accept
   */
  List<String> problems(NetworkLimit limit) {
    SpecProblems problems = new SpecProblems();
    if (name == null || name.isBlank()) {
      problems.add("name is missing");
    }
    if (problems.present("input", input)) {
      input.check("input", problems);
    }
    if (problems.present("encoding", encoding)) {
      encoding.check("encoding", input, problems);
    }
    checkLayers(problems);
    training.check("training", problems);
    if (readOut != null) {
      readOut.check("readOut", problems);
    }
    if (problems.isEmpty()) {
      checkSize(limit, problems);
    }
    return problems.sentences();
  }

  private void checkLayers(SpecProblems problems) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < features.size(); i++) {
      String at = "features[" + i + "]";
      checkName(at, features.get(i).name(), names, problems);
      features.get(i).check(at, problems);
    }
    if (problems.present("decision", decision)) {
      checkInputsAreKnown(problems);
      decision.checkInputs("decision", problems);
      checkName("decision", decision.name(), names, problems);
      decision.check("decision", problems);
      checkTrainedElsewhere(problems);
    }
  }

  /** Adds a mistake if the decision layer leaves it to other neurons, which are not there. */
  private void checkTrainedElsewhere(SpecProblems problems) {
    if (decision.rule() instanceof DecisionRule.Fixed
        && (encoding == null || encoding.stepped() == null)) {
      problems.add("decision.rule.fixed learns nothing and needs encoding.stepped");
    }
    boolean reads =
        encoding != null
            && encoding.stepped() != null
            && features.isEmpty()
            && decision.neuronsPerLabel() == 1
            && decision.kernel() == 0;
    if (decision.weights() != null && decision.weights().own() != null && !reads) {
      problems.add(
          "decision.weights.own needs encoding.stepped, no features, and neurons that see all of it,"
              + " one for each label");
    }
  }

  /**
   * Adds a mistake if a layer has no name, or one of those {@code taken}; else its name is taken.
   */
  private static void checkName(String at, String layer, Set<String> taken, SpecProblems problems) {
    if (layer == null || layer.isBlank()) {
      problems.add(at + ".name is missing");
    } else if (!taken.add(layer)) {
      problems.add(at + ".name " + layer + " is taken by another layer");
    }
  }

  private void checkInputsAreKnown(SpecProblems problems) {
    List<String> known = new ArrayList<>(List.of(DecisionSpec.ENCODING));
    features.stream().map(FeatureSpec::name).filter(Objects::nonNull).forEach(known::add);
    for (String layer : decision.inputs()) {
      if (!known.contains(layer)) {
        problems.add(
            "decision.inputs names "
                + layer
                + ", must be of "
                + known
                + NearestName.hint(layer, known));
      }
    }
  }

  /**
   * Adds a mistake if a layer's windows do not fit its input, the network exceeds the limit, or it
   * does not suit its read-out.
   */
  private void checkSize(NetworkLimit limit, SpecProblems problems) {
    AtomicReference<String> at = new AtomicReference<>();
    try {
      NetworkSize size = NetworkSize.of(this, at::set);
      limit.problems(size).forEach(problems::add);
      if (readOut != null) {
        readOut.checkIn("readOut", size.features(), problems);
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      problems.add(at + ": " + e.getMessage());
    }
  }

  /** A builder of a spec like this one, except for what is changed. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Builder of a spec like another one: each method changes the field of its name. */
  public static final class Builder {

    private String name;
    private String source;
    private InputSpec input;
    private EncodingSpec encoding;
    private List<FeatureSpec> features;
    private DecisionSpec decision;
    private TrainingSpec training;
    private ReadOutSpec readOut;

    private Builder(NetworkSpec like) {
      name = like.name;
      source = like.source;
      input = like.input;
      encoding = like.encoding;
      features = like.features;
      decision = like.decision;
      training = like.training;
      readOut = like.readOut;
    }

    public Builder name(String value) {
      name = value;
      return this;
    }

    public Builder source(String value) {
      source = value;
      return this;
    }

    public Builder input(InputSpec value) {
      input = value;
      return this;
    }

    public Builder input(UnaryOperator<InputSpec.Builder> change) {
      return input(change.apply(input.toBuilder()).build());
    }

    public Builder encoding(EncodingSpec value) {
      encoding = value;
      return this;
    }

    public Builder encoding(UnaryOperator<EncodingSpec.Builder> change) {
      return encoding(change.apply(encoding.toBuilder()).build());
    }

    public Builder features(List<FeatureSpec> value) {
      features = value;
      return this;
    }

    /**
     * Changes one of the feature layers.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public Builder feature(String layer, UnaryOperator<FeatureSpec.Builder> change) {
      List<String> names = features.stream().map(FeatureSpec::name).toList();
      if (!names.contains(layer)) {
        throw new IllegalArgumentException("the feature layers are " + names + ", not " + layer);
      }
      List<FeatureSpec> changed = new ArrayList<>(features);
      changed.replaceAll(f -> layer.equals(f.name()) ? change.apply(f.toBuilder()).build() : f);
      return features(changed);
    }

    public Builder decision(DecisionSpec value) {
      decision = value;
      return this;
    }

    public Builder decision(UnaryOperator<DecisionSpec.Builder> change) {
      return decision(change.apply(decision.toBuilder()).build());
    }

    public Builder training(TrainingSpec value) {
      training = value;
      return this;
    }

    public Builder readOut(ReadOutSpec value) {
      readOut = value;
      return this;
    }

    /**
     * The spec, which has been checked as one that is {@linkplain #parse parsed}.
     *
     * @throws SpecException naming all mistakes, if there are any; a network larger than {@link
     *     NetworkLimit#DEFAULT} is one
     */
    public NetworkSpec build() {
      return build(NetworkLimit.DEFAULT);
    }

    /**
     * The spec, which has been checked as one that is {@linkplain #parse parsed}.
     *
     * @param limit the largest network to accept
     * @throws SpecException naming all mistakes, if there are any; a network larger than {@code
     *     limit} is one
     */
    public NetworkSpec build(NetworkLimit limit) {
      NetworkSpec spec =
          new NetworkSpec(name, source, input, encoding, features, decision, training, readOut);
      List<String> problems = spec.problems(limit);
      if (!problems.isEmpty()) {
        throw new SpecException(name, problems);
      }
      return spec;
    }
  }
}
