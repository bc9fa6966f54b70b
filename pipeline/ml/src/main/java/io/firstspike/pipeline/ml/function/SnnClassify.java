package io.firstspike.pipeline.ml.function;

import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.ml.predict.Classification;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.catalog.DataTypeFactory;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.TableFunction;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.inference.TypeInference;
import org.apache.flink.table.types.inference.TypeStrategies;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Table function {@code SNN_CLASSIFY(image [, model])}: classifies an image.
 *
 * <pre>{@code
 * tables.createTemporarySystemFunction("SNN_CLASSIFY", SnnClassify.of(Path.of(file)));
 * Table predictions =
 *     tables.sqlQuery("SELECT id, label, margin FROM frames, LATERAL TABLE(SNN_CLASSIFY(image))");
 * }</pre>
 *
 * It gives a row of label (NULL if the network is silent), potential, margin over the strongest
 * other class, runner_up (NULL if there is none) and model_version. No image, no row.
 */
@API(status = Status.MAINTAINED)
public final class SnnClassify extends TableFunction<RowData> {

  private static final DataType RESULT =
      DataTypes.ROW(
              DataTypes.FIELD("label", DataTypes.STRING()),
              DataTypes.FIELD("potential", DataTypes.FLOAT().notNull()),
              DataTypes.FIELD("margin", DataTypes.FLOAT().notNull()),
              DataTypes.FIELD("runner_up", DataTypes.STRING()),
              DataTypes.FIELD("model_version", DataTypes.STRING().notNull()))
          .bridgedTo(RowData.class);

  private final ModelSupply models;
  private final FunctionOptions options;
  private transient ArgumentClassifier classifier;

  /** Makes a function whose models the {@linkplain FunctionParameters job's parameters} name. */
  public SnnClassify() {
    this(new ModelsFromParameters(), FunctionOptions.DEFAULT);
  }

  private SnnClassify(ModelSupply models, FunctionOptions options) {
    this.models = models;
    this.options = options;
  }

  /**
   * Makes a function that classifies with one model.
   *
   * @param modelFile a file that each task must be able to read
   * @throws org.apache.flink.table.api.ValidationException if it is no model
   */
  public static SnnClassify of(Path modelFile) {
    return of(modelFile, NetworkLimit.DEFAULT);
  }

  /**
   * Makes a function that classifies with one model of at most {@code limit} weights.
   *
   * @param modelFile a file that each task must be able to read
   * @throws org.apache.flink.table.api.ValidationException if it is no model, or too large
   */
  public static SnnClassify of(Path modelFile, NetworkLimit limit) {
    return new SnnClassify(ModelFromFile.of(modelFile, limit), FunctionOptions.DEFAULT);
  }

  /**
   * Makes a function that classifies with the latest model of each key of a topic.
   *
   * @param kafka settings of Kafka's clients, {@code bootstrap.servers} among them
   * @param topic the topic that learning jobs publish models on
   */
  public static SnnClassify following(Properties kafka, String topic) {
    return following(kafka, topic, NetworkLimit.DEFAULT);
  }

  /**
   * Makes a function that classifies with the latest model of each key of a topic; of those with at
   * most {@code limit} weights. Otherwise as {@link #following(Properties, String)}.
   */
  public static SnnClassify following(Properties kafka, String topic, NetworkLimit limit) {
    return new SnnClassify(ModelsFromTopic.of(kafka, topic, limit), FunctionOptions.DEFAULT);
  }

  /** A copy with other options. */
  public SnnClassify with(FunctionOptions other) {
    return new SnnClassify(models, other);
  }

  @Override
  public void open(FunctionContext context) {
    classifier = ArgumentClassifier.open(models, options, context);
  }

  /** Classifies an image with the model {@code default}. */
  public void eval(byte[] image) {
    classify(image, null);
  }

  /** Classifies an image with the model of a key. */
  public void eval(byte[] image, String model) {
    classify(image, model);
  }

  /** Classifies an image with the model {@code default}. */
  public void eval(RowData image) {
    classify(image, null);
  }

  /** Classifies an image with the model of a key. */
  public void eval(RowData image, String model) {
    classify(image, model);
  }

  /** Classifies an image with the model {@code default}. */
  public void eval(Image image) {
    classify(image, null);
  }

  /** Classifies an image with the model of a key. */
  public void eval(Image image, String model) {
    classify(image, model);
  }

  private void classify(Object image, String model) {
    Classification found = classifier.classify(image, model);
    if (found != null) {
      collect(
          GenericRowData.of(
              classifier.name(found.label().orElse(null)),
              found.potential(),
              found.margin(),
              classifier.name(found.runnerUp().orElse(null)),
              classifier.name(found.modelVersion())));
    }
  }

  /** Whether one image always gets one label: only with a model file. */
  @Override
  public boolean isDeterministic() {
    return models.fixed();
  }

  @Override
  public TypeInference getTypeInference(DataTypeFactory types) {
    return TypeInference.newBuilder()
        .inputTypeStrategy(new ArgumentTypes(true))
        .outputTypeStrategy(TypeStrategies.explicit(RESULT))
        .build();
  }

  @Override
  public void close() {
    if (classifier != null) {
      classifier.close();
    }
  }
}
