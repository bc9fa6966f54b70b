package io.firstspike.pipeline.ml.classification;

import static io.firstspike.pipeline.ml.DigitTables.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.learning.Trainer;
import io.firstspike.engine.learning.TrainingListener;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.ml.DigitFrames;
import io.firstspike.pipeline.ml.DigitTables;
import io.firstspike.pipeline.ml.DigitTables.Form;
import io.firstspike.pipeline.ml.PlainJvm;
import io.firstspike.pipeline.ml.feature.SpikeEncoder;
import io.firstspike.pipeline.ml.feature.SpikingFeatureExtractor;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.ml.api.Stage;
import org.apache.flink.ml.builder.Pipeline;
import org.apache.flink.ml.builder.PipelineModel;
import org.apache.flink.ml.common.datastream.TableUtils;
import org.apache.flink.ml.servable.builder.PipelineModelServable;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("slow")
class SpikingClassifierTest {

  private static final Dataset TRAINING = MnistSample.train().slice(0, 120);
  private static final Dataset OTHERS = MnistSample.test().slice(0, 40);
  private static final String NETWORK = "firstspike-2026";
  private static final String SCHEDULE = "S1=150";
  private static final long SEED = 3;

  private static Model trained;

  @TempDir private Path folder;

  /** The plain loop, which is the command train. */
  @BeforeAll
  static void train() {
    NetworkSpec spec = NetworkSpec.load(NETWORK).withSchedule(Map.of("S1", 150L));
    Learner learner = Learner.fresh(spec, SEED);
    try (Trainer trainer = new Trainer(1)) {
      trainer.learnFeatures(learner, TRAINING, TrainingListener.NONE);
      trainer.learnDecisions(learner, TRAINING, 2, TrainingListener.NONE);
    }
    trained = learner.snapshot("digits");
  }

  private static SpikingClassifier classifier() {
    return new SpikingClassifier()
        .setNetwork(NETWORK)
        .setSchedule(SCHEDULE)
        .setSeed(SEED)
        .setPasses(2);
  }

  private static Pipeline pipeline() {
    return new Pipeline(
        List.<Stage<?>>of(
            new SpikeEncoder().setNetwork(NETWORK),
            new SpikingFeatureExtractor()
                .setNetwork(NETWORK)
                .setSchedule(SCHEDULE)
                .setSeed(SEED)
                .setInputCol("volley")
                .setOutputCol("features")
                .setWithModelData(true),
            classifier().setInputCol("features")));
  }

  @ParameterizedTest
  @EnumSource
  void learnsWhatThePlainLoopLearnsFromImagesInEachForm(Form form) throws Exception {
    StreamTableEnvironment environment = DigitTables.environment();

    SpikingClassifierModel model =
        classifier()
            .setHeight(form == Form.RAW ? 28 : 0)
            .setWidth(form == Form.RAW ? 28 : 0)
            .fit(DigitTables.of(environment, TRAINING, form));

    assertThat(only(model.getModelData()[0]).fingerprint()).isEqualTo(trained.fingerprint());
  }

  @Test
  void decidesAsTheEngineDoes() throws Exception {
    StreamTableEnvironment environment = DigitTables.environment();

    Table predictions =
        SpikingClassifierModel.of(environment, trained)
            .transform(DigitTables.of(environment, OTHERS))[0];

    requireEnginesDecisions(rows(predictions), 3);
  }

  @Test
  void stagesThatEncodeExtractAndDecideMakeTheSameNetworkInAPipeline() throws Exception {
    StreamTableEnvironment environment = DigitTables.environment();
    PipelineModel model = pipeline().fit(DigitTables.of(environment, TRAINING));
    String saved = folder.resolve("pipeline").toString();
    model.save(saved);
    TableUtils.getExecutionEnvironment(environment).execute();

    // What the command line reads.
    Model whole = ModelFile.read(Path.of(saved, "stages", "2", "data", "model.fspk"));
    assertThat(whole.fingerprint()).isEqualTo(trained.fingerprint());

    StreamTableEnvironment another = DigitTables.environment();
    PipelineModel loaded = PipelineModel.load(another, saved);
    requireEnginesDecisions(rows(loaded.transform(DigitTables.of(another, OTHERS))[0]), 5);
    requireEnginesDecisions(served(PipelineModelServable.load(saved)), 5);
    assertThat(inPlainJvm(saved)).isEqualTo(expectedInPlainJvm());
  }

  private static List<String> expectedInPlainJvm() {
    Classifier classifier = new Classifier(trained.serving());
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < OTHERS.size(); i++) {
      Decision decision = classifier.classify(OTHERS.image(i));
      int bits = Float.floatToIntBits(decision.winner().orElseThrow().potential());
      lines.add(classifier.name(decision) + " " + bits);
    }
    lines.add("without Flink's runtime");
    return lines;
  }

  /** Runs a program whose class path has Flink's core, tables and ML, but not its runtime. */
  private static List<String> inPlainJvm(String saved) throws Exception {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(
                entry ->
                    !entry.matches(
                        ".*(flink-runtime|flink-streaming|flink-clients|flink-table-(planner|runtime)|flink-statebackend|flink-rpc).*"))
            .collect(Collectors.joining(File.pathSeparator));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                PlainJvm.class.getName(),
                saved,
                Integer.toString(OTHERS.size()))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.inputReader().lines().toList();
  }

  private static List<Row> served(PipelineModelServable servable) {
    return servable.transform(DigitFrames.of(OTHERS)).collect().stream()
        .map(
            row -> {
              Row copy = new Row(row.size());
              for (int i = 0; i < row.size(); i++) {
                copy.setField(i, row.get(i));
              }
              return copy;
            })
        .toList();
  }

  @Test
  void aFileOfTheCommandLineIsAStage() throws Exception {
    Path file = folder.resolve("digits.fspk");
    ModelFile.write(file, trained);
    StreamTableEnvironment environment = DigitTables.environment();

    SpikingClassifierModel stage = SpikingClassifierModel.load(environment, file.toString());

    requireEnginesDecisions(rows(stage.transform(DigitTables.of(environment, OTHERS))[0]), 3);
  }

  @Test
  void aSavedStagesLimitBoundsItsModel() throws Exception {
    StreamTableEnvironment environment = DigitTables.environment();
    String saved = folder.resolve("bounded").toString();
    SpikingClassifierModel.of(environment, trained).setMaxWeights(1000).save(saved);
    TableUtils.getExecutionEnvironment(environment).execute();

    assertThatThrownBy(() -> SpikingClassifierModel.load(environment, saved))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("more than the limit of 1,000");
    assertThatThrownBy(() -> SpikingClassifierModelServable.load(saved))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("more than the limit of 1,000");
    assertThatThrownBy(() -> classifier().setMaxWeights(1000).spec())
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("parameter network")
        .hasMessageContaining("more than the limit of 1,000");
  }

  private static void requireEnginesDecisions(List<Row> rows, int at) {
    Classifier classifier = new Classifier(trained.serving());
    assertThat(rows).hasSize(OTHERS.size());
    for (int i = 0; i < OTHERS.size(); i++) {
      Decision decision = classifier.classify(OTHERS.image(i));
      Row row = rows.get(i);
      assertThat(row.<String>getFieldAs(at)).isEqualTo(classifier.name(decision));
      float potential = decision.winner().orElseThrow().potential();
      assertThat(row.<Float>getFieldAs(at + 1)).isEqualTo(potential);
      assertThat(row.<Float>getFieldAs(at + 2)).isEqualTo(potential - decision.runnerUpPotential());
      assertThat(row.<String>getFieldAs(at + 3)).startsWith("firstspike-2026@");
    }
  }

  @Test
  void mistakesAreToldWhenTheJobIsBuilt() {
    StreamTableEnvironment environment = DigitTables.environment();
    Table digits = DigitTables.of(environment, TRAINING);

    assertThatThrownBy(() -> classifier().setInputCol("picture").fit(digits))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("there is no column \"picture\"")
        .hasMessageContaining("[image, label, number]");
    assertThatThrownBy(() -> classifier().setInputCol("number").fit(digits))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("column \"number\" has type INT; expected volleys, or images");
    assertThatThrownBy(() -> classifier().setLabelCol("image").fit(digits))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("column \"image\" has type RAW")
        .hasMessageContaining("expected labels");
    assertThatThrownBy(() -> classifier().setPredictionCol("label").fit(digits).transform(digits))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("column \"label\" cannot be added");
    assertThatThrownBy(() -> new SpikingClassifier().setNetwork("firstspike-2025"))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("firstspike-2025");
    assertThatThrownBy(() -> new SpikingClassifierModel().transform(digits))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("has no model data");
    assertThatThrownBy(
            () -> SpikingClassifierModel.load(environment, folder.resolve("none").toString()))
        .hasMessageContaining("none");
  }

  private static Model only(Table modelData) throws Exception {
    List<Row> rows = rows(modelData);
    assertThat(rows).hasSize(1);
    return ModelFile.fromBytes("of the test", rows.get(0).getFieldAs("model"));
  }
}
