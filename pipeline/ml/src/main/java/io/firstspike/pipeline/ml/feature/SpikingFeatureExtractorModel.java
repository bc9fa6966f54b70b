package io.firstspike.pipeline.ml.feature;

import io.firstspike.engine.model.Model;
import io.firstspike.pipeline.ml.table.AddedColumns;
import io.firstspike.pipeline.ml.table.InputColumn;
import io.firstspike.pipeline.ml.table.ModelData;
import io.firstspike.pipeline.ml.table.ModelStage;
import io.firstspike.pipeline.ml.table.Rows;
import io.firstspike.pipeline.ml.table.Stages;
import io.firstspike.pipeline.ml.type.SpikeTypes;
import java.io.IOException;
import java.util.List;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Extracts features: the volleys that the network's decision layer reads, from images or from the
 * volleys of a {@link SpikeEncoder} of the same network. Its model data is a model file's content;
 * any model of the command line will do.
 */
@API(status = Status.MAINTAINED)
public final class SpikingFeatureExtractorModel extends ModelStage<SpikingFeatureExtractorModel>
    implements SpikingFeatureExtractorModelParams<SpikingFeatureExtractorModel> {

  private static final long serialVersionUID = 1L;

  /** Makes a stage without model data, whose parameters have their defaults. */
  public SpikingFeatureExtractorModel() {
    // Flink ML makes stages by this constructor.
  }

  /** Makes a stage that extracts the features of {@code model}. */
  public static SpikingFeatureExtractorModel of(StreamTableEnvironment environment, Model model) {
    return new SpikingFeatureExtractorModel().setModelData(ModelData.of(environment, model));
  }

  /** Adds the column of features; the second table is the model data, if that is wanted. */
  @Override
  public Table[] transform(Table... inputs) {
    Table table = Rows.only(inputs);
    InputColumn input =
        InputColumn.imagesOrVolleys(table.getResolvedSchema(), getInputCol(), pixelLayout());
    AddedColumns columns =
        AddedColumns.to(
            table,
            input.name(),
            List.of(getOutputCol()),
            List.of(SpikeTypes.VOLLEY),
            getHandleInvalid());
    String backend = getBackend();
    Table transformed =
        Stages.apply(
            "extract features",
            table,
            modelData(),
            (model, version) -> ExtractRows.of(model, input, backend),
            columns);
    return getWithModelData() ? new Table[] {transformed, modelData()} : new Table[] {transformed};
  }

  /**
   * Reads a saved stage, or makes one of a model file with default parameters.
   *
   * @throws ValidationException if there is no model, a damaged one, or one beyond the limit
   */
  public static SpikingFeatureExtractorModel load(StreamTableEnvironment environment, String path)
      throws IOException {
    return load(environment, path, SpikingFeatureExtractorModel::new);
  }

  /** Reads a saved stage to use it without Flink's runtime. */
  public static SpikingFeatureExtractorModelServable loadServable(String path) throws IOException {
    return SpikingFeatureExtractorModelServable.load(path);
  }
}
