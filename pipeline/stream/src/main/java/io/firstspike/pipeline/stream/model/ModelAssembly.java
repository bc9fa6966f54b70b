package io.firstspike.pipeline.stream.model;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.topic.ModelManifest;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.WeightTable;
import io.firstspike.engine.spec.mistake.SpecException;
import java.util.List;
import java.util.Optional;

/** Makes models from their manifests and rows. */
public final class ModelAssembly {

  private static final String WHERE = "model update";

  private ModelAssembly() {}

  /**
   * Gives the rows that are known at present.
   *
   * @param <E> the exception of the place where they are kept
   */
  @FunctionalInterface
  public interface Rows<E extends Exception> {
    /** The weights of map {@code map} of layer {@code layer}, or null. */
    float[] row(String layer, int map) throws E;
  }

  /**
   * The model that {@code manifest} describes; empty if a row is missing or the rows do not match
   * the manifest's fingerprint: compaction has then removed some of them for newer ones, whose
   * manifest follows.
   *
   * @param <E> the exception of the place where rows are kept
   * @throws MalformedException if the manifest's spec has mistakes, or exceeds {@code limit}
   */
  public static <E extends Exception> Optional<Model> of(
      ModelManifest manifest, NetworkLimit limit, Rows<E> rows) throws MalformedException, E {
    NetworkSpec spec = spec(manifest, limit);
    List<WeightTable> tables = spec.tables();
    float[][][] weights = new float[tables.size()][][];
    for (int table = 0; table < weights.length; table++) {
      weights[table] = new float[tables.get(table).rows()][];
      for (int map = 0; map < weights[table].length; map++) {
        weights[table][map] = rows.row(tables.get(table).name(), map);
        if (weights[table][map] == null) {
          return Optional.empty();
        }
      }
    }
    Model model = new Model(spec, manifest.provenance(), manifest.progress(), weights);
    return model.fingerprint().equals(manifest.sha256()) ? Optional.of(model) : Optional.empty();
  }

  private static NetworkSpec spec(ModelManifest manifest, NetworkLimit limit)
      throws MalformedException {
    try {
      return NetworkSpec.parse("of model " + manifest.modelKey(), manifest.specYaml(), limit);
    } catch (SpecException e) {
      throw new MalformedException(WHERE, e.getMessage(), e);
    }
  }
}
