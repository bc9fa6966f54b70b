package io.firstspike.pipeline.ml.function;

import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.ml.predict.Classification;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.catalog.DataTypeFactory;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.table.types.inference.TypeInference;
import org.apache.flink.table.types.inference.TypeStrategies;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Scalar function {@code SNN_LABEL(image [, model])}: the class of an image; NULL if the network is
 * silent, or if there is no image.
 *
 * <pre>{@code
 * tables.createTemporarySystemFunction("SNN_LABEL", SnnLabel.of(Path.of(file)));
 * Table labels = tables.sqlQuery("SELECT id, SNN_LABEL(image) AS label FROM frames");
 * }</pre>
 */
@API(status = Status.MAINTAINED)
public final class SnnLabel extends ScalarFunction {

  private final ModelSupply models;
  private final FunctionOptions options;
  private transient ArgumentClassifier classifier;

  /** Makes a function whose models the {@linkplain FunctionParameters job's parameters} name. */
  public SnnLabel() {
    this(new ModelsFromParameters(), FunctionOptions.DEFAULT);
  }

  private SnnLabel(ModelSupply models, FunctionOptions options) {
    this.models = models;
    this.options = options;
  }

  /**
   * Makes a function that classifies with one model.
   *
   * @param modelFile a file that each task must be able to read
   * @throws org.apache.flink.table.api.ValidationException if it is no model
   */
  public static SnnLabel of(Path modelFile) {
    return of(modelFile, NetworkLimit.DEFAULT);
  }

  /**
   * Makes a function that classifies with one model of at most {@code limit} weights.
   *
   * @param modelFile a file that each task must be able to read
   * @throws org.apache.flink.table.api.ValidationException if it is no model, or too large
   */
  public static SnnLabel of(Path modelFile, NetworkLimit limit) {
    return new SnnLabel(ModelFromFile.of(modelFile, limit), FunctionOptions.DEFAULT);
  }

  /**
   * Makes a function that classifies with the latest model of each key of a topic.
   *
   * @param kafka settings of Kafka's clients, {@code bootstrap.servers} among them
   * @param topic the topic that learning jobs publish models on
   */
  public static SnnLabel following(Properties kafka, String topic) {
    return following(kafka, topic, NetworkLimit.DEFAULT);
  }

  /**
   * Makes a function that classifies with the latest model of each key of a topic; of those with at
   * most {@code limit} weights. Otherwise as {@link #following(Properties, String)}.
   */
  public static SnnLabel following(Properties kafka, String topic, NetworkLimit limit) {
    return new SnnLabel(ModelsFromTopic.of(kafka, topic, limit), FunctionOptions.DEFAULT);
  }

  /** A copy with other options. */
  public SnnLabel with(FunctionOptions other) {
    return new SnnLabel(models, other);
  }

  @Override
  public void open(FunctionContext context) {
    classifier = ArgumentClassifier.open(models, options, context);
  }

  /** Classifies an image with the model {@code default}. */
  public StringData eval(byte[] image) {
    return classify(image, null);
  }

  /** Classifies an image with the model of a key. */
  public StringData eval(byte[] image, String model) {
    return classify(image, model);
  }

  /** Classifies an image with the model {@code default}. */
  public StringData eval(RowData image) {
    return classify(image, null);
  }

  /** Classifies an image with the model of a key. */
  public StringData eval(RowData image, String model) {
    return classify(image, model);
  }

  /** Classifies an image with the model {@code default}. */
  public StringData eval(Image image) {
    return classify(image, null);
  }

  /** Classifies an image with the model of a key. */
  public StringData eval(Image image, String model) {
    return classify(image, model);
  }

  private StringData classify(Object image, String model) {
    Classification found = classifier.classify(image, model);
    return found == null ? null : classifier.name(found.label().orElse(null));
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
        .outputTypeStrategy(TypeStrategies.explicit(DataTypes.STRING().bridgedTo(StringData.class)))
        .build();
  }

  @Override
  public void close() {
    if (classifier != null) {
      classifier.close();
    }
  }
}
