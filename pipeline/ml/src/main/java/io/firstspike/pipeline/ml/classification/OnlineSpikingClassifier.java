package io.firstspike.pipeline.ml.classification;

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
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.util.Preconditions;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Learns from an unbounded table of images with labels, row by row: each row is first decided on,
 * then learned from. The first rows teach the feature layers by STDP; after that the decision layer
 * learns from labels. Rows whose label is null are decided on only.
 *
 * <p>The fitted model's data is a stream of versions, one after every {@code publishEvery} labels.
 * Versions depend on the rows and their order alone, and are those of a {@link
 * io.firstspike.engine.learning.Learner} alone, bit for bit, through failures and restarts.
 *
 * <pre>{@code
 * OnlineSpikingClassifierModel model = new OnlineSpikingClassifier()
 *     .setNetwork("firstspike-2026")
 *     .setSchedule("S1=40")
 *     .fit(digits);
 * Table predictions = model.transform(digits)[0]; // by the latest version at each time
 * Table prequential = model.getDecided(); // each row decided on before it was learned
 * }</pre>
 */
@API(status = Status.MAINTAINED)
public final class OnlineSpikingClassifier
    implements Estimator<OnlineSpikingClassifier, OnlineSpikingClassifierModel>,
        SpikingClassifierParams<OnlineSpikingClassifier> {

  private static final long serialVersionUID = 1L;

  public static final Param<Integer> PUBLISH_EVERY =
      new IntParam(
          "publishEvery",
          "The number of labels between two versions of the model.",
          1000,
          ParamValidators.gtEq(1));

  private final Map<Param<?>, Object> params = new HashMap<>();

  /** Makes an estimator whose parameters have their defaults. */
  public OnlineSpikingClassifier() {
    ParamUtils.initializeMapWithDefaultValues(params, this);
  }

  public int getPublishEvery() {
    return get(PUBLISH_EVERY);
  }

  public OnlineSpikingClassifier setPublishEvery(int value) {
    return set(PUBLISH_EVERY, value);
  }

  /** Learns from the first table; the second, if there is one, is model data to go on from. */
  @Override
  public OnlineSpikingClassifierModel fit(Table... inputs) {
    Preconditions.checkArgument(
        inputs.length == 1 || inputs.length == 2,
        "OnlineSpikingClassifier takes a table, and the model data to go on from; not %s tables",
        inputs.length);
    Table table = inputs[0];
    Table initial = inputs.length == 2 ? inputs[1] : null;
    InputColumn input = InputColumn.images(table.getResolvedSchema(), getInputCol(), pixelLayout());
    LabelColumn labels = LabelColumn.of(table.getResolvedSchema(), getLabelCol());
    Stages.Online online =
        Stages.learn(
            "learn online",
            table,
            initial,
            FreshNetwork.of(spec(), getSeed()),
            input,
            labels,
            getPublishEvery(),
            ClassifyRows.columns(table, input, this));
    OnlineSpikingClassifierModel model =
        new OnlineSpikingClassifierModel(online.decided()).setModelData(online.models());
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
  public static OnlineSpikingClassifier load(StreamTableEnvironment environment, String path)
      throws IOException {
    return ReadWriteUtils.loadStageParam(path);
  }
}
