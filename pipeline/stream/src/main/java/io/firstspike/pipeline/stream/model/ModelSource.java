package io.firstspike.pipeline.stream.model;

import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.model.Provenance;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.spec.NetworkSpec;
import java.io.Serializable;
import java.util.Optional;

/** Makes the model that learning starts from, in each operator; part of the job graph. */
public final class ModelSource implements Serializable {

  private final String specYaml;
  private final long seed;
  private final byte[] modelFile;
  private final String data;
  private final StartingModels starting;

  private ModelSource(
      String specYaml, long seed, byte[] modelFile, String data, StartingModels starting) {
    this.specYaml = specYaml;
    this.seed = seed;
    this.modelFile = modelFile;
    this.data = data;
    this.starting = starting;
  }

  /**
   * Makes a source of {@code model}, or of a fresh network if there is none.
   *
   * @param spec the network's spec
   * @param seed the seed of a fresh network's weights
   * @param model the content of a model file
   * @param data the data that will be learned from, in words, for the provenance
   */
  public static ModelSource of(NetworkSpec spec, long seed, Optional<byte[]> model, String data) {
    return new ModelSource(
        spec.toYaml(), seed, model.orElse(null), data, StartingModels.base(spec));
  }

  /** A copy whose learners begin with {@code models}. */
  public ModelSource with(StartingModels models) {
    return new ModelSource(specYaml, seed, modelFile, data, models);
  }

  /** A copy for operators that need only the base model: the others may be large. */
  public ModelSource withoutStarting() {
    return with(StartingModels.base(spec()));
  }

  /** The models that learners without state begin with. */
  public StartingModels starting() {
    return starting;
  }

  /** The network's spec. */
  public NetworkSpec spec() {
    return NetworkSpec.parse("of the job", specYaml, NetworkLimit.NONE);
  }

  /** The model that learning starts from: the same at every call. */
  public BaseModel load() {
    NetworkSpec spec = spec();
    if (modelFile == null) {
      return BaseModel.of(
          spec,
          new Provenance(Provenance.SOFTWARE, seed, data, 0, 0),
          Progress.start(spec, seed),
          Network.fresh(spec, seed).weights().toArrays());
    }
    Model model = ModelFile.fromBytes("of the job", modelFile, NetworkLimit.NONE);
    Provenance before = model.provenance();
    return BaseModel.of(
        spec,
        new Provenance(
            Provenance.SOFTWARE,
            before.seed(),
            data(before.data(), data),
            before.framesLearned(),
            before.labelsLearned()),
        model.progress(),
        model.weights());
  }

  /** The data that a model was learned from, before and now, in words and each once. */
  public static String data(String before, String now) {
    return before.contains(now) ? before : before + "; " + now;
  }
}
