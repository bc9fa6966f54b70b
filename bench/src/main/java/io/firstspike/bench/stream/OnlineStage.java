package io.firstspike.bench.stream;

import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.replay.LabelDelay;
import io.firstspike.connectors.replay.LabelPlace;
import io.firstspike.connectors.replay.ReplayOptions;
import io.firstspike.connectors.replay.Replayer;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.pipeline.local.EmbeddedBroker;
import io.firstspike.pipeline.ml.classification.OnlineSpikingClassifier;
import io.firstspike.pipeline.ml.classification.OnlineSpikingClassifierModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;

/**
 * One pass of {@link OnlineSpikingClassifier} over a topic beside the engine alone, each row of
 * which is decided on before its label is learned.
 *
 * @param rows the number of rows
 * @param engine the SHA-256 of the engine's weights at the end
 * @param stage the SHA-256 of the stage's last version
 * @param differences the number of rows that they decided on differently
 */
record OnlineStage(int rows, String engine, String stage, long differences) {

  private static final TopicNames TOPICS = TopicNames.DEFAULT.withPrefix("online-");

  /** Learns features from two fifths of the digits, and decisions from the others. */
  static OnlineStage of(EmbeddedBroker broker, Dataset digits) throws Exception {
    long frames = digits.size() * 2L / 5;
    send(broker.clientProperties(), digits);
    Run alone = alone(digits, frames);
    Run staged = staged(broker.clientProperties(), frames);
    long differences = 0;
    for (int i = 0; i < digits.size(); i++) {
      differences += Objects.equals(alone.decided.get(i), staged.decided.get(i)) ? 0 : 1;
    }
    return new OnlineStage(
        digits.size(), alone.model.fingerprint(), staged.model.fingerprint(), differences);
  }

  /** A pass: the decision on each digit, null for none, and the model at the end. */
  private record Run(List<String> decided, Model model) {}

  private static void send(Properties client, Dataset digits) throws Exception {
    Topics.ensure(client, TOPICS, 1);
    ReplayOptions options =
        ReplayOptions.startingAt(System.currentTimeMillis())
            .withLabels(LabelPlace.FRAME, LabelDelay.NONE);
    new Replayer(client, TOPICS).replay(digits, options, sent -> {});
  }

  private static Run alone(Dataset digits, long frames) {
    NetworkSpec spec = NetworkSpec.load("firstspike-2026").withSchedule(Map.of("S1", frames));
    Learner learner = Learner.fresh(spec, StreamModel.SEED);
    Classifier classifier = new Classifier(learner.network());
    List<String> decided = new ArrayList<>();
    for (int i = 0; i < digits.size(); i++) {
      Volley encoded = classifier.encode(digits.image(i));
      if (learner.deciding()) {
        Volley evidence = classifier.evidence(encoded);
        Decision decision = learner.decide(evidence);
        decided.add(decision.silent() ? null : classifier.name(decision));
        learner.learnDecision(evidence, decision, spec.decision().place(digits.label(i)));
      } else {
        decided.add(null);
        learner.learnFeatures(classifier.features(encoded, learner.stage()));
      }
    }
    return new Run(decided, learner.snapshot(digits.name()));
  }

  private static Run staged(Properties client, long frames) {
    // Two jobs over the same topic, since a table is collected by a job of its own.
    Row last = null;
    for (Row version : rows(fitted(client, frames).getModelData()[0])) {
      last = version;
    }
    List<String> decided = new ArrayList<>();
    for (Row row : rows(fitted(client, frames).getDecided())) {
      decided.add(row.getFieldAs("prediction"));
    }
    return new Run(decided, ModelFile.fromBytes("of the stage", last.getFieldAs("model")));
  }

  private static OnlineSpikingClassifierModel fitted(Properties client, long frames) {
    StreamExecutionEnvironment streams = StreamExecutionEnvironment.createLocalEnvironment(1);
    StreamTableEnvironment tables = StreamTableEnvironment.create(streams);
    var source =
        FrameRows.source(TOPICS.frames(), client).setBounded(OffsetsInitializer.latest()).build();
    Table digits =
        tables.fromDataStream(
            streams.fromSource(source, WatermarkStrategy.noWatermarks(), "frames", FrameRows.TYPE));
    return new OnlineSpikingClassifier()
        .setSeed(StreamModel.SEED)
        .setSchedule("S1=" + frames)
        .setPublishEvery(10_000)
        .fit(digits);
  }

  private static Iterable<Row> rows(Table table) {
    return () -> table.execute().collect();
  }
}
