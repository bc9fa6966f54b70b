package io.firstspike.pipeline.ml.classification;

import static io.firstspike.pipeline.ml.DigitTables.rows;
import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.pipeline.ml.DigitTables;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class OnlineSpikingClassifierTest {

  private static final int FEATURE_FRAMES = 60;
  private static final int PUBLISH_EVERY = 40;
  private static final Dataset DIGITS = MnistSample.train().slice(0, 200);

  /** The plain loop's models by version, as the engine alone makes them. */
  private static final Map<String, Model> VERSIONS = new LinkedHashMap<>();

  /** The plain loop's decisions on each digit, before its label was learned. */
  private static final List<String> DECIDED = new ArrayList<>();

  @BeforeAll
  static void learnWithTheEngineAlone() {
    NetworkSpec spec =
        NetworkSpec.load("firstspike-2026").withSchedule(Map.of("S1", (long) FEATURE_FRAMES));
    Learner learner = Learner.fresh(spec, 1);
    Classifier classifier = new Classifier(learner.network());
    for (int i = 0; i < DIGITS.size(); i++) {
      Volley encoded = classifier.encode(DIGITS.image(i));
      if (learner.deciding()) {
        Volley evidence = classifier.evidence(encoded);
        Decision decision = learner.decide(evidence);
        DECIDED.add(decision.silent() ? null : classifier.name(decision));
        learner.learnDecision(evidence, decision, spec.decision().place(DIGITS.label(i)));
        int labels = i + 1 - FEATURE_FRAMES;
        if (labels % PUBLISH_EVERY == 0 || i + 1 == DIGITS.size()) {
          VERSIONS.put("firstspike-2026@" + (i + 1), learner.snapshot("digits"));
        }
      } else {
        DECIDED.add(null);
        learner.learnFeatures(classifier.features(encoded, learner.stage()));
        if (learner.deciding()) {
          VERSIONS.put("firstspike-2026@" + (i + 1), learner.snapshot("digits"));
        }
      }
    }
  }

  private static OnlineSpikingClassifierModel fit(Table digits) {
    return new OnlineSpikingClassifier()
        .setSchedule("S1=" + FEATURE_FRAMES)
        .setPublishEvery(PUBLISH_EVERY)
        .fit(digits);
  }

  @Test
  void publishesTheVersionsThatTheEngineAloneMakes() {
    StreamTableEnvironment environment = DigitTables.environment();

    List<Row> models = rows(fit(DigitTables.of(environment, DIGITS)).getModelData()[0]);

    assertThat(models)
        .extracting(row -> row.<String>getFieldAs(0))
        .containsExactlyElementsOf(VERSIONS.keySet());
    for (Row row : models) {
      assertThat(ModelFile.fromBytes("of the test", row.getFieldAs(1)).fingerprint())
          .isEqualTo(VERSIONS.get(row.<String>getFieldAs(0)).fingerprint());
    }
  }

  @Test
  void decidesOnEachRowBeforeItsLabelIsLearned() {
    StreamTableEnvironment environment = DigitTables.environment();

    List<Row> decided = rows(fit(DigitTables.of(environment, DIGITS)).getDecided());

    assertThat(decided)
        .extracting(row -> row.<String>getFieldAs("prediction"))
        .containsExactlyElementsOf(DECIDED);
    assertThat(decided.get(FEATURE_FRAMES + 5).<String>getFieldAs("modelVersion"))
        .isEqualTo("firstspike-2026@" + (FEATURE_FRAMES + 5));
  }

  /** Which version a row meets depends on time; what that version decides does not. */
  @Test
  void predictionsNameTheVersionThatDecided() {
    StreamTableEnvironment environment = DigitTables.environment();
    OnlineSpikingClassifierModel model = fit(DigitTables.of(environment, DIGITS));
    Dataset others = MnistSample.test().slice(0, 30);

    List<Row> predictions = rows(model.transform(DigitTables.of(environment, others))[0]);

    assertThat(predictions).hasSize(others.size());
    for (int i = 0; i < others.size(); i++) {
      String version = predictions.get(i).getFieldAs("modelVersion");
      assertThat(VERSIONS).containsKey(version);
      Model deciding = VERSIONS.get(version);
      Classifier classifier = new Classifier(deciding.serving());
      Decision decision = classifier.classify(others.image(i));
      assertThat(predictions.get(i).<String>getFieldAs("prediction"))
          .isEqualTo(decision.silent() ? null : classifier.name(decision));
    }
  }

  @Test
  void goesOnFromModelData() {
    StreamTableEnvironment environment = DigitTables.environment();
    Model first = VERSIONS.get("firstspike-2026@" + (FEATURE_FRAMES + PUBLISH_EVERY));
    Table rest =
        DigitTables.of(environment, DIGITS.slice(FEATURE_FRAMES + PUBLISH_EVERY, DIGITS.size()));

    OnlineSpikingClassifierModel model =
        new OnlineSpikingClassifier()
            .setPublishEvery(10_000)
            .fit(rest, SpikingClassifierModel.of(environment, first).getModelData()[0]);

    List<Row> models = rows(model.getModelData()[0]);
    assertThat(models).hasSize(1);
    assertThat(ModelFile.fromBytes("of the test", models.get(0).getFieldAs(1)).fingerprint())
        .isEqualTo(VERSIONS.get("firstspike-2026@" + DIGITS.size()).fingerprint());
  }
}
