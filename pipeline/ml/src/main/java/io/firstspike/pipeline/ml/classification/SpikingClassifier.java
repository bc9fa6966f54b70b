package io.firstspike.pipeline.ml.classification;

import io.firstspike.pipeline.ml.param.HasInvalid;
import io.firstspike.pipeline.ml.table.Fitting;
import io.firstspike.pipeline.ml.table.Fitting.Part;
import io.firstspike.pipeline.ml.table.FreshNetwork;
import io.firstspike.pipeline.ml.table.InputColumn;
import io.firstspike.pipeline.ml.table.LabelColumn;
import io.firstspike.pipeline.ml.table.Stages;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.ml.api.Estimator;
import org.apache.flink.ml.param.IntParam;
import org.apache.flink.ml.param.Param;
import org.apache.flink.ml.param.ParamValidators;
import org.apache.flink.ml.util.ParamUtils;
import org.apache.flink.ml.util.ReadWriteUtils;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.util.Preconditions;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Learns to classify from a bounded table, by the rule of the network's decision layer. Rows are
 * learned from in their order; the result is that of the command {@code train}, bit for bit.
 *
 * <ul>
 *   <li>From a column of images the whole network learns: first the feature layers by STDP, then
 *       the decision layer.
 *   <li>From a column of volleys, made by a {@code SpikingFeatureExtractorModel}, the decision
 *       layer learns. The model data of that stage is the second table; in a pipeline the stage
 *       passes it on ({@code setWithModelData(true)}).
 * </ul>
 *
 * A second table is model data to go on from. The fitted model always holds the whole network.
 *
 * <pre>{@code
 * SpikingClassifierModel model = new SpikingClassifier()
 *     .setNetwork("firstspike-2026")
 *     .setSchedule("S1=4000")
 *     .fit(digits);
 * Table predictions = model.transform(digits)[0];
 * }</pre>
 */
@API(status = Status.MAINTAINED)
public final class SpikingClassifier
    implements Estimator<SpikingClassifier, SpikingClassifierModel>,
        SpikingClassifierParams<SpikingClassifier> {

  private static final long serialVersionUID = 1L;

  public static final Param<Integer> PASSES =
      new IntParam(
          "passes",
          "How often the decision layer learns from each row.",
          1,
          ParamValidators.gtEq(1));

  private final Map<Param<?>, Object> params = new HashMap<>();

  /** Makes an estimator whose parameters have their defaults. */
  public SpikingClassifier() {
    ParamUtils.initializeMapWithDefaultValues(params, this);
  }

  public int getPasses() {
    return get(PASSES);
  }

  public SpikingClassifier setPasses(int value) {
    return set(PASSES, value);
  }

  @Override
  public SpikingClassifierModel fit(Table... inputs) {
    Preconditions.checkArgument(
        inputs.length == 1 || inputs.length == 2,
        "SpikingClassifier takes a table, and the model data to go on from; not %s tables",
        inputs.length);
    Table table = inputs[0];
    Table initial = inputs.length == 2 ? inputs[1] : null;
    InputColumn input =
        InputColumn.imagesOrVolleys(table.getResolvedSchema(), getInputCol(), pixelLayout());
    LabelColumn labels = LabelColumn.of(table.getResolvedSchema(), getLabelCol());
    Part part = input.volleys() ? Part.DECISIONS : Part.ALL;
    if (part == Part.DECISIONS && initial == null) {
      throw new ValidationException(
          "column \""
              + input.name()
              + "\" has volleys, so the model data of the stage that made them is needed as a second"
              + " table: fit(table, model.getModelData()[0]), or setWithModelData(true) of the"
              + " SpikingFeatureExtractor before this stage in a pipeline");
    }
    Fitting fitting = new Fitting(FreshNetwork.of(spec(), getSeed()), part, getPasses());
    boolean skips = !getHandleInvalid().equals(HasInvalid.ERROR);
    Table modelData =
        Stages.fit("learn to classify", table, initial, fitting, input, labels, skips);
    SpikingClassifierModel model = new SpikingClassifierModel().setModelData(modelData);
    ParamUtils.updateExistingParams(model, params);
    return model;
  }

  @Override
  public Map<Param<?>, Object> getParamMap() {
    return params;
  }

  @Override
  public void save(String path) throws IOException {
    ReadWriteUtils.saveMetadata(this, path);
  }

  /** Reads a saved estimator. */
  public static SpikingClassifier load(StreamTableEnvironment environment, String path)
      throws IOException {
    return ReadWriteUtils.loadStageParam(path);
  }
}
