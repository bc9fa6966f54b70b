package io.firstspike.examples;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.pipeline.ml.classification.SpikingClassifier;
import io.firstspike.pipeline.ml.evaluation.ClassificationEvaluator;
import io.firstspike.pipeline.ml.feature.SpikeEncoder;
import io.firstspike.pipeline.ml.feature.SpikingFeatureExtractor;
import io.firstspike.pipeline.ml.type.SpikeTypes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.typeutils.RowTypeInfo;
import org.apache.flink.ml.builder.Pipeline;
import org.apache.flink.ml.builder.PipelineModel;
import org.apache.flink.ml.common.datastream.TableUtils;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;

/**
 * Trains a network with a Flink ML pipeline: images become volleys, volleys become features,
 * features get labels. The fitted pipeline is saved, loaded again, and tested on other digits.
 */
public final class FlinkMlPipeline {

  private FlinkMlPipeline() {}

  /** Runs the example. */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("digits-pipeline");
    train(folder);
    System.out.printf(
        "%.1f %% of 500 other digits are classified right; %s holds the whole network%n",
        100 * test(folder), network(folder));
  }

  /** Fits the pipeline to 2,000 digits, and saves it. */
  static void train(Path folder) throws Exception {
    StreamTableEnvironment tables = environment();
    Pipeline pipeline =
        new Pipeline(
            List.of(
                new SpikeEncoder().setOutputCol("volley"),
                new SpikingFeatureExtractor() // STDP, no labels
                    .setInputCol("volley")
                    .setOutputCol("features")
                    .setSchedule("S1=4000")
                    .setWithModelData(true), // for the classifier's model, which holds all layers
                new SpikingClassifier() // the delta rule, one label at a time
                    .setInputCol("features")));
    PipelineModel model = pipeline.fit(table(tables, MnistSample.train()));
    model.save(folder.toString());
    TableUtils.getExecutionEnvironment(tables).execute("train"); // nothing has run before
  }

  /** Loads the pipeline and tests it with 500 digits; returns the share that is right. */
  static double test(Path folder) throws Exception {
    StreamTableEnvironment tables = environment();
    PipelineModel model = PipelineModel.load(tables, folder.toString());
    Table predictions = model.transform(table(tables, MnistSample.test()))[0];
    Table metrics = new ClassificationEvaluator().transform(predictions)[0];
    return metrics.execute().collect().next().getFieldAs("accuracy");
  }

  /** The model file of the classifier, which the command line reads as well. */
  static Path network(Path folder) {
    return folder.resolve(Path.of("stages", "2", "data", "model.fspk"));
  }

  private static StreamTableEnvironment environment() {
    return StreamTableEnvironment.create(StreamExecutionEnvironment.createLocalEnvironment(1));
  }

  /** Digits as a table of images and labels; yours will come from a connector. */
  private static Table table(StreamTableEnvironment tables, Dataset digits) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < digits.size(); i++) {
      rows.add(Row.of(digits.image(i), digits.label(i)));
    }
    RowTypeInfo type =
        new RowTypeInfo(
            new TypeInformation<?>[] {SpikeTypes.IMAGE, Types.STRING},
            new String[] {"image", "label"});
    return tables.fromDataStream(TableUtils.getExecutionEnvironment(tables).fromData(rows, type));
  }
}
