package io.firstspike.engine.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.firstspike.engine.spec.WeightTable.Kind;
import io.firstspike.engine.spike.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A network as data: what it sees, how that becomes spikes, its layers and how each learns. Written
 * in YAML; the specs of published networks ship with the engine.
 *
 * @param name short name, also that of the shipped file
 * @param source where it was published
 * @param input the images it takes
 * @param encoding how they become spikes
 * @param features its feature layers, first to last; they learn in this order, one at a time; null
 *     or left out: none, the decision layer sees the encoded image
 * @param decision its decision layer, which learns when all features have
 * @param training how examples are varied in training; null or left out: they are not
 * @param readOut how a classifier of the usual kind reads its features out; null or left out: as
 *     {@link ReadOutSpec#DEFAULT}
 */
public record NetworkSpec(
    String name,
    String source,
    InputSpec input,
    EncodingSpec encoding,
    List<FeatureSpec> features,
    DecisionSpec decision,
    TrainingSpec training,
    @JsonInclude(JsonInclude.Include.NON_NULL) ReadOutSpec readOut) {

  private static final List<String> SHIPPED =
      List.of(
          "firstspike-2026",
          "firstspike-2026-shifted",
          "firstspike-2026-deep",
          "firstspike-2026-quick",
          "firstspike-2026-reward",
          "kheradpisheh-2018",
          "mozafari-2018",
          "mozafari-2019",
          "mozafari-2019-connected",
          "rezghi-2022");

  public NetworkSpec {
    features = features == null ? List.of() : List.copyOf(features);
    training = training == null ? TrainingSpec.PLAIN : training;
  }

  /**
   * The spec {@code nameOrPath} stands for: one that ships with the engine ({@code mozafari-2019}),
   * or a YAML file.
   *
   * @throws SpecException if there is none, or it has mistakes, or is larger than {@link
   *     NetworkLimit#DEFAULT}
   */
  public static NetworkSpec load(String nameOrPath) {
    return load(nameOrPath, NetworkLimit.DEFAULT);
  }

  /** As {@link #load(String)}, with another limit. */
  public static NetworkSpec load(String nameOrPath, NetworkLimit limit) {
    try (InputStream in =
        SHIPPED.contains(nameOrPath)
            ? NetworkSpec.class.getResourceAsStream(nameOrPath + ".yaml")
            : Files.newInputStream(Path.of(nameOrPath))) {
      byte[] bytes = in.readNBytes(SpecText.MAX_LENGTH + 1);
      if (bytes.length > SpecText.MAX_LENGTH) {
        throw SpecText.tooLong(nameOrPath, "bytes");
      }
      String yaml = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return parse(nameOrPath, yaml, limit);
    } catch (NoSuchFileException | InvalidPathException e) {
      throw new SpecException(
          nameOrPath,
          List.of(
              "no such file, and no shipped network of that name"
                  + NearestName.hint(nameOrPath, SHIPPED)
                  + " (shipped are "
                  + String.join(", ", SHIPPED)
                  + ")"));
    } catch (CharacterCodingException e) {
      throw new SpecException(nameOrPath, List.of("it is no text in UTF-8"));
    } catch (IOException e) {
      throw new SpecException(nameOrPath, List.of("cannot be read: " + e.getMessage()));
    }
  }

  /** Whether {@code name} is that of a spec that ships with the engine. */
  public static boolean shipped(String name) {
    return SHIPPED.contains(name);
  }

  /**
   * Reads a spec from YAML.
   *
   * @param origin what to call it in messages
   * @throws SpecException naming every mistake in it; one is to be larger than {@link
   *     NetworkLimit#DEFAULT}
   */
  public static NetworkSpec parse(String origin, String yaml) {
    return parse(origin, yaml, NetworkLimit.DEFAULT);
  }

  /** As {@link #parse(String, String)}, with another limit. */
  public static NetworkSpec parse(String origin, String yaml, NetworkLimit limit) {
    return SpecYaml.read(origin, yaml, limit);
  }

  /** This spec as YAML; {@link #parse} reads it back. */
  public String toYaml() {
    return SpecYaml.write(this);
  }

  /** Layers in all: features and the decision layer. */
  public int layers() {
    return features.size() + 1;
  }

  /** The name of layer {@code index}, where {@code features().size()} is the decision layer. */
  public String layerName(int index) {
    return index < features.size() ? features.get(index).name() : decision.name();
  }

  /**
   * What the network learns, table by table: the weights of each layer, then what the decision
   * layer keeps beside them.
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
    if (decision.rule() instanceof DeltaSpec rule && rule.adaptive()) {
      tables.add(WeightTable.beside(decision.name(), Kind.ERRORS, maps, layer));
    }
    if (decision.rule() instanceof S2StdpSpec rule && rule.competition() > 0) {
      tables.add(WeightTable.beside(decision.name(), Kind.THRESHOLDS, maps, layer));
    }
    return tables;
  }

  /**
   * The feature layers the decision layer looks at, counted from 0, in its order; -1 is the image's
   * own volley.
   */
  public List<Integer> decisionInputs() {
    if (decision.inputs().isEmpty()) {
      return List.of(features.size() - 1);
    }
    List<String> names = features.stream().map(FeatureSpec::name).toList();
    return decision.inputs().stream().map(names::indexOf).toList();
  }

  /**
   * The shape of what the decision layer sees, given those of the encoded image and of the feature
   * layers' outputs.
   */
  public Shape decisionInput(Shape encoded, List<Shape> outputs) {
    List<Shape> inputs =
        decisionInputs().stream().map(i -> i < 0 ? encoded : outputs.get(i)).toList();
    return inputs.size() == 1
        ? inputs.get(0)
        : new Shape(inputs.stream().mapToInt(Shape::size).reduce(0, Math::addExact), 1, 1);
  }

  /**
   * The same network, the steps of its decision layer getting shorter over another number of
   * labels.
   *
   * @throws SpecException if its rule knows no horizon, or the number is not above 0
   */
  public NetworkSpec withHorizon(long labels) {
    DecisionRule rule = decision == null ? null : decision.rule().withHorizon(labels);
    if (rule == null) {
      throw new SpecException(
          name, List.of("the horizon needs a decision rule with decay, which this network lacks"));
    }
    NetworkSpec changed =
        new NetworkSpec(
            name, source, input, encoding, features, decision.withRule(rule), training, readOut);
    SpecChecks.require(name, changed);
    return changed;
  }

  /**
   * The same network, free neurons of its decision layer standing for {@code label}.
   *
   * @throws SpecException if none are free, or it has the label
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
    NetworkSpec changed =
        new NetworkSpec(
            name, source, input, encoding, features, decision.withLabel(label), training, readOut);
    SpecChecks.require(name, changed);
    return changed;
  }

  /**
   * The same network, its feature layers learning from other numbers of frames.
   *
   * @param frames by layer name; layers not named keep theirs
   * @throws SpecException if a name is no feature layer, or a number is negative
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
    List<FeatureSpec> scheduled =
        features.stream()
            .map(f -> f.withFrames(frames.getOrDefault(f.name(), f.stdp().frames())))
            .toList();
    NetworkSpec changed =
        new NetworkSpec(name, source, input, encoding, scheduled, decision, training, readOut);
    SpecChecks.require(name, changed);
    return changed;
  }
}
